using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Reads the side effects of a reload of the daemon. Queries the daemon for every network, so it runs only where a reload is considered.
/// </summary>
internal static class ReloadImpactReader
{
    private const string PoolAutostart = "/etc/libvirt/storage/autostart";
    private const string ActivePools = "/run/libvirt/storage";

    public static ReloadImpact Assess(TargetMachine machine, IReadOnlyList<NetworkReservationsRequest> own)
    {
        var (files, networks, obstacles) = (machine.Files, machine.Libvirt.Networks(), new List<string>());
        var refusal = Daemon.ReloadRefusal(machine.DaemonPid);
        if (refusal is not null)
            obstacles.Add(refusal);
        foreach (var network in networks)
        {
            if (network is { IsActive: false, Autostarts: true })
                obstacles.Add(Message.StartsStopped(network.Name));
            // The reservations of the call's own networks are about to be written anyway.
            var isOwn = own.Any(request => request.Name == network.Name);
            if (network.IsPersistent && Differs(machine, network.Name, live: false, isOwn))
                obstacles.Add(Message.WaitsOnDisk(LibvirtPaths.Config(network.Name)));
            if (network.IsActive && Differs(machine, network.Name, live: true, isOwn))
                obstacles.Add(Message.WaitsOnDisk(LibvirtPaths.Status(network.Name)));
        }
        foreach (var stray in Strays(files, LibvirtPaths.ConfigFolder, networks.Where(network => network.IsPersistent))
            .Concat(Strays(files, LibvirtPaths.StatusFolder, networks.Where(network => network.IsActive))))
            obstacles.Add(Message.WaitsOnDisk(stray));
        // virtnetworkd reloads nothing but networks; libvirtd starts storage pools too.
        foreach (var pool in Daemon.Name(machine.DaemonPid ?? 0) == "virtnetworkd" ? [] : files.List(PoolAutostart))
            if (pool.EndsWith(".xml", StringComparison.Ordinal) && !files.Exists($"{ActivePools}/{pool}"))
                obstacles.Add(Message.StartsStoppedPool(pool[..^4]));
        return new(networks.Count(network => network.IsActive), obstacles) { Refusal = refusal };
    }

    /// <summary>Read twice: another client's change may come between reading the file and the memory.</summary>
    private static bool Differs(TargetMachine machine, string network, bool live, bool isOwn) =>
        DiffersNow(machine, network, live, isOwn) && DiffersNow(machine, network, live, isOwn);

    private static bool DiffersNow(TargetMachine machine, string network, bool live, bool isOwn)
    {
        try
        {
            // The memory first: libvirt answers once it has written.
            return machine.Libvirt.DumpXml(network, live) is { } memory
                && machine.Files.Read(live ? LibvirtPaths.Status(network) : LibvirtPaths.Config(network)).Bytes is { } file
                && !NetworkXmlComparer.SameNetwork(file, memory, reservationsCount: !isOwn);
        }
        catch (Exception unknown) when (unknown is UnreadableException or TooLargeException)
        {
            // libvirt skips what it cannot read; what it cannot tell is not held against it.
            return false;
        }
    }

    /// <summary>Files of networks that the daemon does not know: it would.</summary>
    private static IEnumerable<string> Strays(RootedFiles files, string folder, IEnumerable<NetworkListing> known)
    {
        var names = known.Select(network => network.Name + ".xml").ToHashSet(StringComparer.Ordinal);
        return files.List(folder).Where(name => name.EndsWith(".xml", StringComparison.Ordinal) && !names.Contains(name))
            .Select(name => $"{folder}/{name}");
    }
}
