using System.Runtime.InteropServices;
using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>One address with its names, parted by one space each, the first of them the canonical one (hosts(5)).</summary>
internal readonly record struct HostsEntry(IpAddress Ip, Utf8Slice Names);

/// <summary>A name on a foreign line. Offset of its first byte, and of its line's first byte and line end.</summary>
internal readonly record struct ForeignName(int LineNumber, IpAddress Ip, Utf8Slice Name, int Start, int LineStart, int LineEnd);

/// <summary>
/// /etc/hosts, or a template of it: a managed block per network, and bytes that are not ours. Reads lines as glibc 2.36 does: blanks are
/// space, tab, \v and \f, a # ends a line even when glued to a name, and what is no strict address is no entry.
/// </summary>
internal sealed class EtcHosts
{
    /// <summary>What a machine without the file needs before it gets a block.</summary>
    public const string Minimal = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n";

    /// <summary>Some two million reservations of long names.</summary>
    private const int MostBytes = 128 << 20;

    /// <summary>The same in lines. What has more was put there to be so: no resolver would be of use with it.</summary>
    private const int MostLines = 3_000_000;

    private readonly byte[] text;
    private readonly byte[] network;
    private readonly byte[] lineEnd;

    /// <summary>Whole lines outside all blocks, from a block to the next one.</summary>
    private readonly List<(int Start, int End)> foreignParts = [];
    private readonly List<Utf8Slice> otherOwnLines = [];
    private (int Start, int End)? block;

    private EtcHosts(byte[] text, string network)
    {
        (this.text, this.network) = (text, Encoding.UTF8.GetBytes(network));
        // With \n behind a last \r, that one would seem to be ours when the block goes again.
        lineEnd = text.AsSpan().IndexOf("\r\n"u8) >= 0 || text is [.., (byte)'\r'] ? [(byte)'\r', (byte)'\n'] : [(byte)'\n'];
    }

    /// <summary>The lines of the network's block, in order.</summary>
    public List<HostsEntry> Own { get; } = [];

    /// <summary>What ends a word, and a comment's first character.</summary>
    private static ReadOnlySpan<byte> Breaks => " \t\v\f#"u8;

    private static ReadOnlySpan<byte> BeginMark => "# BEGIN libvirt-idem "u8;

    /// <summary>What both of the marks end in.</summary>
    private static ReadOnlySpan<byte> Mark => " libvirt-idem "u8;

    private static ReadOnlySpan<byte> EndMark => "# END libvirt-idem "u8;

    /// <param name="bytes">The file; null where there is none.</param>
    /// <param name="network">Whose block is meant.</param>
    /// <exception cref="UnreadableException">Markers are damaged, doubled or nested; or no such file is that large.</exception>
    public static EtcHosts Read(byte[]? bytes, string network)
    {
        bytes ??= Encoding.UTF8.GetBytes(Minimal);
        if (bytes.Length > MostBytes)
            throw new UnreadableException(1, $"the file is larger than {MostBytes >> 20} MB");
        if (bytes.Length > MostLines && bytes.AsSpan().Count((byte)'\n') > MostLines)
            throw new UnreadableException(MostLines, "the file has more than three million lines");
        var hosts = new EtcHosts(bytes, network);
        hosts.Scan();
        return hosts;
    }

    /// <summary>Every mention of a name outside all managed blocks.</summary>
    public IEnumerable<ForeignName> Foreign()
    {
        var (number, at) = (0, 0);
        foreach (var (from, to) in foreignParts)
        {
            number += text.AsSpan(at, from - at).Count((byte)'\n');
            for (at = from; at < to;)
            {
                var (start, end) = (at, LineEnd(at, out at));
                number++;
                if (!NextWord(start, end, out var wordStart, out var wordEnd)
                    || !IpAddress.TryParse(text.AsSpan(wordStart, wordEnd - wordStart), out var ip))
                    continue;
                while (NextWord(wordEnd, end, out wordStart, out wordEnd))
                    yield return new(number, ip, new(text, wordStart, wordEnd - wordStart), wordStart, start, end);
            }
        }
    }

