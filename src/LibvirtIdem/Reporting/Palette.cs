namespace LibvirtIdem.Reporting;

/// <summary>The colours of a terminal, by their SGR number (ECMA-48 section 8.3.117).</summary>
internal enum Ink { Plain = 0, Bold = 1, Faint = 2, Red = 31, Green = 32, Yellow = 33, Blue = 34, Magenta = 35, Cyan = 36 }

/// <summary>Puts text into a colour, or leaves it as it is where there shall be none.</summary>
internal readonly record struct Palette(bool HasColor)
{
    public string Paint(string text, Ink ink) => HasColor && ink != Ink.Plain && text.Length > 0 ? $"\x1b[{(int)ink}m{text}\x1b[0m" : text;
}
