using System.Text;
using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>Reads all that a plan is made of. Writes nothing, sends no signal, takes no lock.</summary>
internal static class ReservationStateReader
{
    private const string NetworkInterfaces = "/sys/class/net";

    /// <summary>
    /// In bytes: VIR_NET_MESSAGE_STRING_MAX less what a planner holds back (<see cref="NetworkReservationsPlanner.IsTooLargeForApi"/>).
    /// </summary>
    private const ulong LargestDescription = 4_000_000;

    /// <param name="request">Says what to look at.</param>
    /// <param name="machine">Where.</param>
    /// <param name="facts">Those that were read already: that takes long while others are at work.</param>
    public static ReservationState Read(ReservationRequest request, TargetMachine machine, Facts? facts = null)
    {
        var daemon = machine.DaemonPid;
        var canWake = daemon is null && machine.SleepingDaemon is not null;
        if (daemon is null && !canWake && request.Apply is ApplyOption.Api or ApplyOption.Reload or ApplyOption.Quiet)
            throw new MachineException(Message.NoDaemon(request.Apply.ToString().ToLowerInvariant()));
        if (daemon is { } pid && request.Apply == ApplyOption.Files)
            throw new MachineException(Message.DaemonInTheWay(pid));
        var files = machine.Files;
        var etcHosts = request.EtcHosts ? files.Read(LibvirtPaths.EtcHosts) : null;
        var managed = etcHosts is not null
            && ((etcHosts.Bytes is { } bytes && CloudInit.HasRendered(bytes)) || CloudInit.ManagesEtcHosts(CloudConfigs(files)));
        var networks = new NetworkSnapshot[request.Networks.Count];
        var unusable = new List<(NetworkReservationsRequest, Problem)>();
        IReadOnlyCollection<string>? known = null;
        for (var network = 0; network < networks.Length; network++)
        {
            networks[network] = ReadNetwork(request.Networks[network], request, machine, daemon is not null);
            if (WhyUnusable(networks[network], request.Networks[network].Name, () => known ??= KnownNetworks(files)) is { } problem)
                unusable.Add((request.Networks[network], problem));
        }
        if (unusable.Count > 0)
            throw new UnusableNetworkException(unusable);
        return new()
        {
            HasDaemon = daemon is not null,
            CanWake = canWake,
            Facts = facts ?? Facts.None,
            Networks = networks,
            EtcHosts = etcHosts,
            CloudInitManagesEtcHosts = managed,
            HostsTemplate = managed && request.HostsTemplate ? Template(files) : null,
            HostName = HostName(files),
        };
    }

    /// <summary>The same with what a plan turned out to need.</summary>
    public static ReservationState Completed(ReservationState state, ReservationRequest request, Fact needed, TargetMachine machine) =>
        needed == Fact.ReloadImpact
            ? state with { Facts = new() { Reload = ReloadImpactReader.Assess(machine, request.Networks) } }
            : throw new ArgumentOutOfRangeException(nameof(needed), needed, null);

    /// <summary>Whether reading again would find the same: for files only, without reading them.</summary>
    public static bool IsUnchanged(ReservationState read, TargetMachine machine) =>
        !read.HasDaemon && machine.DaemonPid is null
        && read.Networks.SelectMany(network => new[] { network.ConfigFile, network.StatusFile, network.Hostsfile })
            .Append(read.EtcHosts).Append(read.HostsTemplate)
            .All(file => file is null || machine.Files.Identity(file.Path) == file.Identity);

    private static NetworkSnapshot ReadNetwork(
        NetworkReservationsRequest network, ReservationRequest request, TargetMachine machine, bool hasDaemon)
    {
        var (name, files) = (network.Name, machine.Files);
        var state = ReadDefinitions(name, machine, hasDaemon, isQuiet: request.Apply == ApplyOption.Quiet);
        if (network.IsAssumed)
            state = AssumedNetwork.For(network) is var assumed ? state with
            {
                Config = assumed,
                ConfigFile = new(LibvirtPaths.Config(name), assumed.Xml, null) { Shown = files.Shown(LibvirtPaths.Config(name)) },
                Hostsfile = state.Hostsfile with { Bytes = state.Hostsfile.Bytes ?? [] },
            } : state;
        Problem? unreadable = null;
        return state with
        {
            DnsmasqConf = state.Live is not null && files.Read(LibvirtPaths.Conf(name)).Bytes is { } conf ? DnsmasqConf.Read(conf) : null,
            Leases = state.Live?.Bridge is { } bridge && (request.OnActiveLease != OnActiveLease.Ignore || request.WantsAddresses)
                ? LeaseReader.Read(files, name, bridge, out unreadable) : [],
            UnreadableLeases = unreadable,
        };
    }

