using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>One address with its names, the first of them the canonical one (hosts(5)).</summary>
internal sealed record HostsEntry(IpAddress Ip, IReadOnlyList<string> Names)
{
    // Concatenated, here and wherever a call that changes nothing comes by: the first interpolated string of a process costs 0.16 ms.
    public override string ToString() => Ip + " " + string.Join(' ', Names);
}

/// <summary>A name that stands on a line of somebody else's. Offsets of the name and of its line, in bytes.</summary>
internal readonly record struct ForeignName(int LineNumber, IpAddress Ip, string Name, int Start, int End);

/// <summary>
/// /etc/hosts, or a template of it: a managed block per network, and bytes that are not ours. Reads lines as glibc 2.36 does: blanks are
/// space, tab, \v and \f, a # ends a line even when glued to a name, and what is no strict address is no entry.
/// </summary>
internal sealed class EtcHosts
{
    /// <summary>What a machine without the file needs before it gets a block.</summary>
    public const string Minimal = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n";

    private const string BeginMark = "# BEGIN libvirt-idem ";
    private const string EndMark = "# END libvirt-idem ";

    private readonly byte[] text;
    private readonly string network;
    private readonly string lineEnd;
    private readonly List<(int Number, int Start, int End)> foreignLines = [];
    private readonly List<string> otherOwnLines = [];
    private (int Start, int End)? block;

    private EtcHosts(byte[] text, string network)
    {
        (this.text, this.network) = (text, network);
        lineEnd = text.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";
    }

    /// <summary>What stands in the network's block, in its order.</summary>
    public List<HostsEntry> Own { get; } = [];

    /// <exception cref="UnreadableException">Markers are damaged, doubled or nested.</exception>
    public static EtcHosts Read(byte[] text, string network)
    {
        var hosts = new EtcHosts(text, network);
        hosts.Scan();
        return hosts;
    }

    /// <summary>Every mention of one of the names (lower case) outside all managed blocks.</summary>
    public IEnumerable<ForeignName> Foreign(IReadOnlySet<string> names) =>
        foreignLines.SelectMany(line => Words(line.Start, line.End) is [var first, .. var rest]
            && IpAddress.TryParse(Word(first), out var ip)
                ? rest.Where(word => names.Contains(Word(word).ToLowerInvariant()))
                    .Select(word => new ForeignName(line.Number, ip, Word(word), word.Start, word.End))
                : []);

    /// <summary>Names that the loopback lines give the machine itself, beside <paramref name="hostName"/>.</summary>
    public IEnumerable<string> NamesBeside(string hostName)
    {
        foreach (var line in foreignLines)
        {
            if (Words(line.Start, line.End) is not [var first, .. var rest] || !Word(first).StartsWith("127.", StringComparison.Ordinal))
                continue;
            var names = rest.Select(Word).ToList();
            if (names.Contains(hostName, StringComparer.OrdinalIgnoreCase))
                foreach (var name in names.Where(name => name.StartsWith(hostName + ".", StringComparison.OrdinalIgnoreCase)))
                    yield return name.ToLowerInvariant();
        }
    }

    /// <summary>The block as it would be written, one entry a line, sorted by address.</summary>
    public static string Canonical(IEnumerable<HostsEntry> entries) =>
        string.Concat(entries.OrderBy(entry => entry.Ip).ThenBy(entry => string.Join(' ', entry.Names), StringComparer.Ordinal).Select(entry => entry + "\n"));

    /// <summary>The file with these entries in the block and these names off their lines; no byte of anybody else's moved.</summary>
    public byte[] With(IReadOnlyCollection<HostsEntry> entries, IEnumerable<ForeignName> removed)
    {
        var edits = removed.GroupBy(name => name.LineNumber).SelectMany(RemoveNames).ToList();
        var lines = string.Concat(otherOwnLines.Select(line => line + "\n")) + Canonical(entries);
        if (lines.Length > 0)
            edits.Add(WriteBlock(lines));
        else if (block is { } old)
            edits.Add(RemoveBlock(old));
        return TextEdit.Apply(text, edits);
    }

