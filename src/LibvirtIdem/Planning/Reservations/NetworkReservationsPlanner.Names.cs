using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <content>The reservations' names in the network's own DNS.</content>
internal sealed partial class NetworkReservationsPlanner
{
    private ReservationNames? names;
    private bool namesWait;
    private bool? mayHaveNames;
    private int? leaseLimit;

    /// <summary>Names of the running network change, which only a daemon brings to its dnsmasq.</summary>
    public bool ChangesLiveNames => reservations.Live is { ChangesNames: true };

    /// <summary>Once /etc/hosts is planned, which holds the aliases; returns the problems.</summary>
    /// <param name="warnings">Where names that stay at an address without a reservation are noted.</param>
    public IReadOnlyList<Problem> PlanNames(List<string> warnings)
    {
        if (!MayHaveNames)
            return [];
        names = new(reservations, request.OnConflict == OnConflict.Replace, request.LeavesDns, AliasesBefore, AliasesOfDisplaced);
        foreach (var side in reservations.Sides)
            if (side != reservations.Ahead)
                side.Named = names.In(side.Definition.Xml, Touch);
        foreach (var (ip, left) in names.Left)
            if (!reservations.Sides.Any(side => side.Edits.After.Any(reservation => reservation.Ip == ip)))
                warnings.Add(Message.DnsNamesStay(Name, ip, left));
        return names.Problems;
    }

    /// <summary>Most networks have none, and most calls ask for none.</summary>
    public bool MayHaveNames =>
        mayHaveNames ??= request.WantsDns || reservations.Sides.Any(side => side.Definition.Xml.AsSpan().IndexOf("<hostname"u8) >= 0);

    public bool HasNames => names is not null;

    /// <inheritdoc cref="ReservationRequest.OldAliases"/>
    public IEnumerable<KeyValuePair<(string, IpAddress), IReadOnlyList<Utf8Slice>>> OldAliases()
    {
        for (var target = 0; target < reservations.Count; target++)
            if (AliasesBefore(target) is { Count: > 0 } aliases)
                foreach (var entry in reservations.Entries(target))
                    yield return new((Name, entry.Ip), aliases);
        foreach (var entry in reservations.Displaced.Items)
            if (AliasesOfDisplaced(entry.Ip) is { Count: > 0 } aliases)
                yield return new((Name, entry.Ip), aliases);
    }

    private IReadOnlyList<Utf8Slice>? AliasesBefore(int target)
    {
        if (request.OldAliases is { } known)
            foreach (var entry in reservations.Entries(target))
                if (known.TryGetValue((Name, entry.Ip), out var old))
                    return [.. old, .. aliasesBefore?[target] ?? []];
        return aliasesBefore?[target];
    }

    private IReadOnlyList<Utf8Slice>? AliasesOfDisplaced(IpAddress ip) =>
        request.OldAliases?.TryGetValue((Name, ip), out var old) == true ? old : aliasesOfDisplaced?.GetValueOrDefault(ip);

    private void Touch(int target)
    {
        if (target >= 0)
            reservations.Touch(target);
    }

    /// <summary>Where the call may restart dnsmasq, so that all reservations can have a lease at a time.</summary>
    public void PlanLeaseLimit()
    {
        if (request.Restart != RestartOption.Dnsmasq || !(hasDaemon || canWake) || reservations.Live is not { } live
            || RestartJudge.WiderLimit(current.DnsmasqConf, live.Definition, live.Edits.After.Count()) is not { } wider)
            return;
        leaseLimit = wider;
        foreach (var side in reservations.Sides)
            if (side != reservations.Ahead && HostOptionsXml.WithLeaseMax(side.Named, wider) is var widened
                && !ReferenceEquals(widened, side.Named))
                (side.Named, side.ChangesLimit) = (widened, true);
    }

    private FileContent WithNames(FileContent xml)
    {
        var named = names is null ? xml : names.In(xml.ToArray());
        return leaseLimit is { } wider ? HostOptionsXml.WithLeaseMax(named.ToArray(), wider) : named;
    }

    /// <summary>Calls of the API; a reload takes the names from the status file.</summary>
    private IReadOnlyList<LiveUpdate> LiveNames(DefinitionSide? live)
    {
        if (live is not { ChangesNames: true } || way is not { Way: ApplyMethod.Api })
            return [];
        var updates =
            LiveSettings.Updates(XmlElement.ReadNetwork(live.Definition.Xml), XmlElement.ReadNetwork(live.Named), [NetworkSetting.DnsHost],
            out var covered);
        namesWait = covered.Count == 0;
        return updates;
    }

    private static DefinitionChange? NamesOf(DefinitionSide? side) =>
        side is { ChangesNames: true } ? new(side.Definition.Xml, side.Named) : null;

    /// <summary>The DNS names of a side where they change, one address a line.</summary>
    private static string CanonicalNames(DefinitionSide side, byte[] xml) => !side.ChangesNames ? ""
        : string.Concat(new DnsHostList(XmlElement.ReadNetwork(xml)).Entries.Select(
            entry => $"dns {entry.Ip} {string.Join(' ', entry.Names)}\n"));
}
