using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>A value that a target wants for itself.</summary>
internal readonly record struct Claim(Target Target, string Field, string Value);

/// <summary>
/// What the call's reservations will hold: each address, mac, id and name can be one reservation's only, per family. Names count as
/// dnsmasq counts them (<see cref="HostName.Comparer"/>).
/// </summary>
internal sealed class Claims(string? domain)
{
    private readonly Dictionary<IpAddress, Target> ips = [];
    private readonly Dictionary<MacAddress, Target> macs = [];
    private readonly Dictionary<string, Target> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Target> v4Names = new(HostName.Comparer(domain));
    private readonly Dictionary<string, Target> v6Names = new(HostName.Comparer(domain));

    /// <summary>Enters what the target desires; answers the one that claimed some of it before.</summary>
    public Target? Add(Target target)
    {
        var desired = target.Desired!;
        Target? twin = null;
        if (!ips.TryAdd(desired.Ip, target))
            twin ??= ips[desired.Ip];
        if (desired.Mac is { } mac && !macs.TryAdd(mac, target))
            twin ??= macs[mac];
        if (desired.Id is { } id && !ids.TryAdd(id.Text, target))
            twin ??= ids[id.Text];
        var names = Names(desired.Family);
        if (desired.Name is { } name && !names.TryAdd(name, target))
            twin ??= names[name];
        return twin;
    }

    /// <summary>The claim that an entry of somebody else stands in the way of.</summary>
    public Claim? Against(Reservation entry)
    {
        if (ips.TryGetValue(entry.Ip, out var target))
            return new(target, "ip", entry.Ip.ToString());
        if (entry.Mac is { } mac && macs.TryGetValue(mac, out target))
            return new(target, "mac", mac.ToString());
        if (entry is { Family: Family.V6, Id: { } id } && ids.TryGetValue(id.Text, out target))
            return new(target, "id", id.Text);
        return entry.Name is { } name && Names(entry.Family).TryGetValue(name, out target) ? new(target, "name", name) : null;
    }

    private Dictionary<string, Target> Names(Family family) => family == Family.V4 ? v4Names : v6Names;
}
