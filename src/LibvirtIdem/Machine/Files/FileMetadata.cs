using System.Text;

namespace LibvirtIdem.Machine;

/// <summary>Gives a new file the owner, mode and extended attributes (SELinux label, ACL) of the one it replaces.</summary>
internal static unsafe class FileMetadata
{
    public static void Copy(RootedFiles files, string from, int to)
    {
        var source = files.TryOpenFile(from, 0, out var status);
        if (source < 0)
            throw new ChangedUnderneathException(files.Shown(from));
        try
        {
            Posix.Statx(to, "", Posix.AtEmptyPath, Posix.AllOfStatus, out var fresh);
            // The owner first: chown takes set-id bits away. Only where it differs, so that an ordinary user can work on a root of his own.
            if ((fresh.Uid, fresh.Gid) != (status.Uid, status.Gid) && Posix.ChangeOwner(to, status.Uid, status.Gid) < 0)
                throw files.Failed("keep the owner of", from);
            CopyAttributes(files, from, source, to);
            if (Posix.ChangeMode(to, (uint)status.Mode & 0xFFF) < 0)
                throw files.Failed("keep the mode of", from);
        }
        finally
        {
            _ = Posix.Close(source);
        }
    }

    private static void CopyAttributes(RootedFiles files, string path, int source, int to)
    {
        Span<byte> names = new byte[65536];
        nint length;
        fixed (byte* buffer = names)
            length = Posix.ListAttributes(source, buffer, (nuint)names.Length);
        if (length <= 0)
            return;
        Span<byte> value = new byte[65536];
        foreach (var name in Encoding.UTF8.GetString(names[..(int)length]).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            fixed (byte* buffer = value)
            {
                var size = Posix.GetAttribute(source, name, buffer, (nuint)value.Length);
                if (size >= 0 && Posix.SetAttribute(to, name, buffer, (nuint)size, 0) < 0 && Posix.LastError != Posix.ENOTSUP)
                    throw files.Failed($"keep the attribute {name} of", path);
            }
        }
    }
}
