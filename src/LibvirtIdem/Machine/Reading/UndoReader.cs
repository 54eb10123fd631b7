using LibvirtIdem.Messages;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>Reads what is there now of all that a change touched.</summary>
internal static class UndoReader
{
    public static UndoState Read(ChangeRecord record, TargetMachine machine)
    {
        var (files, hasDaemon) = (machine.Files, machine.DaemonPid is not null);
        // A file that was written twice is as the last of the two left it.
        var found = record.Files.GroupBy(file => (file.Role, file.Name))
            .Select(group => group.Last() with { Before = group.First().Before })
            .Select(file =>
                (file, RecordedFiles.PathOf(files, file) ?? throw new MachineException(Message.ForeignRecord(file.Name)),
                RecordedFiles.Content(files, file))).ToList();
        var networks = new FileRollback(record, files, hasDaemon).Networks()
            .Select(network =>
            (network, hasDaemon ? CurrentNetworkReader.Now(network.Name, machine) : CurrentNetworkReader.OnDisk(network.Name, files)))
            .ToList();
        return new(hasDaemon, found, networks, hasDaemon ? [.. record.Networks.SelectMany(WrittenByDaemon)] : []);

        // As the change that is undone was told to change them.
        IEnumerable<(Role, string)> WrittenByDaemon(NetworkRecord network)
        {
            yield return (Role.Config, LibvirtPaths.Config(network.Name));
            if (network.Live.Before is null || record.IsOfNetwork)
                yield break;
            yield return (Role.Hostsfile, LibvirtPaths.Hostsfile(network.Name));
            yield return (Role.Status, LibvirtPaths.Status(network.Name));
        }
    }
}
