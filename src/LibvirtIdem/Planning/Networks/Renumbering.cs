using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// <c>renumber</c>: where a call changes a subnet, everything in it keeps its host part. Reservations, ranges, DNS hosts and forwarders,
/// gateways of routes, the boot server, and addresses inside dnsmasq options; the addresses of the bridge itself are left to
/// <see cref="SubnetMerge"/>.
/// </summary>
internal sealed class Renumbering
{
    private readonly List<(Subnet Old, Subnet New)> moves;
    private readonly List<Problem> problems;

    private Renumbering(List<(Subnet Old, Subnet New)> moves, List<Problem> problems) => (this.moves, this.problems) = (moves, problems);

    /// <summary>The definition with all but the subnets themselves moved; the same array where no subnet moves.</summary>
    /// <param name="request">Says which subnets the network gets.</param>
    /// <param name="before">The definition.</param>
    /// <param name="problems">Gets each address that does not fit.</param>
    public static byte[] Apply(NetworkRequest request, NetworkDefinition before, List<Problem> problems)
    {
        var subnets = Array.ConvertAll(before.Subnets, subnet => (Subnet?)subnet.Subnet);
        var pairs = new List<(Subnet, Subnet)>();
        foreach (var wanted in new[] { request.Ipv4, request.Ipv6 })
            foreach (var (index, subnet) in SubnetMerge.Moves(subnets, wanted ?? []))
                pairs.Add((subnets[index]!.Value, subnet));
        return pairs.Count == 0 ? before.Xml : new Renumbering(pairs, problems).Apply(before);
    }

    private byte[] Apply(NetworkDefinition before)
    {
        var edits = new ReservationEdits(before);
        for (var entry = 0; entry < before.Reservations.Count; entry++)
            // Those that are options move with them.
            if (before.Reservations[entry].Reservation is { IsOption: false } reservation
                && Moved(reservation.Ip, reservation.ToString()) is { } ip && ip != reservation.Ip)
                edits.Replace(entry, reservation with { Ip = ip });
        var draft = new XmlEditor(edits.IsEmpty ? before.Xml : NetworkXmlEditor.Apply(edits));
        for (var index = 0; index < draft.Network.All("ip").Count; index++)
        {
            MoveAll(draft, Dhcp(index)?.All("range"), "start", mayBeBridge: true);
            MoveAll(draft, Dhcp(index)?.All("range"), "end", mayBeBridge: true);
            MoveAll(draft, Dhcp(index)?.All("bootp"), "server");
        }
        MoveAll(draft, draft.Network.Child("dns")?.All("host"), "ip");
        MoveAll(draft, draft.Network.Child("dns")?.All("forwarder"), "addr");
        MoveAll(draft, draft.Network.All("route"), "gateway");
        MoveAll(draft, draft.Network.DnsmasqOptions?.Children, "value");
        return draft.Xml;

        XmlElement? Dhcp(int index) => draft.Network.All("ip")[index].Child("dhcp");
    }

    private void MoveAll(XmlEditor draft, List<XmlElement>? elements, string attribute, bool mayBeBridge = false) =>
        draft.SetEach(elements ?? [], attribute, value => MovedText(value, mayBeBridge));

    /// <summary>A text with each address in it moved: a dnsmasq option has them between commas, slashes and brackets.</summary>
    private string MovedText(string text, bool mayBeBridge)
    {
        var moved = new System.Text.StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var length = 0;
            while (at + length < text.Length && (char.IsAsciiHexDigit(text[at + length]) || text[at + length] is '.' or ':'))
                length++;
            var word = text.AsSpan(at, Math.Max(length, 1));
            if (length > 0 && !IsInsideWord(text, at, length) && IpAddress.TryParse(word, out var ip)
                && Moved(ip, text, mayBeBridge) is { } other)
                moved.Append(other.ToString());
            else
                moved.Append(word);
            at += word.Length;
        }
        return moved.ToString();
    }

    /// <summary>Part of a name, such as the <c>10.0.0.1</c> of <c>x-10.0.0.1.test</c>.</summary>
    private static bool IsInsideWord(string text, int at, int length) =>
        (at > 0 && IsOfName(text[at - 1])) || (at + length < text.Length && IsOfName(text[at + length]));

    private static bool IsOfName(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';

    /// <summary>
    /// Where the address goes; null where it is in no subnet that moves. A range may contain the bridge (<see cref="NetworkLimits"/> warns
    /// of it).
    /// </summary>
    private IpAddress? Moved(IpAddress ip, string what, bool mayBeBridge = false)
    {
        foreach (var (old, wanted) in moves)
        {
            if (!old.Contains(ip))
                continue;
            if (ip == old.Address)
                return wanted.Address;
            var offset = ip.Value - old.First.Value;
            var moved = new IpAddress(wanted.Family, wanted.First.Value + offset);
            if (offset > wanted.Last.Value - wanted.First.Value || (!mayBeBridge && moved == wanted.Address)
                || (wanted.ReservedFor(moved) is not null && old.ReservedFor(ip) is null))
                problems.Add(Message.HostPartDoesNotFit(what, ip, old, wanted));
            return moved;
        }
        return null;
    }
}