    /// <summary>Takes the first of an entry's names off; false where there is none left.</summary>
    public static bool NextName(ref Utf8Slice names, out Utf8Slice name)
    {
        var space = names.Span.IndexOf((byte)' ');
        name = space < 0 ? names : names[..space];
        names = space < 0 ? default : names[(space + 1)..];
        return !name.IsNullOrEmpty;
    }

    public static List<Utf8Slice> Words(Utf8Slice names)
    {
        var words = new List<Utf8Slice>();
        while (NextName(ref names, out var name))
            words.Add(name);
        return words;
    }

    /// <summary>The block as it would be written, one entry a line.</summary>
    public static string Canonical(IEnumerable<HostsEntry> sorted)
    {
        var lines = new Utf8Builder();
        foreach (var entry in sorted)
            lines.Append(entry.Ip).Append(' ').Append(entry.Names).Append('\n');
        return lines.ToText().ToString();
    }

    /// <summary>
    /// The file with these entries, sorted by address, in the block and these names off their lines; no byte of anybody else's moved.
    /// </summary>
    public FileContent With(List<HostsEntry> sorted, List<ForeignName> removed)
    {
        var edits = removed.GroupBy(name => name.LineNumber).SelectMany(RemoveNames).ToList();
        if (otherOwnLines.Count + sorted.Count > 0)
            edits.Add(WriteBlock(sorted));
        else if (block is { } old)
            edits.Add(RemoveBlock(old));
        return FileContent.Edited(text, edits);
    }

    private void Scan()
    {
        Utf8Slice open = default;
        var (openStart, openEnd, from) = (0, 0, 0);
        for (var at = 0; NextMarker(at, out var start, out at) is { } marker;)
        {
            if (marker.IsBegin)
            {
                if (!open.IsNull)
                    throw UnreadableException.At(
                        text, start, $"a managed block begins inside the one that begins on line {LineOf(openStart)}");
                if (IsNetwork(marker.Name) && block is not null)
                    throw UnreadableException.At(text, start, $"there is a second managed block of {marker.Name}");
                foreignParts.Add((from, start));
                (open, openStart, openEnd) = (marker.Name, start, at);
                continue;
            }
            if (!open.Equals(marker.Name))
                throw UnreadableException.At(text, start, $"the end marker of {marker.Name} closes nothing that is open here");
            if (IsNetwork(open))
            {
                block = (openStart, at);
                ReadBlock(openEnd, start);
            }
            (open, from) = (default, at);
        }
        if (!open.IsNull)
            throw UnreadableException.At(text, openStart, $"the managed block of {open} has no end marker");
        foreignParts.Add((from, text.Length));
    }

    private int LineOf(int offset) => 1 + text.AsSpan(0, offset).Count((byte)'\n');

    /// <summary>The next line that is a marker, and where the one after it begins; null where there is none.</summary>
    private (bool IsBegin, Utf8Slice Name)? NextMarker(int from, out int start, out int next)
    {
        for (next = from; text.AsSpan(next).IndexOf(Mark) is >= 0 and var found;)
        {
            var at = next + found;
            start = text.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
            var end = LineEnd(at, out next);
            if (Marker(start, end, BeginMark) is { IsNull: false } begun)
                return (true, begun);
            if (Marker(start, end, EndMark) is { IsNull: false } ended)
                return (false, ended);
        }
        (start, next) = (text.Length, text.Length);
        return null;
    }

    /// <summary>Where the line ends, without its line end, and where the next one begins.</summary>
    private int LineEnd(int start, out int next)
    {
        var length = text.AsSpan(start).IndexOf((byte)'\n');
        var end = length < 0 ? text.Length : start + length;
        next = length < 0 ? text.Length : end + 1;
        while (end > start && text[end - 1] == '\r')
            end--;
        return end;
    }

    private void ReadBlock(int start, int end)
    {
        Own.EnsureCapacity(text.AsSpan(start, end - start).Count((byte)'\n'));
        for (var at = start; at < end;)
            ReadOwn(at, LineEnd(at, out at));
    }

