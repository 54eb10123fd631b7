using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>Reads the file of <c>import</c>, in whatever form it is.</summary>
internal static class ImportReader
{
    /// <summary>What reads a path for a call with these options; <c>-</c> is standard input, null is a file that cannot be read.</summary>
    public static Func<string, ImportedText?> Of(Options options) => path =>
    {
        if ((path == "-" ? StandardStreams.ReadInput() : StandardStreams.ReadFile(path)) is not { } bytes)
            return null;
        try
        {
            return ImportFormats.Read(bytes, options.Find("format", OptionKind.Text)?.Text, namesNetwork: !options.Has("network"));
        }
        catch (UnreadableException unreadable)
        {
            return new([], Problem: Message.NotImported(path == "-" ? "standard input" : path, unreadable.Line, unreadable.Message));
        }
    };
}
