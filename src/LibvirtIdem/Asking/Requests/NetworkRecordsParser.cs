using System.Globalization;
using System.Text;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>The lists of records of <c>network</c>: DNS and routes. Each list, when given, is the whole of its kind.</summary>
internal sealed class NetworkRecordsParser(List<Problem> problems)
{
    private const int LongestLabel = 62;

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    public List<DnsHost>? Hosts(List<RecordItem>? items) => Each("dns_hosts", items, ["ip", "names"], (item, at) =>
    {
        if (Address("dns_hosts", item, "ip", at) is not { } ip || Required("dns_hosts", "names", at, item.Words("names")) is not { } names)
            return null;
        foreach (var name in names)
            if (HostName.Refusal(((Utf8Slice)name).Span) is { } why)
                problems.Add(Message.BadName("dns_hosts", name, why, at));
        return IsNew("dns_hosts", ip.ToString(), at) ? new DnsHost(ip, names) : null;
    });

    public List<DnsSrv>? Srv(List<RecordItem>? items) =>
        Each("dns_srv", items, ["service", "protocol", "domain", "target", "port", "priority", "weight"], (item, at) =>
    {
        var (service, protocol) = (Label(item, "service", at), Label(item, "protocol", at));
        // A dot as the target says that there is no such service (RFC 2782); libvirt leaves it out of the conf.
        var (domain, target) = (Name("dns_srv", item, "domain", at), item.One("target") is "." ? "." : Name("dns_srv", item, "target", at));
        var (port, priority, weight) =
            (Number("dns_srv", item, "port", 1, at), Number("dns_srv", item, "priority", 0, at), Number("dns_srv", item, "weight", 0, at));
        // libvirt reads these three of a record with a target only (virNetworkDNSSrvDefParseXML 9.0).
        if (target is null && (port ?? priority ?? weight) is not null)
            problems.Add(Message.RecordLacks("dns_srv", "target", at));
        return service is null || protocol is null || !IsNew("dns_srv", $"{service} {protocol} {domain} {target}", at) ? null
            : new DnsSrv(service, protocol, domain, target, port, priority, weight);
    });

    public List<DnsTxt>? Txt(List<RecordItem>? items) => Each("dns_txt", items, ["name", "value"], (item, at) =>
    {
        var (name, value) = (Word("dns_txt", item, "name", at), Word("dns_txt", item, "value", at));
        if (name is not null && RecordName.Refusal(name) is { } why)
            problems.Add(Message.BadRecordName("dns_txt: name", name, why, at));
        else if (name is not null && value is not null)
            CheckTxt(name, value, at);
        return name is null || value is null || !IsNew("dns_txt", name, at) ? null : new DnsTxt(name, value);
    });

    private void CheckTxt(string name, string value, InputLocation at)
    {
        var room = ConfLine.LongestBytes - $"txt-record={name},".Length;
        if (value.Contains('\uFFFD', StringComparison.Ordinal))
            problems.Add(Message.NotAsItIs("dns_txt: value", value, "it has bytes that are not UTF-8", at));
        else if (Encoding.UTF8.GetByteCount(TxtValue.Quote(value)) > room)
            problems.Add(Message.NotAsItIs(
                "dns_txt: value", value,
                $"dnsmasq cuts a line of its conf after {ConfLine.LongestBytes} bytes, which leaves {room} for the value in quotes", at));
    }

    public List<DnsForwarder>? Forwarders(List<RecordItem>? items) =>
        Each("dns_forwarders", items, ["addr", "domain", "port"], (item, at) =>
    {
        var address = item.One("addr") is null ? null : Address("dns_forwarders", item, "addr", at);
        // dnsmasq reads * and / there.
        var domain = Name("dns_forwarders", item, "domain", at, "");
        if (address is null && domain is null)
            problems.Add(Message.RecordLacks("dns_forwarders", "addr", at));
        var port = Number("dns_forwarders", item, "port", 1, at);
        if (address is null && domain is not null && port is not null)
            problems.Add(Message.RecordLacks("dns_forwarders", "addr", at));
        return IsNew("dns_forwarders", $"{address} {domain} {port}", at) ? new DnsForwarder(address, domain, port) : null;
    });

