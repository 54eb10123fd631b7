using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>From a path to the role and the name by which a change record knows it, and back: a record never says a path.</summary>
internal static class RecordedFiles
{
    /// <summary>A change writes a file once in each of its steps; a record with more of one file is not of this tool.</summary>
    private const int MostOfOneFile = 16;

    /// <summary>
    /// What a record may name, which an image may have planted: nothing but the roles, in an image only those that an image has, on its own
    /// file systems.
    /// </summary>
    /// <exception cref="MachineException">It names something else; nothing of it is rolled back.</exception>
    public static void Require(RootedFiles files, ChangeRecord record, string source)
    {
        foreach (var network in record.Networks)
            if (NetworkName.Refusal(network.Name) is not null)
                throw new MachineException(Message.ForeignRecord(network.Name));
        if (!files.IsWholeSystem && (record.Way != ApplyMethod.Files || record.Files.Any(file => file.Role == Role.Status)))
            throw new MachineException(Message.ImageRecord(files.Shown(source)));
        foreach (var file in record.Files.GroupBy(file => (file.Role, file.Name)))
        {
            if (PathOf(files, file.First()) is not { } path || file.Count() > MostOfOneFile)
                throw new MachineException(Message.ForeignRecord(file.Key.Name));
            files.RequireOwnMount(path);
        }
        // Of a network all three may be written, whichever of them the record has.
        foreach (var network in record.Networks)
            foreach (var path in (string[])[LibvirtPaths.Config(network.Name), LibvirtPaths.Hostsfile(network.Name),
                LibvirtPaths.Autostart(network.Name)])
                files.RequireOwnMount(path);
    }

    public static FileRecord Record(FileEdit edit) =>
        new(edit.Role, NameOf(edit.Role, edit.Before.Path), edit.Before.Bytes, FileRecord.Hash(edit.After), edit.NewMode);

    public static FileRecord Removal(Role role, string path, byte[] before, uint mode) => new(role, NameOf(role, path), before, null, mode);

    /// <summary>The link by which the network starts with libvirt; its content is empty.</summary>
    public static FileRecord Autostart(string network, bool autostarts) =>
        autostarts ? new(Role.Autostart, network, null, FileRecord.Hash(Array.Empty<byte>()), 0)
            : new(Role.Autostart, network, [], null, 0);

    /// <summary>What is there now; null where nothing is.</summary>
    public static byte[]? Content(RootedFiles files, FileRecord record) =>
        record.Role == Role.Autostart ? AutostartLink.IsSet(files, record.Name) ? [] : null : files.Read(PathOf(files, record)!).Bytes;

    /// <summary>Null where the name cannot be one: then another program has written the record.</summary>
    public static string? PathOf(RootedFiles files, FileRecord file)
    {
        var isName = file.Role switch
        {
            Role.EtcHosts => file.Name.Length == 0,
            Role.HostsTemplate => CloudInit.IsTemplateName(file.Name),
            _ => NetworkName.Refusal(file.Name) is null,
        };
        return !isName ? null : file.Role switch
        {
            Role.EtcHosts => LibvirtPaths.EtcHosts,
            Role.HostsTemplate => LibvirtPaths.CloudTemplates + "/" + file.Name,
            Role.Config => LibvirtPaths.Config(file.Name),
            Role.Status => StatusPath(files, file.Name),
            Role.Hostsfile => LibvirtPaths.Hostsfile(file.Name),
            Role.Autostart => LibvirtPaths.Autostart(file.Name),
            _ => null,
        };
    }

    public static string StatusPath(RootedFiles files, string network) =>
        files.Exists(LibvirtPaths.OldStatus(network)) && !files.Exists(LibvirtPaths.Status(network)) ? LibvirtPaths.OldStatus(network)
            : LibvirtPaths.Status(network);

    /// <summary>Whether each file holds what the change puts there.</summary>
    public static bool AreAfter(RootedFiles files, ChangeRecord record) => record.Files.All(file => file.IsAfter(Content(files, file)));

    /// <summary>
    /// Permission bits of a file that has to be created by a rollback: no more than its role has, whatever the record says.
    /// </summary>
    public static uint ModeOf(FileRecord file) =>
        file.Mode & (file.Role is Role.Config or Role.Status ? 0x180u /* 0600 */ : 0x1A4 /* 0644 */);

    private static string NameOf(Role role, string path) => role switch
    {
        Role.EtcHosts => "",
        Role.HostsTemplate => Path.GetFileName(path),
        _ => Path.GetFileNameWithoutExtension(path),
    };
}
