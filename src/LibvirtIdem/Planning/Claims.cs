using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>A value that a target wants for itself.</summary>
internal readonly record struct Claim(Target Target, string Field, string Value);

/// <summary>
/// What the call's reservations will hold: each address, mac, id and name can be one reservation's only, per family. Names count as
/// dnsmasq counts them (<see cref="HostName.Key"/>).
/// </summary>
internal sealed class Claims(string? domain)
{
    private readonly Dictionary<IpAddress, Target> ips = [];
    private readonly Dictionary<MacAddress, Target> macs = [];
    private readonly Dictionary<string, Target> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<(Family, string), Target> names = [];

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
        if (desired.Name is { } name && !names.TryAdd((desired.Family, HostName.Key(name, domain)), target))
            twin ??= names[(desired.Family, HostName.Key(name, domain))];
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
        return names.Count > 0 && entry.Name is { } name && names.TryGetValue((entry.Family, HostName.Key(name, domain)), out target)
            ? new(target, "name", name) : null;
    }
}
