using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>Reads all that a call of <c>network</c> is planned on. Writes nothing, sends no signal, takes no lock.</summary>
internal static class NetworkStateReader
{
    public static NetworkState Read(
        NetworkRequest request, TargetMachine machine, DroppedSettings? dropped = null, Facts? facts = null)
    {
        var (files, daemon) = (machine.Files, machine.DaemonPid);
        var canWake = daemon is null && machine.SleepingDaemon is not null;
        if (daemon is null && !canWake && request.Apply is ApplyOption.Api or ApplyOption.Quiet)
            throw new MachineException(Message.NoDaemon(request.Apply.ToString().ToLowerInvariant()));
        if (daemon is { } pid && request.Apply == ApplyOption.Files)
            throw new MachineException(Message.DaemonInTheWay(pid));
        var network = ReservationStateReader.ReadDefinitions(request.Name, machine, daemon is not null);
        network = network with
        {
            DnsmasqConf = network.Live is not null && files.Read(LibvirtPaths.Conf(request.Name)).Bytes is { } conf ? DnsmasqConf.Read(conf)
                : null,
        };
        return new()
        {
            HasDaemon = daemon is not null,
            CanWake = canWake && request.Apply is not (ApplyOption.Files or ApplyOption.Quiet),
            IsWholeSystem = files.IsWholeSystem,
            Network = network,
            Autostarts = daemon is not null ? network.Config is not null && machine.Libvirt.Autostarts(request.Name)
                : AutostartLink.IsSet(files, request.Name),
            Facts = facts ?? Facts.None,
            HostIpv6 = request.DnsEdits is null && request.State != DesiredState.Absent ? HostNetwork.Ipv6(files) : null,
            KnownNetworks = network is { Config: null, Live: null } ? ReservationStateReader.KnownNetworks(files) : [],
            Ports = network.Live is { HasOwnBridge: true, Bridge: var bridge } ? BridgePorts.Of(files, request.Name, bridge) : [],
            HostsFiles = request.State == DesiredState.Absent || request.Document is not null || request.Force || request.Renumber
                ? HostsFiles(files) : [],
            LibvirtVersion = daemon is not null && request.DependsOnVersion ? machine.Libvirt.Version() : null,
            Dropped = dropped,
            FreshUuid = RandomIds.Uuid(),
            FreshMac = FreshMac(),
        };
    }

    /// <summary>The same with what a plan turned out to need.</summary>
    public static NetworkState Completed(NetworkState state, string network, Fact needed, TargetMachine machine) => state with
    {
        Facts = new()
        {
            Neighbours = needed.HasFlag(Fact.Neighbours) ? Neighbours(network, machine, state.HasDaemon) : state.Facts.Neighbours,
            Reload = needed.HasFlag(Fact.ReloadImpact) ? ReloadImpactReader.Assess(machine, [new(network, [])]) : state.Facts.Reload,
        },
    };

    /// <summary>Within QEMU's prefix, as libvirt draws them (virMacAddrGenerate, virNetworkSetBridgeMacAddr 9.0).</summary>
    private static MacAddress FreshMac()
    {
        var random = RandomIds.Uuid().ToByteArray();
        return new(0x5254_00UL << 24 | (ulong)random[^1] << 16 | (ulong)random[^2] << 8 | random[^3]);
    }

    private static Neighbours Neighbours(string network, TargetMachine machine, bool hasDaemon)
    {
        var others = new List<NetworkDefinition>();
        var names = hasDaemon ? machine.Libvirt.Networks().Select(listing => listing.Name)
            : ReservationStateReader.KnownNetworks(machine.Files);
        foreach (var name in names.Where(name => name != network))
        {
            try
            {
                others.AddRange(ReservationStateReader.ReadDefinitions(name, machine, hasDaemon).Sides);
            }
            catch (MachineException)
            {
                // Another network's broken file is not reported by this call; libvirt does not load it either.
            }
        }
        return new(others, HostNetwork.Routes(machine.Files), HostNetwork.Interfaces(machine.Files))
        {
            Addresses = HostNetwork.Addresses(machine.Files),
        };
    }

    private static List<(Role, FileSnapshot)> HostsFiles(RootedFiles files)
    {
        List<(Role, FileSnapshot)> found = [(Role.EtcHosts, files.Read(LibvirtPaths.EtcHosts))];
        foreach (var name in CloudInit.TemplateNames(files.Read(LibvirtPaths.OsRelease).Bytes ?? []))
            if (files.Read($"{LibvirtPaths.CloudTemplates}/{name}") is { Exists: true } template)
                found.Add((Role.HostsTemplate, template));
        return found;
    }
}
