using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// What a rollback does where it would stop a network that the change started: a call asks for <see cref="Detach"/>, nothing else does.
/// </summary>
internal enum AttachedGuests { Keep, Detach }

/// <summary>A network as it is when a change of it is rolled back.</summary>
/// <param name="Config">The persistent definition; null where it has none.</param>
/// <param name="Live">The live definition; null while it does not run.</param>
/// <param name="Autostarts">Whether it is set to autostart.</param>
/// <param name="Ports">What is attached to its bridge.</param>
internal sealed record CurrentNetwork(byte[]? Config, byte[]? Live, bool Autostarts, IReadOnlyList<GuestPort> Ports);

/// <summary>
/// How one network's part of a change is rolled back, entry by entry and setting by setting, on what is there now: for a call that failed,
/// one that was killed, and one that is undone. Pure, so that <c>undo</c> can say beforehand what it will do.
/// </summary>
internal sealed class NetworkRollback
{
    private readonly NetworkRecord record;
    private readonly CurrentNetwork now;
    private readonly ReservationSet touched;
    private readonly List<string> conflicts = [];

    private readonly bool keepsGuests;

    private NetworkRollback(NetworkRecord record, CurrentNetwork now, AttachedGuests guests)
    {
        keepsGuests = guests == AttachedGuests.Keep && now.Ports.Count > 0;
        (this.record, this.now, touched) =
            (record.CompletedBy(now.Config, now.Live), now, record.CompletedBy(now.Config, now.Live).Touched);
        Config = RevertConfig();
        Live = record.RestartsDnsmasq && RevertLive() is { } live ? RestartRecord.Without(live) : RevertLive();
        Steps = PlanSteps();
    }

    public static NetworkRollback Plan(NetworkRecord record, CurrentNetwork now, AttachedGuests guests) => new(record, now, guests);

    public string Network => record.Name;

    /// <summary>The persistent definition afterwards; null for none.</summary>
    public byte[]? Config { get; }

    /// <summary>The live definition afterwards; null where it does not run then.</summary>
    public byte[]? Live { get; }

    public NetworkSteps Steps { get; }

    /// <summary>What the change made and another client has changed or uses since, so that it stays.</summary>
    public IReadOnlyList<string> Conflicts => conflicts;

    /// <summary>What becomes of the reservations: on the persistent side, or on the live one where there is no other.</summary>
    public IEnumerable<Change> Changes() => Changes(Network, now.Config ?? now.Live, now.Config is null && Config is null ? Live : Config);

    /// <summary>From one definition to another; null for none.</summary>
    public static IEnumerable<Change> Changes(string network, byte[]? from, byte[]? to)
    {
        var (present, target) = (NetworkRecord.SetOf(from), NetworkRecord.SetOf(to));
        foreach (var entry in present.Items)
            if (!target.Contains(entry))
                yield return new(network, ChangeAction.Removed, entry, null);
        foreach (var entry in target.Items)
            if (!present.Contains(entry))
                yield return new(network, ChangeAction.Added, entry, null);
    }

    /// <summary>What becomes of the network's settings, its state and its autostart, as <c>network</c> would report it.</summary>
    public IEnumerable<SettingChange> Parts()
    {
        if (now.Config is null && Config is not null)
            yield return new(ChangeAction.Added, NetworkSetting.Network, null, Network);
        if (now.Config is not null && Config is null)
            yield return new(ChangeAction.Removed, NetworkSetting.Network, Network, null);
        if (now.Config is { } present && Config is { } target)
            foreach (var change in SettingChanges.Between(PartsOf(present), PartsOf(target), out _))
                yield return change;
        if (Steps.Step is Step.Start or Step.Stop or Step.Restart || (Steps.Step == Step.Remove && now.Live is not null))
            yield return new(ChangeAction.Updated, NetworkSetting.State, Steps.Step == Step.Start ? "inactive" : "active",
                Steps.Step switch { Step.Start => "active", Step.Restart => "restarted", _ => "inactive" });
        if (record.RestartsDnsmasq && now.Live is not null && Steps.Step == Step.None)
            yield return new(ChangeAction.Updated, NetworkSetting.Dnsmasq, "active", "restarted");
        if (Steps.SetAutostart is { } autostarts)
            yield return new(ChangeAction.Updated, "autostart", autostarts ? "false" : "true", autostarts ? "true" : "false");
    }

    private byte[]? RevertConfig()
    {
        var (before, after) = (record.Config.Before, record.Config.After);
        if ((before is null && after is null) || (record.Config.KeepsSettings && now.Config is null))
            return now.Config;
        if (before is null)
            return now.Config is null || IsUsedByOthers() ? now.Config : null;
        if (now.Config is null)
            return before;
        if (after is null)
            return IsSameNetwork(now.Config, before) ? now.Config : Conflict("uuid", now.Config);
        return Revert(now.Config, record.Config, isLive: false);
    }

