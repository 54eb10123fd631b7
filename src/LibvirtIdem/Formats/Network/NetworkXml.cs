using System.Globalization;
using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// Reads libvirt's network XML: the config file, the status file (&lt;network&gt; inside &lt;networkstatus&gt;) and what the API
/// answers. Follows virNetworkDefParseXML (conf/network_conf.c 9.0), but reads what libvirt would refuse as far as it makes sense.
/// </summary>
internal ref partial struct NetworkXml
{
    private const int MostUncounted = 10_000;

    private XmlScanner scanner;
    private readonly byte[] xml;
    private int depth;
    private string? name;
    private string? uuid;
    private string? bridge;
    private Utf8Slice domain;
    private string forward = "none";
    private readonly List<SubnetElement> subnets = [];
    private readonly ReservationElements reservations = new();
    private readonly List<(string Value, int Start, int End)> hostOptions = [];
    private readonly List<string> otherHostOptions = [];

    private NetworkXml(byte[] document)
    {
        xml = document;
        scanner = new(document);
    }

    /// <exception cref="UnreadableException">Not well-formed, or no network in it.</exception>
    public static NetworkDefinition Read(byte[] document)
    {
        var reader = new NetworkXml(document);
        return reader.Read();
    }

    private NetworkDefinition Read()
    {
        var found = false;
        while (scanner.Read())
        {
            // libvirt takes the first //network of a status file; no deeper one is ever written.
            if (!found && scanner.Node == XmlNode.StartElement && scanner.Depth <= 1 && scanner.Name.SequenceEqual("network"u8))
            {
                found = true;
                depth = scanner.Depth;
                ReadNetwork();
            }
        }
        AddOptions();
        return found && name is not null
            ? new(xml, name, uuid, forward, bridge, domain, [.. subnets], reservations) { OtherHostOptions = otherHostOptions }
            : throw new UnreadableException(1, found ? "the <network> in it has no <name>" : "there is no <network> in it");
    }

    private void ReadNetwork()
    {
        while (scanner.Read() && !IsEndAt(depth))
        {
            if (scanner.Node != XmlNode.StartElement || scanner.Depth != depth + 1)
                continue;
            if (scanner.Name.SequenceEqual("name"u8))
                name ??= ReadText();
            else if (scanner.Name.SequenceEqual("uuid"u8))
                uuid ??= ReadText();
            else if (scanner.Name.SequenceEqual("forward"u8))
                forward = Attribute("mode"u8) ?? "nat";
            else if (scanner.Name.SequenceEqual("bridge"u8))
                bridge = Attribute("name"u8);
            else if (scanner.Name.SequenceEqual("domain"u8))
                domain = Attribute("name"u8);
            else if (scanner.Name.SequenceEqual("ip"u8))
                ReadSubnet();
            else if (scanner.Name.EndsWith(":options"u8))
                ReadOptions();
        }
    }

    private void ReadSubnet()
    {
        var (start, startTagEnd) = (scanner.Start, scanner.End);
        string? address = null, netmask = null, prefix = null;
        while (scanner.ReadAttribute())
        {
            if (scanner.AttributeName.SequenceEqual("address"u8))
                address = scanner.AttributeValue;
            else if (scanner.AttributeName.SequenceEqual("netmask"u8))
                netmask = scanner.AttributeValue;
            else if (scanner.AttributeName.SequenceEqual("prefix"u8))
                prefix = scanner.AttributeValue;
        }
        if (!IpAddress.TryParse(address, out var ip))
            throw UnreadableException.At(xml, start, "an <ip> has no address that can be read");
        if (PrefixOf(ip, netmask, prefix) is not { } bits)
            throw UnreadableException.At(xml, start, "an <ip> has a netmask or prefix that cannot be read");
        ElementSpan? dhcp = null, lastRange = null;
        int? firstBootp = null;
        List<DhcpRange> ranges = [];
        var firstReservation = reservations.Count;
        while (scanner.Read() && !IsEndAt(depth + 1))
        {
            if (dhcp is not null || scanner.Node != XmlNode.StartElement || scanner.Depth != depth + 2
                || !scanner.Name.SequenceEqual("dhcp"u8))
                continue;
            var (dhcpStart, dhcpTagEnd) = (scanner.Start, scanner.End);
            while (NextInDhcp(ip.Family) && !IsEndAt(depth + 2))
            {
                if (scanner.Node != XmlNode.StartElement || scanner.Depth != depth + 3)
                    continue;
                if (scanner.Name.SequenceEqual("range"u8))
                    lastRange = ReadRange(ranges);
                else if (scanner.Name.SequenceEqual("host"u8))
                    ReadReservation(ip.Family);
                else if (scanner.Name.SequenceEqual("bootp"u8))
                    firstBootp ??= scanner.Start;
            }
            dhcp = new(dhcpStart, dhcpTagEnd, scanner.Start, scanner.End);
        }
        subnets.Add(new(subnets.Count, new(ip, bits), new(start, startTagEnd, scanner.Start, scanner.End), dhcp, lastRange, firstBootp,
            ranges, firstReservation, reservations.Count));
    }

    /// <summary>Reads the reservations that come next as far as they are written the usual way, and goes to what comes then.</summary>
    private bool NextInDhcp(Family family)
    {
        for (var next = scanner.NextStartAt(depth + 3); next >= 0;)
        {
            while (next < xml.Length && XmlCharacters.IsSpace(xml[next]))
                next++;
            var length = CanonicalReservation.Read(xml, next, family, out var reservation);
            if (length == 0)
                break;
            Add(reservation, next, next + length);
            scanner.GoOnAt(next += length);
        }
        return scanner.Read();
    }

    private void Add(in Reservation reservation, int start, int end)
    {
        if (reservations.Count == 0)
            reservations.Expect(Estimate(start, end));
        reservations.Add(reservation, subnets.Count, start, end);
    }

    /// <summary>
    /// As many as there are if all are as long as the first one. Where that is a lot tags are counted: a short one before a long rest would
    /// ask for more memory than there is.
    /// </summary>
    private readonly int Estimate(int start, int end)
    {
        var about = (xml.Length - start) / (end - start + Indentation(start)) + 1;
        return about < MostUncounted ? about : Math.Min(about, xml.AsSpan(start).Count((byte)'<'));
    }

    /// <summary>How much white space stands before a place.</summary>
    private readonly int Indentation(int place)
    {
        var start = place;
        while (start > 0 && XmlCharacters.IsSpace(xml[start - 1]))
            start--;
        return place - start;
    }

    private ElementSpan ReadRange(List<DhcpRange> ranges)
    {
        var (start, tagEnd) = (scanner.Start, scanner.End);
        string? from = null, to = null;
        while (scanner.ReadAttribute())
        {
            if (scanner.AttributeName.SequenceEqual("start"u8))
                from = scanner.AttributeValue;
            else if (scanner.AttributeName.SequenceEqual("end"u8))
                to = scanner.AttributeValue;
        }
        if (IpAddress.TryParse(from, out var first) && IpAddress.TryParse(to, out var last) && first.CompareTo(last) <= 0)
            ranges.Add(new(first, last));
        ToEnd(depth + 3);
        return new(start, tagEnd, scanner.Start, scanner.End);
    }

    private void ReadReservation(Family family)
    {
        var start = scanner.Start;
        Utf8Slice entryName = default;
        IpAddress? ip = null;
        MacAddress? mac = null;
        ClientId? id = null;
        while (scanner.ReadAttribute())
        {
            // On IPv6 libvirt refuses it.
            if (scanner.AttributeName.SequenceEqual("mac"u8) && family == Family.V4)
                mac = MacAddress.TryParse(Value().Span, out var parsed) ? parsed : throw Bad("a mac that cannot be read");
            else if (scanner.AttributeName.SequenceEqual("id"u8) && family == Family.V6)
                id = ClientId.Read(Value());
            else if (scanner.AttributeName.SequenceEqual("name"u8))
                entryName = Value();
            else if (scanner.AttributeName.SequenceEqual("ip"u8))
                ip = IpAddress.TryParse(Value().Span, out var parsedIp) ? parsedIp : null;
        }
        LeaseTime? leaseTime = null;
        var sawLease = false;
        while (scanner.Read() && !IsEndAt(depth + 3))
        {
            if (sawLease || scanner.Node != XmlNode.StartElement || scanner.Depth != depth + 4 || !scanner.Name.SequenceEqual("lease"u8))
                continue;
            sawLease = true;
            leaseTime = ReadLeaseTime();
        }
        if (ip is not { } address)
            throw UnreadableException.At(xml, start, "a <host> has no ip that can be read");
        Add(new() { Ip = address, Mac = mac, Id = id, Name = entryName, LeaseTime = leaseTime }, start, scanner.End);
    }

    private LeaseTime? ReadLeaseTime()
    {
        string? expiry = null, unit = null;
        while (scanner.ReadAttribute())
        {
            if (scanner.AttributeName.SequenceEqual("expiry"u8))
                expiry = scanner.AttributeValue;
            else if (scanner.AttributeName.SequenceEqual("unit"u8))
                unit = scanner.AttributeValue;
        }
        return LeaseTime.FromXml(expiry, unit);
    }

    /// <summary>The current attribute's value, where it lies if it can be read as it stands.</summary>
    private readonly Utf8Slice Value() =>
        scanner.RawValue.IndexOfAny("&\t\r\n"u8) < 0 ? new Utf8Slice(xml, scanner.ValueStart, scanner.ValueEnd - scanner.ValueStart)
        : scanner.AttributeValue;

    private string? Attribute(ReadOnlySpan<byte> wanted)
    {
        while (scanner.ReadAttribute())
            if (scanner.AttributeName.SequenceEqual(wanted))
                return scanner.AttributeValue;
        return null;
    }

    private string ReadText()
    {
        var text = new StringBuilder();
        var level = scanner.Depth;
        while (scanner.Read() && !IsEndAt(level))
            if (scanner.Node == XmlNode.Text)
                text.Append(scanner.Text);
        return text.ToString();
    }

    private void ToEnd(int level)
    {
        while (scanner.Read() && !IsEndAt(level))
        {
        }
    }

    private readonly bool IsEndAt(int level) => scanner.Node == XmlNode.EndElement && scanner.Depth == level;

    private readonly UnreadableException Bad(string what) => UnreadableException.At(xml, scanner.Start, $"a <host> has {what}");

    /// <summary>Without both: 64 for IPv6, the natural class for IPv4 (virSocketAddrGetIPPrefix).</summary>
    public static int? PrefixOf(IpAddress ip, string? netmask, string? prefix)
    {
        var bits = ip.Family == Family.V4 ? 32 : 128;
        if (prefix is not null)
            return int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given <= bits ? given : null;
        if (netmask is not null)
        {
            if (!IpAddress.TryParse(netmask, out var mask) || mask.Family != ip.Family)
                return null;
            var ones = (int)UInt128.PopCount(mask.Value);
            return mask.Value == new Subnet(new(ip.Family, 0), ones).MaskValue ? ones : null;
        }
        if (ip.Family == Family.V6)
            return 64;
        var first = (uint)ip.Value >> 24;
        return first < 128 ? 8 : first < 192 ? 16 : 24;
    }
}