    private void ReadOwn(int start, int end)
    {
        // Most lines are as they were written, an address, a space and a name, which stays where it lies.
        var line = text.AsSpan(start, end - start);
        var space = line.IndexOf((byte)' ');
        if (space > 0 && space + 1 < line.Length && line[(space + 1)..].IndexOfAny(Breaks) < 0
            && IpAddress.TryParse(line[..space], out var known))
        {
            Own.Add(new(known, new(text, start + space + 1, line.Length - space - 1)));
            return;
        }
        if (!NextWord(start, end, out var wordStart, out var wordEnd)
            || !IpAddress.TryParse(text.AsSpan(wordStart, wordEnd - wordStart), out var ip)
            || !NextWord(wordEnd, end, out var namesStart, out wordEnd))
        {
            if (end > start)
                otherOwnLines.Add(new(text, start, end - start));
            return;
        }
        var names = new Utf8Builder().Append(text.AsSpan(namesStart, wordEnd - namesStart));
        while (NextWord(wordEnd, end, out wordStart, out wordEnd))
            names.Append(' ').Append(text.AsSpan(wordStart, wordEnd - wordStart));
        Own.Add(new(ip, names.ToText()));
    }

    private TextEdit WriteBlock(List<HostsEntry> sorted)
    {
        var body = new Utf8Builder(sorted.Count * 32 + 256).Append(BeginMark).Append(network).Append(lineEnd);
        foreach (var line in otherOwnLines)
            body.Append(line).Append(lineEnd);
        foreach (ref readonly var entry in CollectionsMarshal.AsSpan(sorted))
        {
            var line = new Utf8Line(body.Room(IpAddress.LongestText + 1 + entry.Names.Length + lineEnd.Length));
            line.Add(entry.Ip);
            line.Add(" "u8);
            line.Add(entry.Names.Span);
            line.Add(lineEnd);
            body.Advance(line.Length);
        }
        body.Append(EndMark).Append(network);
        var endsOpen = text.Length > 0 && text[^1] != '\n';
        if (block is { } old)
            return new(old.Start, old.End - old.Start, (endsOpen && old.End == text.Length ? body : body.Append(lineEnd)).ToText());
        // A file without a final line end keeps that: RemoveBlock can then give back the very bytes.
        return new(text.Length, 0, endsOpen ? new Utf8Builder().Append(lineEnd).Append(body.Written).ToText() : body.Append(lineEnd)
            .ToText());
    }

    private TextEdit RemoveBlock((int Start, int End) old)
    {
        var start = old.Start;
        if (old.End == text.Length && text[^1] != '\n' && start > 0)
            start -= lineEnd.Length;
        return new(start, old.End - start, "");
    }

    private IEnumerable<TextEdit> RemoveNames(IGrouping<int, ForeignName> names)
    {
        var (start, end) = names.Select(name => (name.LineStart, name.LineEnd)).First();
        var words = 0;
        for (var at = start; NextWord(at, end, out _, out at);)
            words++;
        if (words - 1 > names.Count())
        {
            foreach (var name in names)
            {
                var space = name.Start;
                while (IsBlank(text[space - 1]))
                    space--;
                yield return new(space, name.Start + name.Name.Length - space, "");
            }
            yield break;
        }
        // No name is left for the address: the line goes, but for a comment on it.
        var comment = text.AsSpan(start, end - start).IndexOf((byte)'#');
        if (comment >= 0)
            end = start + comment;
        else
            _ = LineEnd(end, out end);
        yield return new(start, end - start, "");
    }

    private bool IsNetwork(Utf8Slice name) => name.Span.SequenceEqual(network);

    private Utf8Slice Marker(int start, int end, ReadOnlySpan<byte> mark) =>
        end - start > mark.Length && text[start] == '#' && text.AsSpan(start, mark.Length).SequenceEqual(mark)
            ? new(text, start + mark.Length, end - start - mark.Length) : default;

    private bool NextWord(int from, int end, out int start, out int wordEnd)
    {
        start = from;
        while (start < end && IsBlank(text[start]))
            start++;
        var length = text.AsSpan(start, end - start).IndexOfAny(Breaks);
        wordEnd = length < 0 ? end : start + length;
        return wordEnd > start;
    }

    private static bool IsBlank(byte character) => character is (byte)' ' or (byte)'\t' or 0x0B or 0x0C;
}