    private byte[]? RevertLive()
    {
        var (before, after) = (record.Live.Before, record.Live.After);
        if ((before is null && after is null) || (record.Live.KeepsSettings && now.Live is null))
            return now.Live;
        if (before is null)
            return now.Live is null || conflicts.Contains(NetworkSetting.Network) ? now.Live : keepsGuests
                ? Conflict(NetworkSetting.State, now.Live) : null;
        return now.Live is null ? before : after is null ? now.Live : Revert(now.Live, record.Live, isLive: true);
    }

    /// <summary>A network that the change made, where another client has added something to it or guests are attached: it stays.</summary>
    private bool IsUsedByOthers()
    {
        var (made, entries) = (record.Config.After!, NetworkRecord.SetOf(record.Config.After));
        if (!keepsGuests && NetworkRecord.SetOf(now.Config).Items.All(entry => entries.Contains(entry))
            && SettingChanges.Differing(PartsOf(made), PartsOf(now.Config!)).Added.TrueForAll(part => !part.MayChangeLive))
            return false;
        conflicts.Add(NetworkSetting.Network);
        return true;
    }

    private byte[] Revert(byte[] present, DefinitionChange change, bool isLive)
    {
        var settings = present;
        if (!change.KeepsSettings)
        {
            settings = SettingsRevert.Apply(present, change.Before!, change.After!, isLive, out var found);
            conflicts.AddRange(found);
        }
        var back = ReservationEdits.RevertOn(NetworkXml.Read(settings), NetworkXml.Read(change.Before!), touched);
        return back.IsEmpty ? settings : NetworkXmlEditor.Apply(back);
    }

    private NetworkSteps PlanSteps()
    {
        var steps = new NetworkSteps
        {
            Define = Config is not null && !ReferenceEquals(Config, now.Config) && !IsSame(Config, now.Config) ? Config : null,
            SetAutostart = record.AutostartBefore is { } was && Config is not null && now.Autostarts != was ? was : null,
        };
        if (Config is null && now.Config is not null)
            return steps with { Step = Live is null ? Step.Remove : Step.Undefine };
        if (Live is null)
            return steps with { Step = now.Live is null ? Step.None : Step.Stop };
        if (now.Live is null)
            return steps with { Step = Step.Start, StartAs = IsSame(record.Config.Before, record.Live.Before) ? null : StartAs() };
        if (ReferenceEquals(Live, now.Live))
            return steps;
        var (running, wanted) = (XmlElement.ReadNetwork(now.Live), XmlElement.ReadNetwork(Live));
        var (removed, added) = SettingChanges.Differing(NetworkSettings.Read(running), NetworkSettings.Read(wanted));
        if (removed.Concat(added).Any(part => !part.MayChangeLive))
            return MayLoad(wanted) ? steps with { Load = Live } : steps with { Step = Step.Restart, StartAs = StartAs() };
        var updates = LiveSettings.Updates(running, wanted, LiveSettings.AllKinds, out _);
        var reverted = ReservationEdits.RevertOn(NetworkXml.Read(now.Live), NetworkXml.Read(Live), Differing(now.Live, Live));
        return steps with { LiveUpdates = [.. updates, .. LiveUpdate.ForReservations(reverted)] };
    }

    /// <summary>The change went in without a restart of the network, and so it goes back.</summary>
    private bool MayLoad(XmlElement wanted) => record.RestartsDnsmasq && SettingChanges.Differing(
        PartsOf(DnsmasqSettings.Apply(now.Live!, Live!, LiveSettings.AllKinds)),
        NetworkSettings.Read(wanted)) is var (removed, added) && removed.Concat(added).All(part => part.MayChangeLive);

    /// <summary>Null where the persistent definition says the same.</summary>
    private byte[]? StartAs() => Config is not null && IsSame(Config, Live) ? null : Live;

    private static ReservationSet Differing(byte[] one, byte[] other)
    {
        var (old, present, differing) = (NetworkRecord.SetOf(one), NetworkRecord.SetOf(other), new ReservationSet());
        foreach (var entry in old.Items.Where(entry => !present.Contains(entry)).Concat(present.Items.Where(entry => !old.Contains(entry))))
            differing.Add(entry);
        return differing;
    }

    /// <summary>The same settings and the same reservations, however they are written.</summary>
    private static bool IsSame(byte[]? one, byte[]? other)
    {
        if (one is null || other is null)
            return one == other;
        var (removed, added) = SettingChanges.Differing(PartsOf(one), PartsOf(other));
        return removed.Count + added.Count == 0 && NetworkXml.Read(one).HasReservationsOf(NetworkXml.Read(other));
    }

    private static bool IsSameNetwork(byte[] one, byte[] other) =>
        NetworkXml.Read(one).Uuid is not { } uuid || NetworkXml.Read(other).Uuid is not { } old || uuid == old;

    private byte[] Conflict(string what, byte[] stays)
    {
        conflicts.Add(what);
        return stays;
    }

    private static List<NetworkSetting> PartsOf(byte[] definition) => NetworkSettings.Read(XmlElement.ReadNetwork(definition));
}
