namespace LibvirtIdem.Model;

/// <summary>
/// An interface that is attached to a network's bridge. <paramref name="Guest"/> is a libvirt domain, null for an interface that another
/// program attached.
/// </summary>
internal sealed record GuestPort(string Interface, string? Guest, string? Mac);
