using LibvirtIdem.Formats;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>Reads one network as it is now, for a rollback.</summary>
internal static class CurrentNetworkReader
{
    /// <summary>As the daemon has it.</summary>
    /// <exception cref="TooLargeException">It has more than the API carries.</exception>
    public static CurrentNetwork Now(string network, TargetMachine machine)
    {
        var libvirt = machine.Libvirt;
        libvirt.InvalidateCache(network);
        var (config, live) = (libvirt.DumpXml(network, live: false), libvirt.DumpXml(network, live: true));
        return new(config, live, config is not null && libvirt.Autostarts(network),
            live is not null && NetworkXml.Read(live) is { HasOwnBridge: true, Bridge: { } bridge }
                ? BridgePorts.Of(machine.Files, network, bridge) : []);
    }

    /// <summary>Where no daemon runs. An image has no running network.</summary>
    public static CurrentNetwork OnDisk(string network, RootedFiles files) => new(
        files.Read(LibvirtPaths.Config(network)).Bytes,
        files.IsWholeSystem ? files.Read(RecordedFiles.StatusPath(files, network)).Bytes : null, AutostartLink.IsSet(files, network), []);
}
