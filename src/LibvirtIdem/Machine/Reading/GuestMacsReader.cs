using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>
/// Reads the MACs of all libvirt domains: QEMU's from their daemon where it is awake, else, and those of the other drivers, from the files
/// of defined and of running domains, which say the same. It wakes no daemon. Domains of session daemons cannot be seen.
/// </summary>
internal static class GuestMacsReader
{
    /// <summary>
    /// The request with the MACs filled in, where it asks for them. To be called after the reservations were read: a guest that is defined
    /// meanwhile is then seen.
    /// </summary>
    /// <exception cref="MachineException">Domains cannot be seen at all, or one of their files cannot be read.</exception>
    public static ReservationRequest Fill(ReservationRequest request, TargetMachine machine) => !request.Prune ? request
        : request with
        {
            GuestMacs = Read(machine) ?? throw new MachineException(Message.GuestsNotSeen(machine.Files.Shown(LibvirtPaths.GuestFolder))),
        };

    /// <summary>Null where no daemon answers for the domains and there is no file of one.</summary>
    public static GuestMacs? Read(TargetMachine machine)
    {
        var (macs, count) = (new HashSet<ulong>(), 0);
        var isAnswered = Daemon.RunsGuests(machine.Files) && AddFromDaemon(machine, macs, ref count);
        foreach (var driver in LibvirtPaths.GuestDrivers)
            if (!isAnswered || driver != LibvirtPaths.GuestDrivers[0])
            {
                AddFolder(LibvirtPaths.GuestDefinitions(driver), machine.Files, macs, ref count);
                // What runs is the host's, not an image's.
                if (machine.Files.IsWholeSystem)
                    AddFolder(LibvirtPaths.RunningGuests(driver), machine.Files, macs, ref count);
            }
        return isAnswered || count > 0 ? new(count > 0, macs) : null;
    }

    private static bool AddFromDaemon(TargetMachine machine, HashSet<ulong> macs, ref int count)
    {
        Libvirt libvirt;
        try
        {
            libvirt = Libvirt.ConnectToGuests(machine.Patience);
        }
        catch (MachineException)
        {
            // It ends just now: the files say the same.
            return false;
        }
        foreach (var xml in libvirt.GuestDescriptions())
            Add("what libvirt says of a guest", xml, macs, ref count);
        return true;
    }

    private static void AddFolder(string folder, RootedFiles files, HashSet<ulong> macs, ref int count)
    {
        foreach (var name in files.List(folder))
            if (name.EndsWith(".xml", StringComparison.Ordinal) && files.Read($"{folder}/{name}").Bytes is { } xml)
                Add(files.Shown($"{folder}/{name}"), xml, macs, ref count);
    }

    private static void Add(string source, byte[] xml, HashSet<ulong> macs, ref int count)
    {
        try
        {
            foreach (var port in GuestXml.Read(xml).Interfaces)
                if (port.Mac is { } mac)
                    macs.Add(mac.Value);
            count++;
        }
        catch (UnreadableException unreadable)
        {
            throw new MachineException(Message.Unreadable(source, unreadable.Line, unreadable.Message));
        }
    }
}
