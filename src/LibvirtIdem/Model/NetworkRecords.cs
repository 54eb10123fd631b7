namespace LibvirtIdem.Model;

/// <summary>Names that the network's dnsmasq answers with an address: libvirt's <c>&lt;host&gt;</c> inside <c>&lt;dns&gt;</c>.</summary>
internal sealed record DnsHost(IpAddress Ip, IReadOnlyList<string> Names);

/// <summary>A service and where it is found (RFC 2782).</summary>
internal sealed record DnsSrv(string Service, string Protocol, string? Domain, string? Target, int? Port, int? Priority, int? Weight);

internal sealed record DnsTxt(string Name, string Value);

/// <summary>Whom to ask: for one domain, or for all; without an address the domain is not asked for anywhere else.</summary>
internal sealed record DnsForwarder(IpAddress? Address, string? Domain, int? Port = null);

/// <summary>What lies behind a guest.</summary>
internal sealed record StaticRoute(Subnet Destination, IpAddress Gateway, int? Metric);