    /// <summary>Why no reservation can be made in the network; null where one can.</summary>
    private static Problem? WhyUnusable(NetworkSnapshot state, string name, Func<IReadOnlyCollection<string>> known) =>
        state is { Config: null, Live: null } ? Message.NoNetwork(name, known())
        : !state.Served.HasOwnBridge ? Message.NotOurMode(name, state.Served.Forward)
        : state.Served.Subnets.Length == 0 ? Message.NoSubnets(name)
        : null;

    /// <summary>Both sides of a network; neither where there is no such network.</summary>
    /// <param name="name">The network's.</param>
    /// <param name="machine">Where.</param>
    /// <param name="hasDaemon">Whether a daemon answers for it.</param>
    /// <param name="isQuiet">The live side is what its file says, which libvirt's memory may be behind.</param>
    public static NetworkSnapshot ReadDefinitions(string name, TargetMachine machine, bool hasDaemon, bool isQuiet = false) =>
        hasDaemon ? FromDaemon(name, machine, isQuiet) : FromFiles(name, machine.Files);

    private static NetworkSnapshot FromFiles(string network, RootedFiles files)
    {
        var config = files.Read(LibvirtPaths.Config(network));
        var status = Status(network, files);
        var live = Parse(status, network, files);
        return new()
        {
            Config = Parse(config, network, files),
            Live = live is not null && IsUp(live, files) ? live : null,
            ConfigFile = config,
            StatusFile = status,
            Hostsfile = ReadHostsfile(network, files),
        };
    }

    private static FileSnapshot ReadHostsfile(string network, RootedFiles files)
    {
        var hostsfile = files.Read(LibvirtPaths.Hostsfile(network));
        return Hostsfile.WhyTooLarge(hostsfile.Bytes) is { } reason
            ? throw new MachineException(Message.Unreadable(hostsfile.Shown, 1, reason)) : hostsfile;
    }

    /// <summary>Nothing runs in an image: a status file below it would be one of the host's own, by a bind mount of its /run.</summary>
    private static FileSnapshot Status(string network, RootedFiles files)
    {
        if (!files.IsWholeSystem)
            return new(LibvirtPaths.Status(network), null, null);
        var status = files.Read(LibvirtPaths.Status(network));
        return !status.Exists && files.Read(LibvirtPaths.OldStatus(network)) is { Exists: true } old ? old : status;
    }

    private static NetworkSnapshot FromDaemon(string network, TargetMachine machine, bool isQuiet)
    {
        var files = machine.Files;
        if (isQuiet && IsLarge(network, files) && machine.Libvirt.IsActive(network))
            return FromFiles(network, files) with { IsFromFiles = true };
        try
        {
            var config = Parse(machine.Libvirt.DumpXml(network, live: false), network);
            var isFile = isQuiet && machine.Libvirt.IsActive(network);
            var live = isFile ? null : Parse(machine.Libvirt.DumpXml(network, live: true), network);
            var status = files.Read(LibvirtPaths.Status(network));
            var ahead = live is null ? null : StatusFileAhead(live, status);
            if (ahead is not null)
            {
                // Once more: libvirt, which answers when it has written, may have been asked before an update and its file been read after
                // it.
                (live, status) = (Parse(machine.Libvirt.DumpXml(network, live: true), network), files.Read(LibvirtPaths.Status(network)));
                ahead = live is null ? null : StatusFileAhead(live, status);
            }
            return new()
            {
                Config = config,
                // apply=quiet leaves libvirt's memory behind; the live side is in the status file then.
                Live = isFile ? Parse(status, network, files) : live,
                StatusFileAhead = ahead,
                ConfigFile = files.Read(LibvirtPaths.Config(network)),
                StatusFile = status,
                Hostsfile = ReadHostsfile(network, files),
            };
        }
        catch (TooLargeException)
        {
            return FromFiles(network, files) with { IsFromFiles = true };
        }
    }

