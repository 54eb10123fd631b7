using System.Text;
using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>Reads all that a plan is made of. Writes nothing, signals nobody, takes no lock.</summary>
internal static class StateReader
{
    private const string NetworkInterfaces = "/sys/class/net";

    public static CurrentState Read(ReservationRequest request, TargetMachine machine)
    {
        var daemon = machine.DaemonPid;
        if (daemon is null && request.Apply is Apply.Api or Apply.Reload or Apply.Quiet)
            throw new MachineException(Sentences.NoDaemon(request.Apply));
        if (daemon is { } pid && request.Apply == Apply.Files)
            throw new MachineException(Sentences.DaemonInTheWay(pid));
        var files = machine.Files;
        var etcHosts = request.EtcHosts ? files.Read(LibvirtPaths.EtcHosts) : null;
        var managed = etcHosts is not null && ((etcHosts.Bytes is { } bytes && CloudInit.HasRendered(bytes)) || CloudInit.ManagesEtcHosts(CloudConfigs(files)));
        return new()
        {
            HasDaemon = daemon is not null,
            Networks = [.. request.Networks.Select(network => ReadNetwork(network.Name, request, machine, daemon is not null))],
            EtcHosts = etcHosts,
            CloudInitManagesEtcHosts = managed,
            HostsTemplate = managed && request.HostsTemplate ? Template(files) : null,
            HostName = HostName(files),
        };
    }

    private static NetworkState ReadNetwork(string name, ReservationRequest request, TargetMachine machine, bool hasDaemon)
    {
        var files = machine.Files;
        var state = ReadDefinitions(name, machine, hasDaemon, withFiles: request.Backup);
        if (state is { Config: null, Live: null })
            throw new MachineException(Sentences.NoNetwork(name, KnownNetworks(files)));
        if (!state.Served.HasOwnBridge)
            throw new MachineException(Sentences.NotOurMode(name, state.Served.Forward));
        if (state.Served.Subnets.Length == 0)
            throw new MachineException(Sentences.NoSubnets(name));
        return state with
        {
            DnsmasqConf = state.Live is not null && files.Read(LibvirtPaths.Conf(name)).Bytes is { } conf ? DnsmasqConf.Read(conf) : null,
            Leases = state.Live?.Bridge is { } bridge && request.OnActiveLease != OnActiveLease.Ignore
                ? LeaseFile.Read(files.Read(LibvirtPaths.Leases(bridge)).Bytes, DateTimeOffset.UtcNow) : [],
        };
    }

    /// <summary>Both sides of a network; neither where there is no such network.</summary>
    /// <param name="name">The network's.</param>
    /// <param name="machine">Where.</param>
    /// <param name="hasDaemon">Whether a daemon answers for it.</param>
    /// <param name="withFiles">Whether the bytes of the files that a daemon writes are wanted too.</param>
    public static NetworkState ReadDefinitions(string name, TargetMachine machine, bool hasDaemon, bool withFiles) =>
        hasDaemon ? FromDaemon(name, machine, withFiles) : FromFiles(name, machine.Files);

    private static NetworkState FromFiles(string network, RootedFiles files)
    {
        var config = files.Read(LibvirtPaths.Config(network));
        var status = files.Read(LibvirtPaths.Status(network));
        if (!status.Exists)
            status = files.Read(LibvirtPaths.OldStatus(network)) is { Exists: true } old ? old : status;
        var live = Parse(status, network, files);
        return new()
        {
            Config = Parse(config, network, files),
            Live = live is not null && IsUp(live, files) ? live : null,
            ConfigFile = config,
            StatusFile = status,
            Hostsfile = files.Read(LibvirtPaths.Hostsfile(network)),
        };
    }

    private static NetworkState FromDaemon(string network, TargetMachine machine, bool withFiles)
    {
        var files = machine.Files;
        return new()
        {
            Config = Parse(machine.Libvirt.Xml(network, live: false), network),
            Live = Parse(machine.Libvirt.Xml(network, live: true), network),
            // libvirt writes these two; their bytes are wanted for a backup only.
            ConfigFile = withFiles ? files.Read(LibvirtPaths.Config(network)) : new(LibvirtPaths.Config(network), null, null),
            StatusFile = withFiles ? files.Read(LibvirtPaths.Status(network)) : new(LibvirtPaths.Status(network), null, null),
            Hostsfile = files.Read(LibvirtPaths.Hostsfile(network)),
        };
    }

    private static NetworkDefinition? Parse(FileSnapshot file, string network, RootedFiles files)
    {
        if (file.Bytes is null)
            return null;
        try
        {
            var definition = NetworkXml.Read(file.Bytes);
            // libvirt loads a file only under its network's own name (virNetworkLoadConfig 9.0).
            return definition.Name == network ? definition : throw new UnreadableException(1, $"it defines network {definition.Name}, so libvirt does not load it");
        }
        catch (UnreadableException unreadable)
        {
            throw new MachineException(Sentences.Unreadable(files.Shown(file.Path), unreadable.Line, unreadable.Message));
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
            throw new MachineException(Sentences.Unreadable($"what libvirt says of network {network}", unreadable.Line, unreadable.Message));
        }
    }

    /// <summary>A status file outlives its bridge when a machine goes down hard. An image has no interfaces to ask.</summary>
    private static bool IsUp(NetworkDefinition live, RootedFiles files) =>
        live.Bridge is null || !files.Exists(NetworkInterfaces) || files.Exists($"{NetworkInterfaces}/{live.Bridge}");

    /// <summary>Names of the networks of which there are files.</summary>
    public static IReadOnlyCollection<string> KnownNetworks(RootedFiles files) =>
    [
        .. files.List(LibvirtPaths.ConfigFolder).Concat(files.List(LibvirtPaths.StatusFolder))
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
