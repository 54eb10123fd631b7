using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>From a path to the role and the name by which a change record knows it, and back: a record never says a path.</summary>
internal static class RecordedFiles
{
    public static FileRecord Record(FileEdit edit) =>
        new(edit.Role, NameOf(edit.Role, edit.Before.Path), edit.Before.Bytes, FileRecord.Hash(edit.After), edit.NewMode);

    public static FileRecord Removal(Role role, string path, byte[] before, uint mode) => new(role, NameOf(role, path), before, null, mode);

    /// <summary>The link by which the network starts with libvirt; its content is empty.</summary>
    public static FileRecord Autostart(string network, bool autostarts) =>
        autostarts ? new(Role.Autostart, network, null, FileRecord.Hash([]), 0) : new(Role.Autostart, network, [], null, 0);

    /// <summary>What is there now; null where nothing is.</summary>
    public static byte[]? Content(RootedFiles files, FileRecord record) =>
        record.Role == Role.Autostart ? AutostartLink.IsSet(files, record.Name) ? [] : null : files.Read(PathOf(files, record)!).Bytes;

    /// <summary>Null where the name cannot be one: then somebody else has written the record.</summary>
    public static string? PathOf(RootedFiles files, FileRecord file)
    {
        if (file.Role != Role.EtcHosts && (file.Name is "" or "." or ".." || file.Name.Contains('/', StringComparison.Ordinal) || file.Name.Contains('\0', StringComparison.Ordinal)))
            return null;
        return file.Role switch
        {
            Role.EtcHosts => LibvirtPaths.EtcHosts,
            Role.HostsTemplate => LibvirtPaths.CloudTemplates + "/" + file.Name,
            Role.Config => LibvirtPaths.Config(file.Name),
            Role.Status => StatusPath(files, file.Name),
            Role.Hostsfile => LibvirtPaths.Hostsfile(file.Name),
            _ => LibvirtPaths.Autostart(file.Name),
        };
    }

    public static string StatusPath(RootedFiles files, string network) =>
        files.Exists(LibvirtPaths.OldStatus(network)) && !files.Exists(LibvirtPaths.Status(network)) ? LibvirtPaths.OldStatus(network) : LibvirtPaths.Status(network);

    /// <summary>Whether each file holds what the change puts there.</summary>
    public static bool AreAfter(RootedFiles files, ChangeRecord record) => record.Files.All(file => file.IsAfter(Content(files, file)));

    private static string NameOf(Role role, string path) => role switch
    {
        Role.EtcHosts => "",
        Role.HostsTemplate => Path.GetFileName(path),
        _ => Path.GetFileNameWithoutExtension(path),
    };
}
