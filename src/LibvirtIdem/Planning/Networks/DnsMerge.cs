using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Puts the names of a <c>dns</c> call into a definition: plain ones into its <c>&lt;host&gt;</c> of the address, wildcards into its
/// dnsmasq options. All other names stay where they are.
/// </summary>
internal sealed class DnsMerge
{
    private readonly DnsEdits edits;
    private readonly List<DnsHostEntry> hosts;
    private readonly List<AddressOption> options;
    private readonly List<Problem> problems = [];
    private int unchanged;

    private DnsMerge(DnsEdits edits, XmlElement network)
    {
        this.edits = edits;
        hosts = network.Child("dns")?.All("host")
            .ConvertAll(host => new DnsHostEntry(NetworkElements.HostKey(host), host.All("hostname").ConvertAll(name => name.Text.Trim())))
            ?? [];
        options = network.DnsmasqOptions?.Children.ConvertAll(option => AddressOption.Read(option["value"] ?? "")) ?? [];
    }

    /// <param name="edits">What is asked.</param>
    /// <param name="xml">The definition; the same array comes back where it says all of it.</param>
    /// <param name="problems">Names that have another address.</param>
    /// <param name="unchanged">How many names of an address were as asked.</param>
    public static byte[] Apply(DnsEdits edits, byte[] xml, out IReadOnlyList<Problem> problems, out int unchanged)
    {
        var merge = new DnsMerge(edits, XmlElement.ReadNetwork(xml));
        foreach (var edit in edits.Edits)
            foreach (var name in edit.Names)
            {
                if (name.StartsWith(DnsEdits.Wildcard, StringComparison.Ordinal))
                    merge.ApplyWildcard(edit, name[DnsEdits.Wildcard.Length..]);
                else
                    merge.ApplyName(edit, name);
            }
        (problems, unchanged) = (merge.problems, merge.unchanged);
        return problems.Count > 0 ? xml
            : RequestMerge.ApplyNames(xml, merge.hosts.Where(host => host.Names.Count > 0),
                edits.HasWildcards ? [.. merge.options.Select(option => option.Text).OfType<string>()] : null);
    }

    private void ApplyName(DnsEdit edit, string name)
    {
        var holders = hosts.FindAll(host => host.Has(name));
        var others =
            holders.FindAll(host => edit.IsAbsent ? edit.Addresses.Count == 0 || IsListed(edit, host.Ip) : IsConflict(edit, host.Ip));
        foreach (var host in others)
            if (edit.IsAbsent || edits.ReplacesConflicts)
                host.Names.RemoveAll(other => IsSame(other, name));
            else
                problems.Add(Message.DnsConflict(name, host.Ip, edit.At));
        if (edit.IsAbsent)
        {
            unchanged += others.Count == 0 ? 1 : 0;
            return;
        }
        foreach (var ip in edit.Addresses)
        {
            if (holders.Exists(host => host.Ip == ip.ToString()))
                unchanged++;
            else if (hosts.Find(host => host.Ip == ip.ToString()) is { } shared)
                shared.Names.Add(name);
            else
                hosts.Add(new(ip.ToString(), [name]));
        }
    }

    private void ApplyWildcard(DnsEdit edit, string domain)
    {
        var holders = options.FindAll(option => option.Has(domain));
        var others =
            holders.FindAll(option => edit.IsAbsent ? edit.Addresses.Count == 0 || IsListed(edit, option.Ip) : IsConflict(edit, option.Ip));
        foreach (var option in others)
            if (edit.IsAbsent || edits.ReplacesConflicts)
                option.Remove(domain);
            else
                problems.Add(Message.DnsConflict(DnsEdits.Wildcard + domain, option.Text!, edit.At));
        if (edit.IsAbsent)
        {
            unchanged += others.Count == 0 ? 1 : 0;
            return;
        }
        foreach (var ip in edit.Addresses)
        {
            if (holders.Exists(option => IsListed([ip], option.Ip)))
                unchanged++;
            else
                options.Add(AddressOption.Of(domain, ip));
        }
    }

    private static bool IsListed(DnsEdit edit, string ip) => IsListed(edit.Addresses, ip);

    private static bool IsListed(IReadOnlyList<IpAddress> addresses, string ip) =>
        IpAddress.TryParse(ip.AsSpan(), out var address) && addresses.Contains(address);

    /// <summary>Another address of a family that is given; what is no address answers for all of them.</summary>
    private static bool IsConflict(DnsEdit edit, string ip) => !IpAddress.TryParse(ip.AsSpan(), out var address)
        || (!edit.Addresses.Contains(address) && edit.Addresses.Any(given => given.Family == address.Family));

    public static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A <c>&lt;host&gt;</c> of <c>&lt;dns&gt;</c>.</summary>
internal sealed record DnsHostEntry(string Ip, List<string> Names)
{
    public bool Has(string name) => Names.Exists(other => DnsMerge.IsSame(other, name));
}
