using System.Runtime.InteropServices;

namespace LibvirtIdem.Machine;

/// <summary>errno as a person reads it.</summary>
internal static class Errno
{
    public static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
