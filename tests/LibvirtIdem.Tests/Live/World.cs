using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using LibvirtIdem.Tests.Made;
using Microsoft.Win32.SafeHandles;
using Xunit;

[assembly: CaptureConsole]

namespace LibvirtIdem.Tests.Live;

/// <summary>What a command came to.</summary>
public sealed record Outcome(int ExitCode, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output) ?? throw new InvalidOperationException($"no JSON: {Output} {Error}");

    public bool Changed => Json["changed"]!.GetValue<bool>();

    public string? ErrorCode => Json["errors"]?[0]?["code"]?.GetValue<string>();
}

/// <summary>A kind of world that cannot be made on this machine, and why.</summary>
public sealed class WorldMissingException(string reason) : Exception(reason);

/// <summary>
/// A hypervisor of its own for a class of tests: tests/world/init in new namespaces, with its own libvirtd, /etc/hosts and network. Needs root;
/// it ends when its standard input closes, whatever becomes of the tests.
/// </summary>
public partial class World : IAsyncLifetime
{
    private Process? unshare;
    private int init;
    private string missing = "a private world of namespaces needs root; run make test as root";

    public static string Tool { get; } = Environment.GetEnvironmentVariable("LIBVIRT_IDEM") ?? Path.Combine(Repository, "dist", "libvirt-idem");

