using System.Globalization;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>A network of 60,000 reservations on an image, and what <c>network</c> does to all of them. A call whose time grows with their square takes minutes of the processor.</summary>
public sealed class ManyReservations : IDisposable
{
    private const int Count = 60_000;

    /// <summary>Of the processor, on a busy machine; a calm one takes about one.</summary>
    private const int MostSeconds = 20;

    private readonly ScratchRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void AreRenumberedRemovedAndRestoredInLinearTime()
    {
        File.WriteAllText(root.Config, "<network><name>default</name><bridge name='virbr0'/><dns>" + Rows(5, row => $"<host ip='10.5.250.{row}'><hostname>nas{row}</hostname></host>")
            + "</dns><ip address='10.5.0.1' netmask='255.255.0.0'></ip></network>\n");
        var rows = Path.Combine(root.Folder, "rows.csv");
        File.WriteAllText(rows, "mac,name,ip\n" + Rows(Count, row => $"52:54:00:{row >> 16:x2}:{(row >> 8) & 255:x2}:{row & 255:x2},g{row},10.5.{(row + 10) >> 8}.{(row + 10) & 255}\n"));
        Call("import", rows);
        var (config, hosts) = (File.ReadAllText(root.Config), File.ReadAllText(root.Hosts));
        Call("network", "name=default", "ipv4=10.6.0.1/16", "renumber=true");
        Assert.Equal(config.Replace("10.5.", "10.6.", StringComparison.Ordinal), File.ReadAllText(root.Config));
        Assert.Equal(hosts.Replace("10.5.", "10.6.", StringComparison.Ordinal), File.ReadAllText(root.Hosts));
        Call("undo");
        Assert.Equal((config, hosts), (File.ReadAllText(root.Config), File.ReadAllText(root.Hosts)));
        Call("network", "xml=<network><name>default</name><ip address='10.5.0.1' prefix='16'><dhcp/></ip></network>", "force=true", "check_mode=true");
        Call("network", "name=default", "state=absent", "force=true");
        Assert.Equal("127.0.0.1\tlocalhost\n", File.ReadAllText(root.Hosts));
    }

    [Fact]
    public void OfManyDifferencesTenThousandAreListedAndTheRestIsCounted()
    {
        Directory.CreateDirectory(Path.Combine(root.Folder, "var/lib/libvirt/dnsmasq"));
        File.WriteAllText(Path.Combine(root.Folder, "var/lib/libvirt/dnsmasq/default.hostsfile"), Rows(12_000, row => $"52:54:01:{row >> 16:x2}:{(row >> 8) & 255:x2}:{row & 255:x2},10.7.{row >> 8}.{row & 255},n{row}\n"));
        var info = ScratchRoot.Run(World.Tool, "info", $"root={root.Folder}");
        Assert.Equal(10_000, info.Json["networks"]![0]!["drift"]!.AsArray().Count);
        Assert.Contains("2000 more differences", info.Json["warnings"]!.ToJsonString(), StringComparison.Ordinal);
    }

    private static string Rows(int count, Func<int, FormattableString> row) => string.Concat(Enumerable.Range(1, count).Select(number => row(number).ToString(CultureInfo.InvariantCulture)));

    private void Call(string command, params string[] arguments)
    {
        var outcome = ScratchRoot.Run("bash", ["-c", $"ulimit -t {MostSeconds}; exec \"$@\"", "bash", World.Tool, command, .. arguments, $"root={root.Folder}"]);
        Assert.True(outcome.ExitCode == 0 && outcome.Changed, $"{command} {arguments.FirstOrDefault()}: exit {outcome.ExitCode} {outcome.Output[..Math.Min(outcome.Output.Length, 1000)]}{outcome.Error}");
    }
}
