using LibvirtIdem.Tests.Machine;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>In which order the files and dnsmasq learn of a change without a daemon, from a trace of the published binary.</summary>
public sealed class OrderLive(World world) : IClassFixture<World>
{
    private const string Own = "/var/lib/libvirt-idem";

    [Fact]
    public void TheJournalIsSyncedBeforeAnythingElseAndTheSignalGoesOutWhenAllFilesAre()
    {
        world.Network("order", "<ip address='10.79.1.1' netmask='255.255.255.0'><dhcp><range start='10.79.1.100' end='10.79.1.150'/></dhcp></ip>");
        world.StopDaemon();
        var log = Path.GetTempFileName();
        var outcome = world.Run("strace", "-f", "-qq", "-y", "-o", log, "-e", "trace=openat2,write,ftruncate,fsync,renameat,renameat2,unlinkat,mkdirat,symlinkat,pidfd_send_signal", World.Tool,
            "reservation", "network=order", "mac=52:54:00:12:34:56", "ip=10.79.1.10", "name=order1");
        var trace = Trace.OfMainThread(File.ReadAllText(log));
        File.Delete(log);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.Equal(1, outcome.Json["effects"]!["dnsmasq_reloads"]!.GetValue<int>());

        // openat2 names the folder, the others the file.
        var journaled = trace.FindIndex(call => call.Syscall == "renameat2" && call.Line.Contains("\"journal\",", StringComparison.Ordinal));
        Assert.True(trace.FindIndex(call => call.Syscall == "fsync" && call.Line.Contains($"<{Own}/.journal", StringComparison.Ordinal)) is >= 0 and var written && written < journaled);
        Assert.True(trace[journaled + 1].Syscall == "openat2" || (trace[journaled + 1].Syscall == "fsync" && trace[journaled + 1].Line.Contains($"<{Own}>", StringComparison.Ordinal)), trace[journaled + 1].Line);
        Assert.All(trace.Take(journaled).Where(call => Changes(call) && call.Syscall != "mkdirat"), call => Assert.Contains(Own, call.Line, StringComparison.Ordinal));

        var signal = Assert.Single(trace, call => call.Syscall == "pidfd_send_signal");
        var synced = trace.FindIndex(call => call == signal);
        Assert.Equal(4, trace.Take(synced).Count(call => call.Syscall is "renameat" or "renameat2" && !call.Line.Contains(Own, StringComparison.Ordinal)));
        Assert.All(trace.Skip(synced + 1).Where(Changes).Where(call => !call.Line.Contains("write(1<", StringComparison.Ordinal)), call => Assert.Contains(Own, call.Line, StringComparison.Ordinal));
        Assert.Contains(trace.Take(synced).Reverse().TakeWhile(call => !call.Syscall.StartsWith("renameat", StringComparison.Ordinal)), call => call.Syscall == "fsync");
    }

    private static bool Changes(TracedCall call) =>
        call.IsDone && (call.Syscall is not "openat2" || call.Line.Contains("O_CREAT", StringComparison.Ordinal)) && !call.Line.Contains("eventfd", StringComparison.Ordinal);
}
