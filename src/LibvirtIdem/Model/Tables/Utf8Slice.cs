using System.Text;

namespace LibvirtIdem.Model;

/// <summary>
/// UTF-8 text that is part of a larger array, such as a name in a file that was read: a million of them without a string each. The
/// default value is no text at all (<see cref="IsNull"/>), which is not the same as an empty one.
/// </summary>
internal readonly struct Utf8Slice(byte[] source, int start, int length) : IEquatable<Utf8Slice>
{
    private readonly byte[]? source = source;
    private readonly int start = start;

    public int Length { get; } = length;

    public bool IsNull => source is null;

    /// <summary>It is all of <see cref="Source"/>.</summary>
    public bool IsWholeArray => start == 0 && source?.Length == Length;

    /// <summary>The array that it is a part of.</summary>
    public byte[] Source => source ?? [];

    public bool IsNullOrEmpty => Length == 0;

    public ReadOnlySpan<byte> Span => new(source, start, Length);

    public Utf8Slice Slice(int from, int size) => source is null ? default : new(source, start + from, size);

    public static implicit operator Utf8Slice(string? text) => text is null ? default : Of(Encoding.UTF8.GetBytes(text));

    public static Utf8Slice Of(byte[] whole) => new(whole, 0, whole.Length);

    /// <summary>Byte by byte, as libvirt compares names.</summary>
    public bool Equals(Utf8Slice other) => IsNull == other.IsNull && Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is Utf8Slice other && Equals(other);

    /// <summary>As DNS compares names: the case of ASCII letters does not count.</summary>
    public bool EqualsIgnoreCase(Utf8Slice other) => IsNull == other.IsNull && Length == other.Length && SameLetters(Span, other.Span);

    /// <summary>
    /// The same as <see cref="EqualsIgnoreCase"/>. Nearly always what is compared is the same byte by byte, which is told much faster.
    /// </summary>
    public static bool SameLetters(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.SequenceEqual(other) || Ascii.EqualsIgnoreCase(one, other);

    public override int GetHashCode() => (int)RowIndex.Hash(Span);

    /// <summary>The text, or an empty string where there is none.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    /// <summary>The text, or null where there is none.</summary>
    public string? OrNull() => IsNull ? null : ToString();
}
