using System.Globalization;
using System.IO.Hashing;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// What one call changes, as far as it takes to roll it back: written to the journal before the first step, kept for <c>undo</c>
/// afterwards. It holds roles and names, never paths: the journal of an image is untrusted data.
/// </summary>
/// <param name="IsOfNetwork">The command was <c>network</c>: its result lists settings, not reservations.</param>
/// <param name="Way">How it was applied; <see cref="ApplyMethod.Files"/> where no daemon ran.</param>
/// <param name="Files">In the order in which they are put in place; a file may come twice.</param>
/// <param name="Networks">What changes in each network's two definitions.</param>
internal sealed record ChangeRecord(
    bool IsOfNetwork, ApplyMethod Way, IReadOnlyList<FileRecord> Files, IReadOnlyList<NetworkRecord> Networks)
{
    /// <summary>Nothing is different after it.</summary>
    public bool IsEmpty => Files.Count == 0 && Networks.All(network => network.IsEmpty);

    /// <summary>The record of both steps of one change, this one first.</summary>
    public ChangeRecord And(ChangeRecord later)
    {
        var networks = Networks.ToList();
        foreach (var network in later.Networks)
        {
            var known = networks.FindIndex(earlier => earlier.Name == network.Name);
            if (known < 0)
                networks.Add(network);
            else
                networks[known] = networks[known].And(network);
        }
        return this with { Way = later.Way, Files = [.. Files, .. later.Files], Networks = networks };
    }

    /// <summary>The networks whose dnsmasq reads what is rolled back.</summary>
    public IEnumerable<string> NetworkNames =>
        Files.Where(file => file.Role is not (Role.EtcHosts or Role.HostsTemplate)).Select(file => file.Name)
            .Concat(Networks.Select(network => network.Name)).Distinct(StringComparer.Ordinal);
}

/// <summary>One file of a change.</summary>
/// <param name="Role">Which, together with its name. <see cref="Role.Autostart"/>: the link; its content is empty.</param>
/// <param name="Name">The network; for a template of /etc/hosts its own name.</param>
/// <param name="Before">What it held; null where it was missing.</param>
/// <param name="After">The <see cref="Hash"/> of its new content; null where it is removed.</param>
/// <param name="Mode">Permission bits, where it has to be created.</param>
internal sealed record FileRecord(Role Role, string Name, byte[]? Before, string? After, uint Mode)
{
    /// <summary>It is a mount point, so it is written in place: a run that was killed may have left a mixture of both contents.</summary>
    public bool InPlace { get; init; }

    /// <summary>It holds what the change put there.</summary>
    public bool IsAfter(byte[]? now) => now is null ? After is null : After is not null && Hash(now) == After;

    /// <summary>It holds what was there before the change.</summary>
    public bool IsBefore(byte[]? now) => now is null ? Before is null : Before is not null && now.AsSpan().SequenceEqual(Before);

    /// <summary>Tells contents apart that differ by accident or by an editor's hand; no secret depends on it.</summary>
    public static string Hash(FileContent content)
    {
        var hash = new XxHash128();
        foreach (var piece in content.Pieces)
            hash.Append(piece.Span);
        return hash.GetCurrentHashAsUInt128().ToString("x32", CultureInfo.InvariantCulture);
    }
}

/// <summary>A definition before a change and as the change makes it; null where there is none.</summary>
internal readonly record struct DefinitionChange(byte[]? Before, byte[]? After)
{
    /// <summary>Of reservations at most.</summary>
    public static DefinitionChange OfReservations(byte[]? before) => new(before, before);

    /// <summary>
    /// The change leaves every setting alone; its reservations are in <see cref="NetworkRecord.Added"/> and
    /// <see cref="NetworkRecord.Removed"/>.
    /// </summary>
    public bool KeepsSettings => ReferenceEquals(Before, After);
}

/// <summary>One network of a change.</summary>
/// <param name="Name">The network.</param>
/// <param name="Config">Its persistent definition.</param>
/// <param name="Live">Its live definition.</param>
internal sealed record NetworkRecord(string Name, DefinitionChange Config, DefinitionChange Live)
{
    /// <summary>Whether it was set to autostart; null where the change leaves that alone.</summary>
    public bool? AutostartBefore { get; init; }

