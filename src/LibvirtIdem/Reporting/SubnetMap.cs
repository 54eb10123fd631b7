using System.Text;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Reporting;

/// <summary>
/// A subnet as rows of marks, one an address; in a large one each mark stands for several, and the strongest counts. Of IPv6, which is
/// nearly all empty, only the part where anything is.
/// </summary>
internal sealed class SubnetMap
{
    private const int MostRows = 8;

    /// <summary>By strength.</summary>
    private enum Mark { Free, Range, Own, Leased, Reserved, Held, Conflict }

    private const string Signs = ".-#LRH!";
    private static readonly string[] Meanings =
        ["free", "in a range", "the network's own", "leased", "reserved", "reserved, and leased to its owner", "conflict"];
    private static readonly Ink[] Inks = [Ink.Faint, Ink.Blue, Ink.Faint, Ink.Yellow, Ink.Green, Ink.Cyan, Ink.Red];

    private readonly Palette palette;
    private readonly Subnet subnet;
    private readonly UInt128 first;
    private readonly int perRow;
    private readonly int shift;
    private readonly Mark[] marks;

    private SubnetMap(SubnetInfo info, List<AddressUse> uses, Palette palette)
    {
        (this.palette, subnet) = (palette, info.Subnet);
        perRow = subnet.Family == Family.V4 ? 64 : 32;
        var (start, end) = (subnet.First.Value, subnet.Last.Value);
        if (subnet.Family == Family.V6 && end - start >= (UInt128)(perRow * MostRows))
            (start, end) = Used(info, uses);
        var most = (UInt128)(perRow * MostRows);
        // A power of two each, and rows that begin at multiples of theirs.
        for (; ; shift++)
        {
            first = (start >> shift) / (UInt128)perRow * (UInt128)perRow << shift;
            if (first < subnet.First.Value)
                first = subnet.First.Value;
            if ((end - first >> shift) < most)
                break;
        }
        marks = new Mark[(int)(end - first >> shift) + 1];
        foreach (var range in info.Ranges)
            Fill(range.Range.Start.Value, range.Range.End.Value, Mark.Range);
        // The network's own addresses are told where they can be told apart from their neighbours.
        if (shift == 0)
            foreach (var own in new[] { subnet.First, subnet.Address, subnet.Last })
                if (subnet.ReservedFor(own) is not null)
                    Fill(own.Value, own.Value, Mark.Own);
        foreach (var use in uses)
            if (subnet.Contains(use.Ip))
                Fill(use.Ip.Value, use.Ip.Value, MarkOf(use));
    }

    /// <summary>Nothing where the subnet holds nothing that could be shown.</summary>
    public static IEnumerable<string> Draw(SubnetInfo info, List<AddressUse> uses, Palette palette) =>
        new SubnetMap(info, uses, palette).Lines();

    /// <summary>What the marks mean, in lines that fit.</summary>
    public static IEnumerable<string> Legend(Palette palette)
    {
        var line = new StringBuilder();
        var width = 0;
        for (var mark = 0; mark < Signs.Length; mark++)
        {
            var length = Meanings[mark].Length + 4;
            if (width + length > 78)
            {
                yield return line.ToString();
                line.Clear();
                width = 0;
            }
            line.Append("  ").Append(palette.Paint(Signs[mark..(mark + 1)], Inks[mark])).Append(' ').Append(Meanings[mark]);
            width += length;
        }
        yield return line.ToString();
    }

    private static Mark MarkOf(AddressUse use) =>
        use.IsConflict ? Mark.Conflict : use.Reservations.Count == 0 ? Mark.Leased : use.Lease is null ? Mark.Reserved : Mark.Held;

    private (UInt128 Start, UInt128 End) Used(SubnetInfo info, List<AddressUse> uses)
    {
        var (start, end) = (subnet.Address.Value, subnet.Address.Value);
        foreach (var range in info.Ranges)
            (start, end) = (UInt128.Min(start, range.Range.Start.Value), UInt128.Max(end, range.Range.End.Value));
        foreach (var use in uses)
            if (subnet.Contains(use.Ip))
                (start, end) = (UInt128.Min(start, use.Ip.Value), UInt128.Max(end, use.Ip.Value));
        return (start, end);
    }

    private void Fill(UInt128 from, UInt128 to, Mark mark)
    {
        if (to < first || from < first)
            return;
        var last = UInt128.Min(to - first >> shift, (UInt128)marks.Length - 1);
        for (var cell = from - first >> shift; cell <= last; cell++)
            if (marks[(int)cell] < mark)
                marks[(int)cell] = mark;
    }

    private IEnumerable<string> Lines()
    {
        if (shift > 0)
            yield return "  " + Message.CondensedMap(UInt128.One << shift);
        if (subnet.Family == Family.V6)
            yield return "  " + Message.MapBegins(new(Family.V6, first));
        for (var row = 0; row < marks.Length; row += perRow)
        {
            var offset = (UInt128)row << shift;
            var label = subnet.Family == Family.V4 ? new IpAddress(Family.V4, first + offset).ToString().PadRight(15)
                : ("+" + offset.ToString("x", System.Globalization.CultureInfo.InvariantCulture)).PadRight(17);
            var line = new StringBuilder(label).Append(' ');
            for (var cell = row; cell < Math.Min(row + perRow, marks.Length);)
            {
                var end = cell;
                while (end < Math.Min(row + perRow, marks.Length) && marks[end] == marks[cell])
                    end++;
                line.Append(palette.Paint(new string(Signs[(int)marks[cell]], end - cell), Inks[(int)marks[cell]]));
                cell = end;
            }
            yield return line.ToString();
        }
    }
}
