using System.Globalization;
using System.Text.Json.Serialization;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Reporting;

/// <summary>The result of <c>info</c>.</summary>
internal sealed record InfoResult : Result
{
    [JsonPropertyOrder(3)]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DaemonRow? Daemon { get; init; }

    [JsonPropertyOrder(3)]
    public required IEnumerable<NetworkRow> Networks { get; init; }

    /// <summary>The same, for a person at a terminal.</summary>
    [JsonIgnore]
    public Info? Seen { get; init; }
}

/// <summary>The daemon that owns the networks.</summary>
internal sealed record DaemonRow(string? Name, int? Pid, string State);

internal sealed record NetworkRow(
    string Name, string? Uuid, bool Active, bool Autostart, bool Persistent, string Forward, string? Bridge, string? Domain,
    IEnumerable<SubnetRow> Subnets,
    IEnumerable<ListedRow> Reservations, IEnumerable<LeaseInfoRow> Leases, IEnumerable<DriftRow> Drift, string? NextFree)
{
    public string? Title { get; init; }

    public string? Description { get; init; }

    public int? Mtu { get; init; }

    public bool? DomainLocalOnly { get; init; }

    public bool? DomainRegister { get; init; }

    public bool? DnsEnabled { get; init; }

    public bool? ForwardPlainNames { get; init; }

    public bool? LocalPtr { get; init; }

    public string? NatPorts { get; init; }

    public string? NatAddresses { get; init; }

    public IEnumerable<DnsHostRow>? Dns { get; init; }

    public IEnumerable<DnsSrvRow>? DnsSrv { get; init; }

    public IEnumerable<DnsTxtRow>? DnsTxt { get; init; }

    public IEnumerable<DnsForwarderRow>? DnsForwarders { get; init; }

    public IEnumerable<RouteRow>? Routes { get; init; }

    public IEnumerable<string>? DnsmasqOptions { get; init; }
}

internal sealed record DnsHostRow(string Ip, IEnumerable<string> Names);

internal sealed record DnsSrvRow(string Service, string Protocol, string? Domain, string? Target, int? Port, int? Priority, int? Weight);

internal sealed record DnsTxtRow(string Name, string Value);

internal sealed record DnsForwarderRow(string? Addr, string? Domain, int? Port);

internal sealed record RouteRow(string Address, int Prefix, string Gateway, int? Metric);

internal sealed record SubnetRow(string Family, string Address, int Prefix, IEnumerable<RangeRow> Ranges);

internal sealed record RangeRow(string Start, string End, string? LeaseTime);

/// <summary><c>expires</c>: a time in UTC (RFC 3339), or <c>infinite</c>.</summary>
internal sealed record LeaseInfoRow(string? Mac, string? Id, string Ip, string? Name, string Expires);

internal sealed record DriftRow(string Where, string Problem, ListedRow? Reservation);

/// <summary>Makes the result of <c>info</c>.</summary>
internal static class InfoReport
{
    public static InfoResult Done(Info info)
    {
        var (reservations, leases, drift) = (0, 0, 0);
        foreach (var network in info.Networks)
            (reservations, leases, drift) =
                (reservations + network.Reservations.Count, leases + network.Leases.Count, drift + network.Drift.Count);
        return new()
        {
            Changed = false,
            Failed = false,
            Msg = Message.InfoSummary(info.Networks.Count, reservations, leases, drift),
            Summary = new(0, 0, 0, reservations),
            Warnings = info.Warnings,
            Daemon = info.Daemon is { } daemon ? new(daemon.Name, daemon.Pid, Word(daemon.State)) : null,
            Networks = info.Networks.Select(Row),
            Seen = info,
        };
    }

    public static string Word(DriftPlace where) => where switch
    {
        DriftPlace.Live => "live",
        DriftPlace.Config => "config",
        DriftPlace.Hostsfile => "hostsfile",
        DriftPlace.EtcHosts => "etc_hosts",
        DriftPlace.Guests => "guests",
        _ => "dnsmasq_conf",
    };

    public static string Word(DriftProblem problem) => problem switch
    {
        DriftProblem.Missing => "missing",
        DriftProblem.Extra => "extra",
        DriftProblem.Differs => "differs",
        DriftProblem.Dead => "dead",
        DriftProblem.NoGuest => "no_guest",
        _ => "lease_limit",
    };

    public static string Word(DaemonState state) => state == DaemonState.Running ? "running" : "asleep";

    public static string Word(Family family) => family == Family.V4 ? "ipv4" : "ipv6";

    private static NetworkRow Row(NetworkInfo network) => new(
        network.Name, network.Uuid, network.IsActive, network.Autostarts, network.IsPersistent, network.Forward, network.Bridge,
        network.Domain,
        network.Subnets.Select(subnet => new SubnetRow(Word(subnet.Subnet.Family), subnet.Subnet.Address.ToString(), subnet.Subnet.Prefix,
            subnet.Ranges.Select(range =>
                new RangeRow(range.Range.Start.ToString(), range.Range.End.ToString(), range.LeaseTime?.ToString())))),
        network.Reservations.Select(Row),
        network.Leases.Select(lease => new LeaseInfoRow(lease.Mac?.ToString(), lease.Id?.ToString(), lease.Ip.ToString(), lease.Name,
            lease.Expires?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "infinite")),
        network.Drift.Select(drift =>
            new DriftRow(Word(drift.Where), Word(drift.Problem), drift.Reservation is { } reservation ? Row(reservation) : null)),
        network.NextFree?.ToString())
    {
        Title = network.Details.Title,
        Description = network.Details.Description,
        Mtu = network.Details.Mtu,
        DomainLocalOnly = network.Details.DomainLocalOnly,
        DomainRegister = network.Details.DomainRegister,
        DnsEnabled = network.Details.DnsEnabled,
        ForwardPlainNames = network.Details.ForwardPlainNames,
        LocalPtr = network.Details.LocalPtr,
        NatPorts = network.Details.NatPorts,
        NatAddresses = network.Details.NatAddresses,
        Dns = Some(network.Details.Names, names => new DnsHostRow(names.Ip, names.Names)),
        DnsSrv = Some(network.Details.Srv,
            srv => new DnsSrvRow(srv.Service, srv.Protocol, srv.Domain, srv.Target, srv.Port, srv.Priority, srv.Weight)),
        DnsTxt = Some(network.Details.Txt, txt => new DnsTxtRow(txt.Name, txt.Value)),
        DnsForwarders =
            Some(network.Details.Forwarders,
            forwarder => new DnsForwarderRow(forwarder.Address?.ToString(), forwarder.Domain, forwarder.Port)),
        Routes = Some(network.Details.Routes,
            route => new RouteRow(route.Destination.Address.ToString(), route.Destination.Prefix, route.Gateway.ToString(), route.Metric)),
        DnsmasqOptions = Some(network.Details.DnsmasqOptions, option => option),
    };

    private static IEnumerable<TRow>? Some<TItem, TRow>(IReadOnlyList<TItem> items, Func<TItem, TRow> row) =>
        items.Count == 0 ? null : items.Select(row);

    private static ListedRow Row(ListedReservation listed) => new(
        null, listed.Reservation.Mac?.ToString(), listed.Reservation.Id?.ToString(), listed.Reservation.Name.OrNull(),
        listed.Reservation.Ip.ToString(),
        listed.Reservation.LeaseTime?.ToString(), listed.Aliases?.Select(alias => alias.ToString()));
}