    public List<StaticRoute>? Routes(List<RecordItem>? items) =>
        Each("routes", items, ["address", "prefix", "gateway", "metric"], (item, at) =>
    {
        var (address, gateway) = (Address("routes", item, "address", at), Address("routes", item, "gateway", at));
        var (prefix, metric) = (Number("routes", item, "prefix", 0, at), Number("routes", item, "metric", 1, at));
        if (prefix is null)
            problems.Add(Message.RecordLacks("routes", "prefix", at));
        if (address is not { } network || gateway is not { } via || prefix is not { } bits)
            return null;
        var destination = new Subnet(network, Math.Min(bits, network.Family == Family.V4 ? 32 : 128));
        if (bits > 128 || (network.Family == Family.V4 && bits > 32) || destination.First != network)
            problems.Add(Message.WrongValue("routes", $"{network}/{bits}", "a network: all bits behind the prefix are zero", at));
        else if (via.Family != network.Family)
            problems.Add(Message.WrongValue("routes", via.ToString(), $"a gateway of the family of {destination}", at));
        return IsNew("routes", destination.ToString(), at) ? new StaticRoute(destination, via, metric) : null;
    });

    private List<TRecord>? Each<TRecord>(
        string option, List<RecordItem>? items, string[] keys, Func<RecordItem, InputLocation, TRecord?> read) where TRecord : class
    {
        if (items is null)
            return null;
        seen.Clear();
        var records = new List<TRecord>();
        for (var index = 0; index < items.Count; index++)
        {
            var at = InputLocation.Item(index);
            foreach (var (key, values) in items[index].Fields)
            {
                if (!keys.Contains(key, StringComparer.Ordinal))
                    problems.Add(Message.UnknownOption($"{option}: {key}", Suggestion.For(key, keys), at));
                foreach (var value in values)
                    if (ConfLine.HasControl(value))
                        problems.Add(Message.WrongValue($"{option}: {key}", value, "text without line breaks and control characters", at));
            }
            if (read(items[index], at) is { } record)
                records.Add(record);
        }
        return records;
    }

    private bool IsNew(string option, string key, InputLocation at)
    {
        if (seen.Add(key))
            return true;
        problems.Add(Message.RecordTwice(option, key, at));
        return false;
    }

    private List<string>? Required(string option, RecordItem item, string key, InputLocation at) =>
        Required(option, key, at, item.All(key));

    private List<string>? Required(string option, string key, InputLocation at, List<string>? given)
    {
        if (given is { Count: > 0 } values && values.TrueForAll(value => value.Length > 0))
            return values;
        problems.Add(Message.RecordLacks(option, key, at));
        return null;
    }

    private string? Word(string option, RecordItem item, string key, InputLocation at) =>
        Required(option, item, key, at) is [var word] ? word : null;

    /// <summary>
    /// The characters that libvirt allows (virNetworkDNSSrvDefParseXML 9.0). It writes the underscore before both itself, and dnsmasq does
    /// not start with a label longer than DNS allows (RFC 1035 section 2.3.4).
    /// </summary>
    private string? Label(RecordItem item, string key, InputLocation at)
    {
        if (Word("dns_srv", item, key, at) is not { } word)
            return null;
        if (word.StartsWith('_'))
            problems.Add(Message.WrongValue(
                $"dns_srv: {key}", word, $"a word without the underscore, which libvirt puts before it: {word.TrimStart('_')}", at));
        else if (word.Length > LongestLabel
            || word.Any(character => !char.IsAsciiLetterOrDigit(character) && !"_-+/*".Contains(character, StringComparison.Ordinal)))
            problems.Add(Message.WrongValue(
                $"dns_srv: {key}", word, "a word of up to 62 letters, digits and hyphens, such as ldap or tcp", at));
        return word;
    }

    private string? Name(string option, RecordItem item, string key, InputLocation at, string more = RecordName.MoreCharacters)
    {
        if (item.One(key) is not { } name)
            return null;
        if (RecordName.Refusal(name, more) is { } why)
            problems.Add(Message.BadRecordName($"{option}: {key}", name, why, at));
        return name;
    }

    private IpAddress? Address(string option, RecordItem item, string key, InputLocation at)
    {
        if (Required(option, item, key, at) is not { } values)
            return null;
        if (values is [var text] && IpAddress.TryParse(text.AsSpan(), out var ip))
            return ip;
        problems.Add(Message.WrongValue($"{option}: {key}", values[0], "an IPv4 or IPv6 address", at));
        return null;
    }

    private int? Number(string option, RecordItem item, string key, int least, InputLocation at)
    {
        if (item.One(key) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= 65535)
            return number;
        problems.Add(Message.WrongValue($"{option}: {key}", text, $"a number from {least} to 65535", at));
        return null;
    }
}
