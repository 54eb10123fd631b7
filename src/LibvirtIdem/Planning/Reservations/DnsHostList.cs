using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// The <c>&lt;host&gt;</c> elements of a network's <c>&lt;dns&gt;</c>, found by address and by name; names are compared in any case.
/// </summary>
internal sealed class DnsHostList
{
    private readonly List<DnsHostEntry> entries;
    private readonly Dictionary<string, DnsHostEntry> byIp = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DnsHostEntry>> byName = new(StringComparer.OrdinalIgnoreCase);

    public DnsHostList(XmlElement network)
    {
        entries = network.Child("dns")?.All("host")
            .ConvertAll(host => new DnsHostEntry(NetworkElements.HostKey(host), host.All("hostname").ConvertAll(name => name.Text.Trim())))
            ?? [];
        foreach (var entry in entries)
        {
            byIp.TryAdd(entry.Ip, entry);
            foreach (var name in entry.Names)
                HoldersOf(name).Add(entry);
        }
    }

    public bool IsChanged { get; private set; }

    /// <summary>All that have a name left.</summary>
    public IEnumerable<DnsHostEntry> Entries => entries.Where(entry => entry.Names.Count > 0);

    public bool Has(IpAddress ip, string name) =>
        byName.TryGetValue(name, out var holders) && ip.ToString() is var address && holders.Exists(holder => holder.Ip == address);

    public IReadOnlyList<string> NamesOf(IpAddress ip) => byIp.TryGetValue(ip.ToString(), out var entry) ? entry.Names : [];

    /// <summary>The name's other addresses of the family.</summary>
    public List<IpAddress> OtherAddresses(string name, IpAddress ip) => !byName.TryGetValue(name, out var holders) ? []
        : [.. holders.Select(holder => IpAddress.TryParse(holder.Ip.AsSpan(), out var address) ? address : (IpAddress?)null)
            .OfType<IpAddress>().Where(address => address.Family == ip.Family && address != ip)];

    public void Add(IpAddress ip, string name)
    {
        var address = ip.ToString();
        if (!byIp.TryGetValue(address, out var entry))
            entries.Add(byIp[address] = entry = new(address, []));
        entry.Names.Add(name);
        HoldersOf(name).Add(entry);
        IsChanged = true;
    }

    /// <summary>False where the address does not have the name.</summary>
    public bool Remove(IpAddress ip, string name)
    {
        if (!byName.TryGetValue(name, out var holders))
            return false;
        var address = ip.ToString();
        var removed =
            holders.RemoveAll(holder => holder.Ip == address && holder.Names.RemoveAll(other => DnsMerge.IsSame(other, name)) >= 0);
        IsChanged |= removed > 0;
        return removed > 0;
    }

    private List<DnsHostEntry> HoldersOf(string name)
    {
        if (!byName.TryGetValue(name, out var holders))
            byName[name] = holders = [];
        return holders;
    }
}
