using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>Is an address one that the network can give, on each of its sides?</summary>
internal sealed class AddressRules(NetworkDefinition[] sides, bool force, AddressScope? within)
{
    private readonly bool hasV6Dhcp = Array.Exists(sides, side => side.HasDhcp(Family.V6));
    private readonly AddressSet takenByOptions = TakenByOptions(sides);

    /// <summary>Why not; null where it is.</summary>
    public Problem? Refusal(in DesiredReservation wanted)
    {
        if (wanted is not { IsPresent: true, Ip: { } ip })
            return null;
        if (within?.Contains(ip) == false)
            return Message.OutsideScope(wanted, ip, within);
        foreach (var side in sides)
        {
            if (side.SubnetOf(ip) is not { } subnet)
                return Message.OutOfSubnet(wanted, ip, side.Name, side.Subnets.Select(subnet => subnet.Subnet));
            if (subnet.Subnet.ReservedFor(ip) is { } purpose)
                return Message.ReservedAddress(wanted, ip, purpose, subnet.Subnet);
            if (DhcpBeside(subnet, side) is { } taken)
                return Message.DhcpElsewhere(wanted, ip, subnet.Subnet, taken.Subnet);
            if (!hasV6Dhcp && ip.Family == Family.V6 && subnet.Subnet.Prefix < Subnet.LeastDhcpV6Prefix)
                return Message.TooWideForDhcp(wanted, ip, subnet.Subnet);
            if (takenByOptions.Contains(ip) && OptionOf(side, ip) is { } option)
                return Message.TakenByOption(wanted, ip, side.Name, option);
            // By MAC, guests keep SLAAC.
            if (!force && !hasV6Dhcp && wanted is { Mac: null, WantsMac: false, IsOfGuest: false } && ip.Family == Family.V6
                && subnet.Subnet.Prefix == 64)
                return Message.SlaacOff(wanted, ip, side.Name);
        }
        return null;
    }

    /// <summary>A <c>dhcp-host</c> option of another client that gives the address away; null where there is none.</summary>
    private static string? OptionOf(NetworkDefinition side, IpAddress ip)
    {
        foreach (var option in side.OtherHostOptions)
            foreach (var field in Fields(option))
                if (IpAddress.TryParse(field.AsSpan(), out var other) && other == ip)
                    return option;
        return null;
    }

    private static AddressSet TakenByOptions(NetworkDefinition[] sides)
    {
        var taken = new AddressSet();
        foreach (var side in sides)
            foreach (var option in side.OtherHostOptions)
                foreach (var field in Fields(option))
                    if (IpAddress.TryParse(field.AsSpan(), out var ip))
                        taken.Add(ip);
        return taken;
    }

    private static IEnumerable<string> Fields(string option)
    {
        foreach (var field in option[HostOption.Begin.Length..].Split(','))
            yield return field.Trim().Trim('[', ']');
    }

    /// <summary>libvirt serves DHCP on one subnet of a family: another than this one, or null.</summary>
    private static SubnetElement? DhcpBeside(SubnetElement subnet, NetworkDefinition side)
    {
        foreach (var other in side.Subnets)
            if (other != subnet && other.HasDhcp && other.Subnet.Family == subnet.Subnet.Family)
                return other;
        return null;
    }
}