    public static string Repository
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "LibvirtIdem.sln")))
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
            return folder;
        }
    }

    /// <summary>What becomes process 1 of the world: a program and its arguments.</summary>
    /// <exception cref="WorldMissingException">This world cannot be made here; its tests are skipped.</exception>
    private protected virtual string[] Init() => [Path.Combine(Repository, "tests/world/init")];

    public async ValueTask InitializeAsync()
    {
        // Not skipped here: what a fixture throws is a failure of its tests.
        if (Environment.UserName != "root")
            return;
        Assert.True(File.Exists(Tool), $"{Tool} is missing; run make build first");
        string[] command;
        try
        {
            command = Init();
        }
        catch (WorldMissingException reason)
        {
            missing = reason.Message;
            return;
        }
        unshare = Process.Start(new ProcessStartInfo("unshare", ["--net", "--mount", "--pid", "--uts", "--fork", "--kill-child", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        for (string? line; (line = await unshare.StandardOutput.ReadLineAsync()) != "ready";)
            Assert.NotNull(line);
        init = int.Parse((await File.ReadAllTextAsync($"/proc/{unshare.Id}/task/{unshare.Id}/children")).Trim(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (unshare is null)
            return;
        unshare.StandardInput.Close();
        await unshare.WaitForExitAsync();
        unshare.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a command in the world.</summary>
    public Outcome Run(string command, params string[] arguments) => RunWith(null, command, arguments);

    public Outcome RunWith(string? input, string command, params string[] arguments)
    {
        Assert.SkipUnless(init > 0, missing);
        return SchemaCheck.Held(Start(input, "nsenter", ["-t", $"{init}", "-n", "-m", "-p", "-u", command, .. arguments]), command, arguments);
    }

    /// <summary>Runs a command that needs no world.</summary>
    public static Outcome Here(string command, params string[] arguments) => Start(null, command, arguments);

    private static Outcome Start(string? input, string command, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }

    /// <summary>Runs a shell line, which must succeed, and answers what it printed.</summary>
    public string Shell(string line)
    {
        var outcome = Run("bash", "-euc", line);
        Assert.True(outcome.ExitCode == 0, $"{line}\n{outcome.Output}{outcome.Error}");
        return outcome.Output;
    }

    /// <summary>A call of the published binary.</summary>
    public Outcome Reservation(params string[] arguments) => Run(Tool, ["reservation", .. arguments]);

    /// <summary>The same, which must be done and change something, or nothing.</summary>
    public JsonNode Must(bool change, params string[] arguments)
    {
        var outcome = Reservation(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.Equal(change, outcome.Changed);
        return outcome.Json;
    }

    /// <summary>A call of <c>network</c>, by the published binary.</summary>
    public Outcome RunNetwork(params string[] arguments) => Run(Tool, ["network", .. arguments]);

    /// <summary>The same, which must be done and change something, or nothing.</summary>
    public JsonNode MustNetwork(bool change, params string[] arguments)
    {
        var outcome = RunNetwork(arguments);
        Assert.True(outcome.ExitCode == 0 && outcome.Changed == change, outcome.Output + outcome.Error);
        return outcome.Json;
    }

    /// <summary>Defines and starts a network; its bridge bears its name where no other is given.</summary>
    public void Network(string name, string addresses, string? bridge = null)
    {
        var xml = $"<network><name>{name}</name><forward mode='nat'/><bridge name='{bridge ?? name}' stp='off' delay='0'/>{addresses}</network>";
        Shell($"echo \"{xml}\" >'/run/{name}.net' && virsh -q net-define '/run/{name}.net' && virsh -q net-start '{name}'");
    }

    public string Definition(string network, bool live) => Shell($"virsh net-dumpxml {network} {(live ? "" : "--inactive")}");

    public string Hostsfile(string network) => Shell($"cat /var/lib/libvirt/dnsmasq/{network}.hostsfile");

    /// <summary>A guest's wire: a namespace joined to the bridge by a veth pair.</summary>
    public void Plug(string guest, string network, string mac) => Shell($"""
        ip netns add {guest}
        ip link add v{guest} type veth peer name eth0 netns {guest} address {mac}
        ip link set v{guest} master {network} up
        ip -n {guest} link set lo up
        ip -n {guest} link set eth0 up
        """);

    /// <summary>Runs <paramref name="what"/> in a guest's namespace, on a thread that ends with it. Sockets stay in the namespace they were made in.</summary>
    public T Inside<T>(string guest, Func<T> what)
    {
        Assert.SkipUnless(init > 0, missing);
        T? result = default;
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var guests = File.OpenHandle($"/proc/{init}/root/run/netns/{guest}");
                Assert.True(SetNamespace(guests, 0) == 0, $"setns: {Marshal.GetLastPInvokeErrorMessage()}");
                result = what();
            }
#pragma warning disable CA1031 // It is thrown again where the test can see it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                thrown = exception;
            }
        });
        thread.Start();
        thread.Join();
        if (thrown is not null)
            ExceptionDispatchInfo.Throw(thrown);
        return result!;
    }

    /// <summary>DISCOVER to ACK by a real client; the address, or nothing.</summary>
    public string AskV4(string guest, string options = "") => Shell($"""
        printf '#!/bin/sh\n[ "$1" = bound ] && echo $ip\nexit 0\n' >/run/{guest}.udhcpc && chmod +x /run/{guest}.udhcpc
        ip netns exec {guest} busybox udhcpc -i eth0 -n -q -f -t 6 -T 1 -A 1 -s /run/{guest}.udhcpc {options} 2>/dev/null || true
        """).Trim();

    /// <summary>Solicit to Reply by a real client with a DUID-LL (00:03:00:01 and its MAC); the address, or nothing.</summary>
    public string AskV6(string guest) => Shell($"""
        printf '#!/bin/sh\n[ "$reason" = BOUND6 ] && echo $new_ip6_address\nexit 0\n' >/run/{guest}.dhclient && chmod +x /run/{guest}.dhclient
        until ip -n {guest} -6 addr show dev eth0 scope link -tentative | grep -q fe80; do sleep 0.1; done
        timeout 12 ip netns exec {guest} dhclient -6 -1 -D LL -lf /run/{guest}.leases6 -pf /run/{guest}.pid6 -sf /run/{guest}.dhclient eth0 2>/dev/null || true
        """).Trim();

    /// <summary>What the processes of this machine said to syslog.</summary>
    public IReadOnlyList<string> Log(string pattern) => Shell($"grep -E '{pattern}' /var/log/syslog || true").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void StopDaemon() => Shell("kill -9 $(cat /run/libvirtd.pid); sleep 0.2");

    public void StartDaemon() => Shell("rm -f /run/libvirtd.pid; libvirtd -d; until virsh -q net-list >/dev/null 2>&1; do sleep 0.05; done");

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle space, int kind);
}
