using System.Text;
using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Holds the names and values of a document (<c>xml=</c>) to the rules of the options: libvirt copies them into dnsmasq's files as they
/// are. What the current definition has already is not looked at, so that a document made from it can be given back.
/// </summary>
internal sealed class DocumentValues
{
    private readonly XmlElement document;
    private readonly XmlElement? before;
    private readonly List<Problem> problems = [];
    private readonly NetworkValues values;
    private readonly NetworkRecordsParser records;

    private DocumentValues(NetworkDefinition after, NetworkDefinition? before)
    {
        document = XmlElement.ReadNetwork(after.Xml);
        this.before = before is null ? null : XmlElement.ReadNetwork(before.Xml);
        (values, records) = (new(problems), new(problems));
    }

    /// <summary>What is wrong with the values, as problems of <c>xml</c>.</summary>
    public static IEnumerable<Problem> Check(NetworkDefinition after, NetworkDefinition? before)
    {
        var check = new DocumentValues(after, before);
        check.CheckValues();
        check.CheckRecords();
        check.CheckReservations(after, before);
        return check.problems.Select(problem => problem with { Msg = "xml: " + problem.Msg, Field = "xml", At = default });
    }

    private void CheckValues()
    {
        Each(network => Attribute(network.Child("bridge"), "name"), name => values.Interface("bridge", name, mayClear: true));
        Each(network => Attribute(network.Child("bridge"), "zone"), zone => values.Plain("zone", zone));
        Each(ForwardDevices, device => values.Interface("forward_dev", device, mayClear: true));
        Each(network => Attribute(network.Child("domain"), "name"), name => values.Domain("domain", name));
        Each(network => network.All("ip").SelectMany(ip => Attribute(ip.Child("tftp"), "root")), root => values.Folder("tftp_root", root));
        Each(network => network.All("ip").SelectMany(ip => Attribute(ip.Child("dhcp")?.Child("bootp"), "file")),
            file => values.BootFile("bootp_file", file));
        Each(network => network.All("ip").SelectMany(ip => Attribute(ip.Child("dhcp")?.Child("bootp"), "server")),
            server => values.BootServer("bootp_server", server));
        Each(network => (network.DnsmasqOptions?.Children ?? []).SelectMany(option => Attribute(option, "value")),
            option => values.Lines("dnsmasq_options", [option]));
    }

    private void CheckRecords()
    {
        foreach (var host in NewElements("host"))
            CheckHost(host);
        records.Srv(NewRecords("srv", "service", "protocol", "domain", "target", "port", "priority", "weight"));
        records.Forwarders(NewRecords("forwarder", "addr", "domain"));
        foreach (var txt in NewElements("txt"))
            CheckTxt(txt["name"] ?? "", txt["value"] ?? "");
    }

    private void CheckHost(XmlElement host)
    {
        if (!IpAddress.TryParse(host["ip"].AsSpan(), out _))
            problems.Add(Message.WrongValue("dns_hosts: ip", host["ip"] ?? "", "an IPv4 or IPv6 address"));
        // libvirt does not load a network with such a record (virNetworkDNSHostDefParseXML 9.0).
        if (host.Child("hostname") is null)
            problems.Add(Message.RecordLacks("dns_hosts", "hostname", default));
        // As libvirt takes it: with the white space around it.
        foreach (var name in host.All("hostname"))
            if (HostName.Refusal(((Utf8Slice)name.Text).Span) is { } why)
                problems.Add(Message.BadName("dns_hosts", name.Text, why, default));
    }

    /// <summary>A document has the value in dnsmasq's own form: as it is, or in quotes (<see cref="TxtValue"/>).</summary>
    private void CheckTxt(string name, string value)
    {
        if (RecordName.Refusal(name) is { } why)
            problems.Add(Message.BadRecordName("dns_txt: name", name, why, default));
        else if (ConfLine.HasControl(value))
            problems.Add(Message.NotAsItIs("dns_txt: value", value, "it has a line break or a control character", default));
        else if (!TxtValue.IsWellQuoted(value))
            problems.Add(Message.TxtNeedsQuotes(name, value));
        else if (Encoding.UTF8.GetByteCount($"txt-record={name},{value}") > ConfLine.LongestBytes)
            problems.Add(Message.NotAsItIs(
                "dns_txt: value", value, $"dnsmasq cuts a line of its conf after {ConfLine.LongestBytes} bytes", default));
    }

    private void CheckReservations(NetworkDefinition after, NetworkDefinition? definitionBefore)
    {
        var known = new ReservationSet();
        foreach (var element in definitionBefore?.Reservations ?? [])
            known.Add(element.Reservation);
        foreach (var element in after.Reservations)
        {
            var reservation = element.Reservation;
            if (!reservation.Name.IsNull && HostName.Refusal(reservation.Name.Span) is { } why && !known.Contains(reservation))
                problems.Add(Message.BadName("name", reservation.Name.ToString(), why, default));
        }
    }

    private void Each(Func<XmlElement, IEnumerable<string>> read, Action<string> check)
    {
        var known = before is null ? [] : read(before).ToList();
        foreach (var value in read(document))
            if (!known.Contains(value))
                check(value);
    }

    private List<XmlElement> NewElements(string name)
    {
        var known = before?.Child("dns")?.All(name).ConvertAll(CanonicalXml.Of) ?? [];
        return document.Child("dns")?.All(name).FindAll(element => !known.Contains(CanonicalXml.Of(element))) ?? [];
    }

    private List<RecordItem> NewRecords(string name, params string[] keys) => NewElements(name).ConvertAll(element => Item(element, keys));

    private static IEnumerable<string> ForwardDevices(XmlElement network) =>
        Attribute(network.Child("forward"), "dev")
            .Concat((network.Child("forward")?.All("interface") ?? []).SelectMany(device => Attribute(device, "dev")));

    private static IEnumerable<string> Attribute(XmlElement? element, string name) => element?[name] is { } value ? [value] : [];

    private static RecordItem Item(XmlElement element, string[] keys)
    {
        var item = new RecordItem();
        foreach (var key in keys)
            if (element[key] is { } value)
                item.Fields.Add((key, [value]));
        return item;
    }
}