    private void Scan()
    {
        string? openBlock = null;
        var (openLine, openStart, number) = (0, 0, 0);
        for (var start = 0; start < text.Length;)
        {
            number++;
            var length = text.AsSpan(start).IndexOf((byte)'\n');
            var next = length < 0 ? text.Length : start + length + 1;
            var end = length < 0 ? text.Length : start + length;
            if (end > start && text[end - 1] == '\r')
                end--;
            if (Marker(start, end, BeginMark) is { } begun)
            {
                if (openBlock is not null)
                    throw new UnreadableException(number, $"a managed block begins inside the one that begins on line {openLine}");
                if (begun == network && block is not null)
                    throw new UnreadableException(number, $"there is a second managed block of {network}");
                (openBlock, openLine, openStart) = (begun, number, start);
            }
            else if (Marker(start, end, EndMark) is { } ended)
            {
                if (openBlock != ended)
                    throw new UnreadableException(number, $"the end marker of {ended} closes nothing that is open here");
                if (ended == network)
                    block = (openStart, next);
                openBlock = null;
            }
            else if (openBlock is null)
            {
                foreignLines.Add((number, start, end));
            }
            else if (openBlock == network)
            {
                ReadOwn(start, end);
            }
            start = next;
        }
        if (openBlock is not null)
            throw new UnreadableException(openLine, $"the managed block of {openBlock} has no end marker");
    }

    private void ReadOwn(int start, int end)
    {
        if (Words(start, end) is [var first, .. { Count: > 0 } names] && IpAddress.TryParse(Word(first), out var ip))
            Own.Add(new(ip, names.Select(Word).ToList()));
        else if (end > start)
            otherOwnLines.Add(Encoding.UTF8.GetString(text, start, end - start));
    }

    private TextEdit WriteBlock(string lines)
    {
        var body = $"{BeginMark}{network}\n{lines}{EndMark}{network}\n".Replace("\n", lineEnd, StringComparison.Ordinal);
        var endsOpen = text.Length > 0 && text[^1] != '\n';
        if (block is { } old)
            return new(old.Start, old.End - old.Start, endsOpen && old.End == text.Length ? body[..^lineEnd.Length] : body);
        // A file without a final line end keeps that: RemoveBlock can then give back the very bytes.
        return new(text.Length, 0, endsOpen ? lineEnd + body[..^lineEnd.Length] : body);
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
        var line = foreignLines.Find(line => line.Number == names.Key);
        var words = Words(line.Start, line.End);
        if (words.Count - 1 > names.Count())
        {
            foreach (var name in names)
            {
                var space = name.Start;
                while (IsBlank(text[space - 1]))
                    space--;
                yield return new(space, name.End - space, "");
            }
            yield break;
        }
        // No name is left for the address: the line goes, but for a comment on it.
        var comment = text.AsSpan(line.Start, line.End - line.Start).IndexOf((byte)'#');
        var end = line.End;
        if (comment >= 0)
            end = line.Start + comment;
        else
            while (end < text.Length && text[end++] != '\n')
            {
            }
        yield return new(line.Start, end - line.Start, "");
    }

    private string? Marker(int start, int end, string mark)
    {
        var line = text.AsSpan(start, end - start);
        return line.Length > mark.Length && line[0] == '#' && line.StartsWith(Encoding.UTF8.GetBytes(mark)) ? Encoding.UTF8.GetString(line[mark.Length..]) : null;
    }

    private List<(int Start, int End)> Words(int start, int end)
    {
        var words = new List<(int, int)>();
        for (var at = start; at < end && text[at] != '#';)
        {
            if (IsBlank(text[at]))
            {
                at++;
                continue;
            }
            var wordStart = at;
            while (at < end && !IsBlank(text[at]) && text[at] != '#')
                at++;
            words.Add((wordStart, at));
        }
        return words;
    }

    private string Word((int Start, int End) word) => Encoding.UTF8.GetString(text, word.Start, word.End - word.Start);

    private static bool IsBlank(byte character) => character is (byte)' ' or (byte)'\t' or 0x0B or 0x0C;
}
