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
            Role.Status => files.Exists(LibvirtPaths.OldStatus(file.Name)) && !files.Exists(LibvirtPaths.Status(file.Name)) ? LibvirtPaths.OldStatus(file.Name) : LibvirtPaths.Status(file.Name),
            Role.Hostsfile => LibvirtPaths.Hostsfile(file.Name),
            _ => LibvirtPaths.Autostart(file.Name),
        };
    }

    private static string NameOf(Role role, string path) => role switch
    {
        Role.EtcHosts => "",
        Role.HostsTemplate => Path.GetFileName(path),
        _ => Path.GetFileNameWithoutExtension(path),
    };
}
