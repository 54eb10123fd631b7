namespace LibvirtIdem.Model;

/// <summary>A folder that dnsmasq, by its user's id, cannot enter, or a file it cannot read.</summary>
internal sealed record AccessBarrier(string Path, uint User, bool IsFolder);
