namespace LibvirtIdem.Machine;

/// <summary>
/// Opens a path as if a folder were the root of all: by openat2 with RESOLVE_IN_ROOT (Linux 5.6), else component by component. Then no link
/// is followed by the kernel, and ".." goes back to the folder that the walk came from, so whatever is renamed meanwhile, no step leads
/// above the root.
/// </summary>
internal static class RootedOpen
{
    /// <summary>As many as the kernel follows (path_resolution(7)).</summary>
    private const int MostLinks = 40;

    private const long ProcFileSystem = 0x9FA0; // PROC_SUPER_MAGIC

    private static NewerCall openat2;

    /// <summary>A descriptor; -1 with errno where it cannot be opened.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="path">Below it.</param>
    /// <param name="flags">As for open(2), without O_CREAT.</param>
    /// <param name="resolve">What is refused as well: <see cref="Posix.ResolveNoLinks"/> or nothing.</param>
    public static int Open(int root, string path, int flags, int resolve)
    {
        if (!openat2.IsMissing)
        {
            var fd = Posix.Openat2(root, path, flags, resolve);
            if (!openat2.IsRefused(fd))
                return fd;
        }
        var walk = new Walk(root, flags, resolve == Posix.ResolveNoLinks ? 0 : MostLinks);
        try
        {
            return walk.To(path);
        }
        finally
        {
            walk.Leave();
        }
    }

    private sealed class Walk(int root, int flags, int mostLinks)
    {
        /// <summary>The folders between the root and where the walk is.</summary>
        private readonly Stack<int> folders = [];

        /// <summary>The components that are still to come, the next one on top.</summary>
        private readonly Stack<string> names = [];

        private int links;

        private int Here => folders.TryPeek(out var folder) ? folder : root;

        public int To(string path)
        {
            Push(path);
            while (names.TryPop(out var name))
            {
                if (name == "..")
                    Up();
                else if (name is not ("" or ".") && Step(name) is { } end)
                    return end;
            }
            return Posix.OpenAt(Here, ".", flags & ~Posix.NoFollow, 0);
        }

        public void Leave()
        {
            while (folders.Count > 0)
                Up();
        }

        private void Up()
        {
            if (folders.TryPop(out var folder))
                _ = Posix.Close(folder);
        }

        /// <summary>What follows the last slash of <c>folder/</c> is the folder itself, which must be one.</summary>
        private void Push(string path)
        {
            var components = path.Split('/');
            for (var index = components.Length - 1; index >= 0; index--)
                names.Push(index == components.Length - 1 && components[index].Length == 0 ? "." : components[index]);
        }

        /// <summary>Null where the walk goes on; else its end.</summary>
        private int? Step(string name)
        {
            var fd = Posix.OpenAt(Here, name, Posix.PathOnly | Posix.NoFollow | Posix.CloseOnExec, 0);
            if (fd < 0)
                return fd;
            if (Posix.Statx(fd, "", Posix.AtEmptyPath, Posix.AllOfStatus, out var status) < 0)
                return Refuse(fd, Posix.LastError);
            var (kind, isLast) = (status.Mode & Posix.FileKind, names.Count == 0);
            if (kind == Posix.SymbolicLink)
                return isLast && (flags & Posix.NoFollow) != 0 ? (flags & Posix.PathOnly) != 0 ? fd : Refuse(fd, Posix.ELOOP) : Follow(fd);
            if (!isLast && kind == Posix.Folder)
                folders.Push(fd);
            else if (!isLast || (kind != Posix.Folder && (flags & Posix.Directory) != 0))
                return Refuse(fd, Posix.ENOTDIR);
            else
                return (flags & Posix.PathOnly) != 0 ? fd : Reopen(fd, name);
            return null;
        }

        /// <summary>By its name, which may be a link by now; that one is followed like any other.</summary>
        private int? Reopen(int fd, string name)
        {
            _ = Posix.Close(fd);
            var opened = Posix.OpenAt(Here, name, flags | Posix.NoFollow, 0);
            if (opened >= 0 || Posix.LastError != Posix.ELOOP || (flags & Posix.NoFollow) != 0 || ++links > mostLinks)
                return opened;
            names.Push(name);
            return null;
        }

        /// <summary>
        /// A link of procfs may lead to where no path does (proc_pid_fd(5)); openat2 follows none of those below a root either.
        /// </summary>
        private int? Follow(int link)
        {
            if (++links > mostLinks || Posix.FileSystemOf(link) == ProcFileSystem)
                return Refuse(link, Posix.ELOOP);
            if (RootedFiles.ReadLink(link, "") is not { } target)
                return Refuse(link, Posix.LastError);
            // A name that is no UTF-8 cannot be handed on.
            if (target.Contains('\uFFFD', StringComparison.Ordinal))
                return Refuse(link, Posix.EILSEQ);
            _ = Posix.Close(link);
            if (target.StartsWith('/'))
                Leave();
            Push(target);
            return null;
        }

        private static int Refuse(int fd, int error)
        {
            _ = Posix.Close(fd);
            Posix.LastError = error;
            return -1;
        }
    }
}