    /// <summary>Reservations that the change adds on either side, or changes, as they become.</summary>
    public IReadOnlyList<Reservation> Added { get; init; } = [];

    /// <summary>Reservations that the change removes on either side, or changes, as they were.</summary>
    public IReadOnlyList<Reservation> Removed { get; init; } = [];

    /// <summary>What is attached to the bridge, where the change stops the network (<see cref="PortRecord"/>).</summary>
    public PortRecord? Ports { get; init; }

    /// <summary>
    /// The change restarts the network's dnsmasq: a record that makes libvirt do so may still be in the live definition
    /// (<see cref="RestartRecord"/>).
    /// </summary>
    public bool RestartsDnsmasq { get; init; }

    /// <summary>A record of format 1 does not say what the change made of the definitions: what is there now counts as that.</summary>
    public bool IsAfterUnknown { get; init; }

    /// <summary>In format 1, the hash of what the change made of the persistent definition.</summary>
    public string? OldFingerprint { get; init; }

    public bool IsEmpty =>
        Config.KeepsSettings && Live.KeepsSettings && AutostartBefore is null && Added.Count + Removed.Count == 0 && !IsAfterUnknown;

    public ReservationSet Touched
    {
        get
        {
            var touched = new ReservationSet();
            foreach (var entry in Added)
                touched.Add(entry);
            foreach (var entry in Removed)
                touched.Add(entry);
            return touched;
        }
    }

    /// <summary>This step and a later one of the same change.</summary>
    public NetworkRecord And(NetworkRecord later) => this with
    {
        Config = new(Config.Before, Config.KeepsSettings && later.Config.KeepsSettings ? Config.Before : later.Config.After),
        Live = new(Live.Before, Live.KeepsSettings && later.Live.KeepsSettings ? Live.Before : later.Live.After),
        AutostartBefore = AutostartBefore ?? later.AutostartBefore,
        Added = [.. Added.Union(later.Added)],
        Removed = [.. Removed.Union(later.Removed)],
        Ports = Ports ?? later.Ports,
        RestartsDnsmasq = RestartsDnsmasq || later.RestartsDnsmasq,
    };

    /// <summary>The same change the other way round, from what is there now.</summary>
    /// <param name="now">The network as it is now.</param>
    /// <param name="rollback">What becomes of it.</param>
    public NetworkRecord Inverse(CurrentNetwork now, NetworkRollback rollback) => this with
    {
        Config = Config.KeepsSettings && !IsAfterUnknown ? DefinitionChange.OfReservations(now.Config) : new(now.Config, rollback.Config),
        Live = Live.KeepsSettings && !IsAfterUnknown ? DefinitionChange.OfReservations(now.Live) : new(now.Live, rollback.Live),
        AutostartBefore = AutostartBefore is { } autostarted ? !autostarted : null,
        Added = Removed,
        Removed = Added,
        IsAfterUnknown = false,
        OldFingerprint = null,
    };

    /// <summary>What is there now put in the place of what a record of format 1 does not say.</summary>
    public NetworkRecord CompletedBy(byte[]? config, byte[]? live)
    {
        if (!IsAfterUnknown)
            return this;
        // Who added a reservation since is not known, so none is removed; those that are missing come back.
        var (before, now) = (SetOf(Config.Before), SetOf(config));
        return this with
        {
            Config = new(Config.Before, config),
            Live = new(Live.Before, live),
            Removed = [.. before.Items.Where(entry => !now.Contains(entry))],
            IsAfterUnknown = false,
        };
    }

    public static ReservationSet SetOf(byte[]? definition)
    {
        var set = new ReservationSet();
        foreach (var element in definition is null ? [] : NetworkXml.Read(definition).Reservations.ToArray())
            set.Add(element.Reservation);
        return set;
    }
}

/// <summary>What is attached to a network's bridge: lost when the bridge is deleted, so a rollback after a kill needs it.</summary>
/// <param name="Ports">The host's interfaces on the bridge.</param>
/// <param name="Settings">For the path of each port's setting in sysfs its value.</param>
/// <param name="Documents">libvirt's own XML of each port.</param>
internal sealed record PortRecord(
    IReadOnlyList<GuestPort> Ports, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<byte[]> Documents);
