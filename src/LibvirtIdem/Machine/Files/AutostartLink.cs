namespace LibvirtIdem.Machine;

/// <summary>The symbolic link by which a network is set to start with libvirt (networkSetAutostart, bridge_driver.c 9.0).</summary>
internal static class AutostartLink
{
    /// <summary>
    /// It is there and leads to the network's own file; libvirt takes no other (virNetworkLoadConfig, virFileLinkPointsTo).
    /// </summary>
    public static bool IsSet(RootedFiles files, string network) =>
        files.LinkTarget(LibvirtPaths.Autostart(network)) is not null && files.Identity(LibvirtPaths.Autostart(network)) is { } there
        && files.Identity(LibvirtPaths.Config(network)) is { } config && there == config;

    public static void Set(RootedFiles files, string network, bool autostarts)
    {
        var path = LibvirtPaths.Autostart(network);
        if (!autostarts)
        {
            Remove(files, path);
            return;
        }
        files.MakeDirectory(LibvirtPaths.AutostartFolder, 0x1ED /* 0755 */);
        if (IsSet(files, network))
            return;
        Remove(files, path);
        using var place = files.Resolve(path, followsLast: false);
        if (Posix.SymbolicLinkAt(LibvirtPaths.Config(network), place.Directory, place.Name) < 0)
            throw files.Failed("link", path);
    }

    private static void Remove(RootedFiles files, string path)
    {
        if (files.LinkTarget(path) is null)
            return;
        using var place = files.Resolve(path, followsLast: false);
        if (Posix.UnlinkAt(place.Directory, place.Name, 0) < 0 && Posix.LastError != Posix.ENOENT)
            throw files.Failed("remove", path);
    }
}
