using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// What a file shall hold, in pieces that follow each other: parts of the array that was read, and of the one in which the new text was put
/// together. So no large file is in memory twice.
/// </summary>
internal sealed class FileContent
{
    /// <summary>Of more, one array is made: each piece is a write.</summary>
    private const int MostPieces = 16;

    private FileContent(IReadOnlyList<Utf8Slice> pieces)
    {
        Pieces = pieces;
        foreach (var piece in pieces)
            Length += piece.Length;
    }

    public IReadOnlyList<Utf8Slice> Pieces { get; }

    public int Length { get; }

    public static implicit operator FileContent(byte[] whole) => new([Utf8Slice.Of(whole)]);

    public static FileContent Of(Utf8Slice text) => new([text]);

    /// <summary>The text with all edits in, every other byte as it was.</summary>
    public static FileContent Edited(byte[] text, List<TextEdit> edits)
    {
        var content = new FileContent(TextEdit.Pieces(text, edits));
        return content.Pieces.Count > MostPieces ? content.ToArray() : content;
    }

    /// <summary>Whether these are the very bytes.</summary>
    public bool Is(ReadOnlySpan<byte> bytes) => bytes.Length == Length && new Comparison(this).Continues(bytes);

    /// <summary>One array; not to be written to.</summary>
    public byte[] ToArray()
    {
        if (Pieces is [{ IsWholeArray: true } whole])
            return whole.Source;
        var (bytes, at) = (GC.AllocateUninitializedArray<byte>(Length), 0);
        foreach (var piece in Pieces)
        {
            piece.Span.CopyTo(bytes.AsSpan(at));
            at += piece.Length;
        }
        return bytes;
    }

    /// <summary>Whether a file that is read piece by piece holds the same.</summary>
    internal struct Comparison(FileContent content)
    {
        private int piece;
        private int at;

        /// <summary>Nothing is missing.</summary>
        public readonly bool IsAtEnd
        {
            get
            {
                var left = content.Pieces.Count > piece ? content.Pieces[piece].Length - at : 0;
                for (var next = piece + 1; next < content.Pieces.Count; next++)
                    left += content.Pieces[next].Length;
                return left == 0;
            }
        }

        /// <summary>False where these are not the bytes that follow.</summary>
        public bool Continues(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                if (piece == content.Pieces.Count)
                    return false;
                var rest = content.Pieces[piece].Span[at..];
                var length = Math.Min(rest.Length, bytes.Length);
                if (!rest[..length].SequenceEqual(bytes[..length]))
                    return false;
                bytes = bytes[length..];
                (piece, at) = length == rest.Length ? (piece + 1, 0) : (piece, at + length);
            }
            return true;
        }
    }
}