    /// <summary>What the status file says, where it has other reservations.</summary>
    private static NetworkDefinition? StatusFileAhead(NetworkDefinition live, FileSnapshot status)
    {
        if (status.Bytes is not { } bytes)
            return null;
        try
        {
            return NetworkXml.Read(bytes) is var written && written.Name == live.Name && !written.HasReservationsOf(live) ? written : null;
        }
        catch (UnreadableException)
        {
            // libvirt skips what it cannot read.
            return null;
        }
    }

    /// <summary>More than the API carries: then apply=quiet leaves libvirt's memory of the persistent side behind, too.</summary>
    private static bool IsLarge(string network, RootedFiles files) =>
        files.Identity(LibvirtPaths.Config(network)) is { Size: > LargestDescription }
            || files.Identity(LibvirtPaths.Status(network)) is { Size: > LargestDescription };

    private static NetworkDefinition? Parse(FileSnapshot file, string network, RootedFiles files)
    {
        if (file.Bytes is null)
            return null;
        try
        {
            var definition = NetworkXml.Read(file.Bytes);
            // libvirt loads a file only under its network's own name (virNetworkLoadConfig 9.0).
            return definition.Name == network ? definition
                : throw new UnreadableException(1, $"it defines network {definition.Name}, so libvirt does not load it");
        }
        catch (UnreadableException unreadable)
        {
            throw new MachineException(Message.Unreadable(files.Shown(file.Path), unreadable.Line, unreadable.Message));
        }
    }

    private static NetworkDefinition? Parse(byte[]? xml, string network)
    {
        try
        {
            return xml is null ? null : NetworkXml.Read(xml);
        }
        catch (UnreadableException unreadable)
        {
            throw new MachineException(Message.Unreadable($"what libvirt says of network {network}", unreadable.Line, unreadable.Message));
        }
    }

    /// <summary>A status file outlives its bridge when a machine goes down hard. A chroot has no interfaces to ask.</summary>
    private static bool IsUp(NetworkDefinition live, RootedFiles files) =>
        live.Bridge is null || !files.Exists(NetworkInterfaces) || HasInterface(files, live.Bridge);

    /// <summary>Whether this machine has it; false where no interface can be seen, as in a chroot without /sys.</summary>
    public static bool HasInterface(RootedFiles files, string name) => files.Exists($"{NetworkInterfaces}/{name}");

    /// <summary>Names of the networks of which there are files.</summary>
    public static IReadOnlyCollection<string> KnownNetworks(RootedFiles files) =>
    [
        .. files.List(LibvirtPaths.ConfigFolder).Concat(files.IsWholeSystem ? files.List(LibvirtPaths.StatusFolder) : [])
            .Where(name => name.EndsWith(".xml", StringComparison.Ordinal)).Select(name => name[..^4]).Distinct(StringComparer.Ordinal),
    ];

    private static IEnumerable<byte[]> CloudConfigs(RootedFiles files)
    {
        if (files.Read(LibvirtPaths.CloudConfig).Bytes is not { } main)
            yield break;
        yield return main;
        foreach (var name in files.List(LibvirtPaths.CloudConfigFolder).Where(name => name.EndsWith(".cfg", StringComparison.Ordinal)))
            if (files.Read($"{LibvirtPaths.CloudConfigFolder}/{name}").Bytes is { } part)
                yield return part;
    }

    private static FileSnapshot? Template(RootedFiles files) => CloudInit.TemplateNames(files.Read(LibvirtPaths.OsRelease).Bytes ?? [])
        .Select(name => files.Read($"{LibvirtPaths.CloudTemplates}/{name}")).FirstOrDefault(template => template.Exists);

    /// <summary>The machine's own; null where it has none.</summary>
    public static string? HostName(RootedFiles files) =>
        files.Read(files.IsWholeSystem ? "/proc/sys/kernel/hostname" : "/etc/hostname").Bytes is { } name
        && Encoding.UTF8.GetString(name).Trim() is { Length: > 0 } own ? own : null;
}
