using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>Reads libvirt's record of leases, BRIDGE.status.</summary>
internal static class LeaseReader
{
    /// <param name="files">Where.</param>
    /// <param name="network">Its name.</param>
    /// <param name="bridge">The bridge that its dnsmasq serves.</param>
    /// <param name="problem">Why it is not known what is leased; null where it is. No file is no leases.</param>
    public static IReadOnlyList<Lease> Read(RootedFiles files, string network, string bridge, out Problem? problem)
    {
        problem = null;
        var path = LibvirtPaths.Leases(bridge);
        try
        {
            var file = files.Read(path);
            if (!WasEmptied(file, files, network))
                return LeaseFile.Read(file.Bytes, DateTimeOffset.UtcNow);
            problem = Unreadable(files.Shown(path), "it is empty, and was not when the network's dnsmasq was started");
        }
        catch (UnreadableException unreadable)
        {
            problem = Unreadable($"{files.Shown(path)} line {unreadable.Line}", unreadable.Message);
        }
        catch (MachineException failure)
        {
            problem = failure.Problem;
        }
        return [];

        // dnsmasq tells libvirt of all its leases after a SIGHUP (rerun_scripts, lease.c 2.90).
        Problem Unreadable(string where, string why) =>
            Message.UnreadableLeases(where, why, files.Shown(path), files.Shown(LibvirtPaths.Pid(network)));
    }

    /// <summary>
    /// libvirt makes an empty file when a network is started for the first time, before dnsmasq writes its pid, and never writes an empty
    /// one (a list without leases has brackets; leaseshelper.c 9.0). What dnsmasq has given out is unknown where the file was emptied
    /// later.
    /// </summary>
    private static bool WasEmptied(FileSnapshot file, RootedFiles files, string network) =>
        file is { Bytes.Length: 0, Identity: { } emptied } && files.Identity(LibvirtPaths.Pid(network)) is { } started
        && (emptied.ModifySeconds, emptied.ModifyNanoseconds).CompareTo((started.ModifySeconds, started.ModifyNanoseconds)) > 0;
}
