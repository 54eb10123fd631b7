using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// What <c>guest=NAME</c> stands for: the MAC of the guest's one interface on the network, and its name where none is given.
/// </summary>
internal static class GuestIdentity
{
    /// <summary>The item with both filled in; null, and why, where the guest does not say it.</summary>
    /// <param name="wanted">The item as it was asked for.</param>
    /// <param name="guest">The domain.</param>
    /// <param name="interfaces">Those of its interfaces that are on the network.</param>
    /// <param name="network">The network's name.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static DesiredReservation? Resolve(
        in DesiredReservation wanted, GuestDefinition guest, IReadOnlyList<GuestInterface> interfaces, string network, out Problem? problem)
    {
        var settled = wanted with { IsOfGuest = true };
        problem = null;
        if (wanted.IsPresent && wanted.Name.IsNull)
        {
            settled = settled with { Name = guest.Name };
            if (HostName.Refusal(settled.Name.Span) is { } why)
                problem = Message.GuestsNameUnfit(guest.Name, why, wanted.At);
        }
        // Then it is known by its DUID.
        if (wanted.Id is not null || problem is not null)
            return problem is null ? settled : null;
        problem = interfaces.Count == 0 ? Message.GuestElsewhere(
            guest.Name, network, [.. guest.Interfaces.Select(
            other => other.Network is { } name ? $"network {name}" : $"bridge {other.Bridge}").Distinct(StringComparer.Ordinal)], wanted.At)
            : wanted.Mac is null && interfaces.Count > 1
                ? Message.GuestTwice(guest.Name, [.. interfaces.Select(each => each.Mac)], network, wanted.At)
            : wanted.Mac is { } mac && !Has(interfaces, mac)
                ? Message.NotTheGuestsMac(guest.Name, mac, [.. interfaces.Select(each => each.Mac)], network, wanted.At)
            : interfaces[0].Mac is null ? Message.GuestWithoutMac(guest.Name, network, wanted.At)
            : null;
        return problem is not null ? null : settled with { Mac = wanted.Mac ?? interfaces[0].Mac };
    }

    /// <summary>Those of its interfaces that are on the network, by its name or by its bridge's.</summary>
    public static List<GuestInterface> On(GuestDefinition guest, string network, string? bridge)
    {
        var on = new List<GuestInterface>();
        foreach (var candidate in guest.Interfaces)
            if (candidate.Network is { } name ? name == network : candidate.Bridge is { } plugged && plugged == bridge)
                on.Add(candidate);
        return on;
    }

    private static bool Has(IReadOnlyList<GuestInterface> interfaces, MacAddress mac)
    {
        foreach (var candidate in interfaces)
            if (candidate.Mac == mac)
                return true;
        return false;
    }
}
