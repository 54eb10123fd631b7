using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

internal enum Role { Config, Status, Hostsfile, EtcHosts, HostsTemplate, Autostart }

/// <summary>A file and what it shall hold. <paramref name="NewMode"/>: permission bits where the file is made.</summary>
internal sealed record FileEdit(Role Role, FileSnapshot Before, FileContent After, uint NewMode);

internal readonly record struct Summary(int Added, int Updated, int Removed, int Unchanged)
{
    public static Summary operator +(Summary one, Summary other) =>
        new(one.Added + other.Added, one.Updated + other.Updated, one.Removed + other.Removed, one.Unchanged + other.Unchanged);
}

/// <summary>Texts for a person to compare: canonical, one entry a line.</summary>
internal sealed record DiffText(string Path, string Before, string After);

/// <summary>
/// One virNetworkUpdate of the live side. <paramref name="Reservation"/> is what is sent; for a delete, the whole victim.
/// </summary>
internal sealed record ApiCall(ApiCommand Command, int SubnetIndex, Reservation Reservation);

/// <summary>virNetworkUpdateCommand (libvirt-network.h).</summary>
internal enum ApiCommand { Modify = 1, Delete = 2, AddLast = 3 }

/// <summary>What happens to one network other than its files.</summary>
internal sealed record NetworkReservationsPlan(string Network, NetworkSnapshot Before)
{
    /// <summary>The definition to hand to virNetworkDefineXML; null where the persistent side is right already.</summary>
    public byte[]? Define { get; init; }

    public IReadOnlyList<ApiCall> LiveCalls { get; init; } = [];

    /// <summary>Names that come and go in the running network's DNS, by the API.</summary>
    public IReadOnlyList<LiveUpdate> LiveNames { get; init; } = [];

    /// <summary>The persistent definition before and with its names changed; null where none does.</summary>
    public DefinitionChange? ConfigNames { get; init; }

    /// <summary>The same of the live definition.</summary>
    public DefinitionChange? RunningNames { get; init; }

    /// <summary>Reservations that are removed on either side, or change, as they were.</summary>
    public IEnumerable<Reservation> Removed { get; init; } = [];

    /// <summary>Reservations that are added on either side, or change, as they will be.</summary>
    public IEnumerable<Reservation> Added { get; init; } = [];

    public IEnumerable<Reservation> Touched => Removed.Concat(Added);

    /// <summary>Leases of others on addresses that are given away: to be released once the change is in.</summary>
    public IReadOnlyList<Lease> Released { get; init; } = [];

    /// <summary>The network's dnsmasq needs a SIGHUP from us: nothing else makes libvirt send one.</summary>
    public bool ReloadDnsmasq { get; init; }

    /// <summary>dnsmasq is restarted, alone, so that it can serve the change.</summary>
    public bool RestartsDnsmasq { get; init; }

    /// <summary>Why guests are not served before the network is restarted, as far as can be told before the change.</summary>
    public IReadOnlyList<RestartReason> RestartReasons { get; init; } = [];
}

/// <summary>
/// Everything that will be done, or, with <see cref="Problems"/>, why nothing will. Check mode reports the very object that
/// a real run carries out, so the two cannot differ.
/// </summary>
internal sealed record ReservationPlan
{
    /// <summary>What the plan depends on and was not given: nothing else of it counts then.</summary>
    public Fact Needs { get; init; }

    public IReadOnlyList<Problem> Problems { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Made one by one while they are read: there may be a million.</summary>
    public IEnumerable<Change> Changes { get; init; } = [];

    /// <summary>Items with <c>auto</c> or a guest, as they stand once the plan is carried out; in the order of the call.</summary>
    public IReadOnlyList<ResolvedItem> Resolved { get; init; } = [];

    public Summary Summary { get; init; }

    /// <inheritdoc cref="Asking.ReservationRequest.OldAliases"/>
    public IReadOnlyDictionary<(string Network, IpAddress Ip), IReadOnlyList<Utf8Slice>>? OldAliases { get; init; }

    public ApplyStrategy WayIn { get; init; }

    /// <summary>The daemon is to read its files again, and our status files lie there for it.</summary>
    public bool ReloadsDaemon => WayIn is { Way: ApplyMethod.Reload, Prepares: false } && !IsEmpty;

    /// <summary>The daemon is asleep, and has to be woken before the change is planned again on what it says.</summary>
    public bool NeedsDaemon { get; init; }

    public IReadOnlyList<NetworkReservationsPlan> Networks { get; init; } = [];

    /// <summary>Files that the tool itself writes, in the order in which it does.</summary>
    public IReadOnlyList<FileEdit> FileEdits { get; init; } = [];

    /// <summary>Files that change, written by us or by libvirt.</summary>
    public IReadOnlyList<(Role Role, FileSnapshot File)> Files { get; init; } = [];

    public IReadOnlyList<DiffText> Diffs { get; init; } = [];

    public bool IsRefused => Problems.Count > 0;

    public bool IsEmpty => FileEdits.Count == 0 && !ChangesDefinitions && !RestartsDnsmasq;

    public bool RestartsDnsmasq
    {
        get
        {
            foreach (var network in Networks)
                if (network.RestartsDnsmasq)
                    return true;
            return false;
        }
    }

    public bool ChangesDefinitions
    {
        get
        {
            foreach (var network in Networks)
                if (network.Define is not null || network.LiveCalls.Count + network.LiveNames.Count > 0)
                    return true;
            return false;
        }
    }

    /// <summary>How many entries of live sides change.</summary>
    public int LiveChanges { get; init; }

    public IEnumerable<RestartReason> RestartReasons => Networks.SelectMany(network => network.RestartReasons);
}
