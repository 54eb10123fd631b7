namespace LibvirtIdem.Model;

internal enum ChangeAction { Added, Updated, Removed }

/// <summary>What happens to one reservation. One that is updated has <paramref name="Before"/>.</summary>
internal readonly record struct Change(
    string Network, ChangeAction Action, Reservation Reservation, IReadOnlyList<Utf8Slice>? Aliases, Reservation? Before = null,
    IReadOnlyList<Utf8Slice>? AliasesBefore = null)
{
    /// <summary>It is removed because no libvirt domain has its MAC (<c>prune</c>).</summary>
    public bool HasNoGuest { get; init; }

    /// <summary>Its name is in the network's own DNS after the change, or was, where it is removed.</summary>
    public bool HasDns { get; init; }
}

/// <summary>What an item that left values to the tool stands for: one with <c>auto</c> or a guest.</summary>
internal readonly record struct ResolvedItem(string Network, InputLocation At, Reservation Reservation);

/// <summary>What happens to one part of a network.</summary>
internal sealed record SettingChange(ChangeAction Action, string What, string? Before, string? After);
