using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// What of a network can be exported. The one rule for all formats: what comes out, <c>import</c> would take. What it would refuse is left
/// out, a cell where the rest still says who is meant (not given means that it stays), else the whole reservation; a warning names each.
/// </summary>
internal sealed class ExportPlanner
{
    private readonly ExportRequest request;
    private readonly List<ListedReservation> rows = [];
    private readonly List<string> warnings;

    private ExportPlanner(ExportRequest request, ExportState state) => (this.request, warnings) = (request, [.. state.Warnings]);

    public static Export Plan(ExportRequest request, ExportState state)
    {
        var planner = new ExportPlanner(request, state);
        try
        {
            foreach (var network in state.Networks)
                planner.Add(network, EtcHosts.Read(state.EtcHosts.Bytes ?? [], network.Name), state.HostName);
        }
        catch (UnreadableException unreadable)
        {
            return new()
            { Problem = Message.Unreadable(state.EtcHosts.Shown, unreadable.Line, unreadable.Message), Warnings = planner.warnings };
        }
        var export =
            new Export
            {
                Networks = [.. state.Networks.Select(network => network.Name)],
                Reservations = planner.rows,
                Warnings = planner.warnings,
            };
        if (request.Format != ExportFormat.Zone)
            return export;
        var (zones, reverse) = ZonePlanner.Plan(state.Networks, planner.rows, out var outside);
        return export with { Zones = zones, ReverseZones = reverse, Warnings = [.. planner.warnings, .. outside] };
    }

    private void Add(ExportedNetwork network, EtcHosts hosts, string? hostName)
    {
        if (request is { Format: ExportFormat.Csv, Network: null } && CellRefusal(network.Name) is { } why)
        {
            warnings.Add(Message.SkippedNetwork(network.Name, why));
            return;
        }
        var own = HostOwnNames.Of(hosts, hostName);
        if (network.Leases is { } leases)
        {
            AddLeases(network, [.. leases], own);
            return;
        }
        var lines = new HostsLines(hosts.Own);
        foreach (var element in network.Definition.Reservations)
            AddReservation(network, element.Reservation, lines.AliasesOf(element.Reservation), own);
    }

    /// <summary>Reservations have nothing of the kind: their names are RFC 1123, and all else is hex and digits.</summary>
    private static string? CellRefusal(string network) =>
        network[0] is '=' or '+' or '@' ? Message.SpreadsheetWouldRun
        // A reader trims blanks.
        : network != network.Trim() ? Message.NoCell
        : null;

    private void AddReservation(ExportedNetwork network, Reservation found, IReadOnlyList<Utf8Slice>? aliases, List<Utf8Slice> own)
    {
        var kept = found;
        List<string> missing = [], reasons = [];
        if (kept.Name.IsNullOrEmpty)
            kept = kept with { Name = default };
        else if (HostName.Refusal(kept.Name.Span) is { } why)
        {
            kept = kept with { Name = default };
            LeaveOut("name", "+=@"u8.Contains(found.Name.Span[0]) ? Message.SpreadsheetWouldRun : why);
        }
        if (kept.Mac is { } mac && (mac.IsMulticast || mac.Value == 0))
        {
            kept = kept with { Mac = null };
            LeaveOut("mac", Message.NotAGuestsMac);
        }
        if (kept.Id is { IsDead: false, HasLegalLength: false })
        {
            kept = kept with { Id = null };
            LeaveOut("id", Message.NotAnId);
        }
        if (kept.LeaseTime is { } time && !LeaseTime.TryParse(time.ToString(), out _))
        {
            kept = kept with { LeaseTime = null };
            LeaveOut("lease_time", Message.NotALeaseTime);
        }
        if (aliases?.FirstOrDefault(alias => HostName.Refusal(alias.Span) is not null) is { IsNull: false } odd)
        {
            LeaveOut("aliases", $"{odd}: {HostName.Refusal(odd.Span)}");
            aliases = null;
        }
        if (WhyNot(network, kept, aliases, own) is { } reason)
        {
            warnings.Add(Message.NotExported(network.Name, found, reasons.Count > 0 ? reasons[0] : reason));
            return;
        }
        warnings.AddRange(missing);
        rows.Add(new(network.Name, kept, aliases is { Count: > 0 } ? aliases : null));

        void LeaveOut(string field, string why)
        {
            reasons.Add(why);
            missing.Add(Message.CellNotExported(network.Name, found, field, why));
        }
    }

    private static string? WhyNot(ExportedNetwork network, in Reservation kept, IReadOnlyList<Utf8Slice>? aliases, List<Utf8Slice> own) =>
        kept is { IsNameOnly: true, Name.IsNull: true } ? Message.NothingToKnowItBy
        // Even an import without the id would write it again.
        : kept.Id is { IsDead: true } ? Message.DeadId
        : !IsInside(network, kept.Ip) ? Message.AddressOutside
        : (!kept.Name.IsNull && HostName.IsReservedName(kept.Name, own))
            || aliases?.Any(alias => HostName.IsReservedName(alias, own)) == true ? Message.NameOfTheMachine
        : null;

    private static bool IsInside(ExportedNetwork network, IpAddress ip) =>
        network.Definition.SubnetOf(ip) is { Subnet: var subnet } && subnet.ReservedFor(ip) is null;

    /// <summary>One for each client: of several that it holds, the one that lasts longest is the one it uses.</summary>
    private void AddLeases(ExportedNetwork network, List<Lease> leases, List<Utf8Slice> own)
    {
        var (clients, names) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        var first = rows.Count;
        leases.Sort((one, other) => (other.Expires ?? DateTimeOffset.MaxValue).CompareTo(one.Expires ?? DateTimeOffset.MaxValue));
        foreach (var lease in leases)
        {
            if (!IsInside(network, lease.Ip))
                continue;
            var reservation = lease.Ip.Family == Family.V4
                ? new Reservation { Ip = lease.Ip, Mac = lease.Mac is { IsMulticast: false, Value: not 0 } mac ? mac : null }
                : new Reservation { Ip = lease.Ip, Id = lease.Id is { HasLegalLength: true } id ? id.Revived() : null };
            if (reservation.IsNameOnly)
                warnings.Add(Message.NotExported(network.Name, lease, Message.NoClient));
            else if (!clients.Add(reservation.Mac?.ToString() ?? reservation.Id!.Value.ToString()))
                warnings.Add(Message.NotExported(network.Name, lease, Message.SecondLease));
            else
                rows.Add(new(network.Name, reservation with { Name = NameOf(lease, network, names, own) }, null));
        }
        rows.Sort(first, rows.Count - first,
            Comparer<ListedReservation>.Create((one, other) => one.Reservation.Ip.CompareTo(other.Reservation.Ip)));
    }

    /// <summary>A guest says what it likes there: the name of the hypervisor, or another guest's.</summary>
    private Utf8Slice NameOf(Lease lease, ExportedNetwork network, HashSet<string> names, List<Utf8Slice> own)
    {
        if (!request.Names || lease.Name is null)
            return default;
        Utf8Slice name = lease.Name;
        var why = HostName.Refusal(name.Span) ?? (HostName.IsReservedName(name, own) ? Message.NameOfTheMachine
            : names.Add($"{lease.Ip.Family} {Utf8Slice.Of(HostName.Key(name, network.Definition.Domain).ToArray())}") ? null
                : Message.SecondName);
        if (why is not null)
            warnings.Add(Message.NameNotExported(network.Name, lease, why));
        return why is null ? name : default;
    }
}
