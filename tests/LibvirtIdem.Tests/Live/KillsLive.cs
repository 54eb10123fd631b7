using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Machine;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>
/// A running libvirtd, and the published binary ended at each step of a change: each message that changes something, each file that is put in place
/// or taken away, each signal, just before and just after.
/// </summary>
public abstract partial class KillsLive(World world, ITestOutputHelper output)
{
    private const string Traced = "sendto,read,write,renameat,renameat2,unlinkat,symlinkat,pidfd_send_signal,fsync,close";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>A run may take another turn than the one that was counted; then the same step is tried again.</summary>
    private const int MostAttempts = 8;

    /// <summary>The procedures of libvirt's protocol that change a network (remote_protocol.x): create, define, destroy, autostart, undefine, update.</summary>
    private static readonly int[] Changing = [39, 40, 41, 42, 48, 49, 291];

    /// <summary>Every step, killed: the next call brings the set to all-old or all-new, and the same call again ends as declared.</summary>
    protected void KilledAtEachStep(string way)
    {
        var scene = Prepare("kill", 20, way);
        var midway = 0;
        Sweep(scene, "KILL", (at, outcome) =>
        {
            Assert.Equal(137, outcome.ExitCode);
            midway += Known(scene) ? 0 : 1;
            // Other ways take what libvirt's memory says for what runs, and quiet leaves that alone.
            var next = world.Reservation($"network={scene.Network}", "state=absent", "name=nobody", way == "quiet" ? "apply=quiet" : "apply=auto");
            Assert.True(next.ExitCode == 0, $"{at}: {next.Output}");
            Assert.True(Known(scene), $"{at}: neither old nor new but\n{Situation(scene)}\nold:\n{scene.Before}\nnew:\n{scene.After}");
            Assert.True(world.Shell("find /etc /var/lib /run -xdev \\( -name '*.libvirt-idem.new' -o -path /var/lib/libvirt-idem/journal \\)").Length == 0, $"{at}: something is left behind");
            if (way != "quiet")
                Assert.True(Drift(scene) == scene.Drift, $"{at}: {Drift(scene)}");
            var again = world.Run(World.Tool, scene.Call);
            Assert.True(again.ExitCode == 0, $"{at}: {again.Output}");
            Assert.True(scene.After == Situation(scene), $"{at}: the same call again comes to\n{Situation(scene)}\ninstead of\n{scene.After}");
        });
        Assert.True(midway > 0, "no kill came between two sides, so the sweep shows nothing");
    }

    /// <summary>
    /// Every step, killed, and then another client edits the same network: the next call, on another network, leaves that client's edits in both definitions and in dnsmasq's
    /// file, and brings its own set to all-old or all-new.
    /// </summary>
    protected void KilledAtEachStepTheEditsOfOthersStay(string way)
    {
        var scene = Prepare("other", 40, way);
        world.Shell($"virsh -q net-info idle >/dev/null 2>&1 || virsh -q net-define <(echo \"<network><name>idle</name><bridge name='idle'/><ip address='10.88.99.1' netmask='255.255.255.0'/></network>\")");
        Sweep(scene, "KILL", (at, _) =>
        {
            var third = ThirdOf(scene);
            Others(scene, $"add ip-dhcp-host \"<host mac='52:54:00:ff:00:99' name='theirs{third}' ip='10.89.{third}.99'/>\"");
            Others(scene, $"modify ip-dhcp-host \"<host mac='52:54:00:ff:00:01' name='named{third}' ip='10.89.{third}.90'/>\"");
            Others(scene, $"delete ip-dhcp-host \"<host mac='52:54:00:ff:00:02' ip='10.89.{third}.91'/>\"");
            Others(scene, $"add dns-txt \"<txt name='theirs' value='1'/>\"");
            var next = world.Reservation("network=idle", "state=absent", "name=nobody");
            Assert.True(next.ExitCode == 0, $"{at}: {next.Output}");
            foreach (var live in new[] { false, true })
            {
                var definition = world.Definition(scene.Network, live);
                Assert.True(definition.Contains($"theirs{third}", StringComparison.Ordinal) && definition.Contains($"named{third}", StringComparison.Ordinal)
                    && !definition.Contains("52:54:00:ff:00:02", StringComparison.Ordinal) && definition.Contains("<txt name='theirs'", StringComparison.Ordinal), $"{at}: live {live}: {definition}{next.Output}");
            }
            Assert.Contains($"52:54:00:ff:00:99,10.89.{third}.99,theirs{third}", world.Hostsfile(scene.Network), StringComparison.Ordinal);
            Others(scene, "delete dns-txt \"<txt name='theirs' value='1'/>\"");
            Others(scene, $"delete ip-dhcp-host \"<host mac='52:54:00:ff:00:99' name='theirs{third}' ip='10.89.{third}.99'/>\"");
            Others(scene, $"delete ip-dhcp-host \"<host mac='52:54:00:ff:00:01' name='named{third}' ip='10.89.{third}.90'/>\"");
            Others(scene, $"add ip-dhcp-host \"<host mac='52:54:00:ff:00:01' ip='10.89.{third}.90'/>\"");
            Others(scene, $"add ip-dhcp-host \"<host mac='52:54:00:ff:00:02' ip='10.89.{third}.91'/>\"");
            Assert.True(Known(scene), $"{at}: neither old nor new but\n{Situation(scene)}\nold:\n{scene.Before}\nnew:\n{scene.After}\n{next.Output}");
        });
    }

    /// <summary>The same where the change is undone: done but for the edits of others, or refused.</summary>
    protected void UndoneTheEditsOfOthersStay(string way)
    {
        var scene = Prepare("undo", 60, way);
        Assert.Equal(0, world.Run(World.Tool, scene.Call).ExitCode);
        var third = ThirdOf(scene);
        Others(scene, $"add ip-dhcp-host \"<host mac='52:54:00:ff:00:99' name='theirs{third}' ip='10.89.{third}.99'/>\"");
        Others(scene, $"delete ip-dhcp-host \"<host mac='52:54:00:ff:00:02' ip='10.89.{third}.91'/>\"");
        var undone = world.Run(World.Tool, "undo");
        Assert.True(undone.ExitCode == 0, undone.Output);
        Others(scene, $"delete ip-dhcp-host \"<host mac='52:54:00:ff:00:99' name='theirs{third}' ip='10.89.{third}.99'/>\"");
        Others(scene, $"add ip-dhcp-host \"<host mac='52:54:00:ff:00:02' ip='10.89.{third}.91'/>\"");
        Assert.Equal(scene.Before, Situation(scene));
    }

    private static int ThirdOf(Scene scene) => int.Parse(scene.Network.AsSpan(scene.Network.IndexOfAny(Digits)), CultureInfo.InvariantCulture);

    /// <summary>An edit by virsh of both definitions, or of the one there is; a reservation in the first subnet, since libvirt takes the one that has any where none is named.</summary>
    private void Others(Scene scene, string edit) =>
        world.Shell($"virsh -q net-update {scene.Network} {edit} {(edit.Contains("ip-dhcp-host", StringComparison.Ordinal) ? "--parent-index 0" : "")} --config $(virsh -q net-list --name | grep -qx {scene.Network} && echo --live)");

    /// <summary>Every step, asked to end: put back or finished, by that run itself.</summary>
    protected void AskedToEndAtEachStep(string way)
    {
        var scene = Prepare("term", 30, way);
        var ends = new HashSet<int>();
        Sweep(scene, "TERM", (at, outcome) =>
        {
            Assert.True(outcome.ExitCode is 0 or 1 or 143, $"{at}: exit {outcome.ExitCode} {outcome.Output}{outcome.Error}");
            // 143: the signal came while nothing was begun yet, or when all was done.
            var now = Situation(scene);
            Assert.True((outcome.ExitCode != 0 && now == scene.Before) || (outcome.ExitCode != 1 && now == scene.After), $"{at}: exit {outcome.ExitCode} {outcome.Output}\n{now}\nold:\n{scene.Before}\nnew:\n{scene.After}");
            Assert.True(world.Shell("find /var/lib/libvirt-idem -name journal").Length == 0, $"{at}: the journal is still open");
            ends.Add(outcome.ExitCode);
        });
        // What goes fast, and a network, is finished.
        Assert.Superset(way is "api" or "reload" ? new HashSet<int> { 0, 1 } : [0], ends);
    }

    /// <summary>One call, how to get back to where it began, and what is there before and after.</summary>
    private sealed record Scene(string Network, string[] Call, Action Reset)
    {
        public string Before { get; set; } = "";

        public string After { get; set; } = "";

        /// <summary>What info finds when nothing was killed.</summary>
        public string Drift { get; set; } = "";
    }

    private Scene Prepare(string prefix, int first, string way)
    {
        var third = new List<string> { "api", "quiet", "reload", "network", "restart", "dnsmasq", "first6", "dns", "bymac" }.IndexOf(way) + first;
        var name = string.Create(CultureInfo.InvariantCulture, $"{prefix}{third}");
        var ipv6 = way is "first6" or "bymac" ? $"<ip family='ipv6' address='2001:db8:89:{third}::1' prefix='64'/>" : "";
        // Without a range there is room for a reservation outside.
        var range = way is "first6" or "bymac" ? "" : $"<dhcp><range start='10.89.{third}.2' end='10.89.{third}.254'/></dhcp>";
        var subnet = $"<ip address='10.89.{third}.1' netmask='255.255.255.0'>{range}</ip>";
        var xml = $"<network><name>{name}</name><forward mode='open'/><bridge name='{name}' stp='off' delay='0'/>{subnet}{ipv6}</network>";
        world.Shell($"echo \"{xml}\" >/run/{name}.net && virsh -q net-define /run/{name}.net && virsh -q net-start {name}");
        world.Shell($"virsh -q net-update {name} add ip-dhcp-host \"<host mac='52:54:00:ff:00:01' ip='10.89.{third}.90'/>\" --live --config");
        world.Shell($"virsh -q net-update {name} add ip-dhcp-host \"<host mac='52:54:00:ff:00:02' ip='10.89.{third}.91'/>\" --live --config");
        var scene = way switch
        {
            "network" or "restart" or "dnsmasq" => NetworkScene(name, third, way),
            "first6" => FirstIpv6Scene(name, third),
            "dns" => DnsScene(name, third),
            "bymac" => new(name, ["reservation", $"network={name}", $"mac=52:54:00:89:{third}:02", $"ip=2001:db8:89:{third}::11", $"name=mac{third}", "restart=dnsmasq"], Again(name)),
            _ => ReservationScene(name, third, way),
        };
        scene.Reset();
        scene.Before = Situation(scene);
        scene.Drift = Drift(scene);
        Assert.True(scene.Drift == "[]" || way == "quiet", scene.Drift);
        return scene;
    }

    /// <summary>A swap, which takes DELETE and ADD, a MODIFY, one more and one less.</summary>
    private Scene ReservationScene(string name, int third, string way)
    {
        var call = Call(way,
            Entry(1, 12), Entry(2, 11), Entry(3, 13, "other"), Entry(4, 14), """{"state":"absent","mac":"52:54:00:aa:00:05"}""");
        // Back by the fastest way that comes to the same.
        var back = Call(way == "reload" ? "api" : way,
            Entry(1, 11), Entry(2, 12), Entry(3, 13), """{"state":"absent","mac":"52:54:00:aa:00:04"}""", Entry(5, 15));
        return new(name, call, () => Assert.Equal(0, world.Run(World.Tool, back).ExitCode));

        string[] Call(string apply, params string[] entries) =>
            ["reservation", $$"""{"network":"{{name}}","apply":"{{apply}}","on_conflict":"replace","reservations":[{{string.Join(',', entries)}}]}"""];

        // Names in the network's DNS come and go with them, but for quiet, which cannot.
        string Entry(int number, int last, string? called = null) => string.Create(CultureInfo.InvariantCulture,
            $$"""{"dns":{{(way == "quiet" ? "null" : "true")}},"mac":"52:54:00:aa:00:0{{number}}","ip":"10.89.{{third}}.{{last}}","name":"{{called ?? $"guest{number}"}}-{{third}}","aliases":["{{called ?? $"alias{number}"}}-alias-{{third}}"]}""");
    }

    private Scene NetworkScene(string name, int third, string way)
    {
        string[] call = ["network", $"name={name}", $"dns_hosts=[{{\"ip\":\"10.89.{third}.5\",\"names\":[\"nas{third}\"]}}]", $"dhcp_ranges=10.89.{third}.2-10.89.{third}.250", "autostart=true",
            .. way == "dnsmasq" ? ["domain=lab.example", $"dnsmasq_options=[\"address=/apps.example/10.89.{third}.6\"]", "restart=dnsmasq"]
            : way == "restart" ? [$"ipv6=2001:db8:89:{third}::1/64", "domain=lab.example", "restart=if_needed"] : (string[])[]];
        return new(name, call, Again(name));
    }

    /// <summary>The first IPv6 reservation, for which dnsmasq is restarted.</summary>
    private Scene FirstIpv6Scene(string name, int third) => new(name,
        ["reservation", $"network={name}", $"id=00:03:00:01:52:54:00:89:{third}:01", $"ip=2001:db8:89:{third}::10", $"name=six{third}", "force=true", "restart=dnsmasq"], Again(name));

    /// <summary>A name that comes, one that moves to another address, and one that goes.</summary>
    private Scene DnsScene(string name, int third)
    {
        string[] call = ["dns", $$"""{"network":"{{name}}","on_conflict":"replace","records":[{"name":"new{{third}}","ip":"10.89.{{third}}.5"},{"name":"moved{{third}}","ip":"10.89.{{third}}.6"},{"name":"gone{{third}}","state":"absent"}]}"""];
        world.Must(change: true, $"network={name}", "mac=52:54:00:aa:01:01", $"ip=10.89.{third}.7", $"name=gone{third}", "dns=true", $"aliases=moved{third}", "etc_hosts=false");
        return new(name, call, Again(name));
    }

    private Action Again(string name)
    {
        world.Shell($"virsh net-dumpxml --inactive {name} >/run/{name}.old");
        return () => world.Shell($"""
            pid=$(cat /run/libvirt/network/{name}.pid 2>/dev/null || true)
            virsh -q net-destroy {name} >&2 || true
            while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
            virsh -q net-define /run/{name}.old && virsh -q net-autostart {name} --disable && virsh -q net-start {name}
            sed -i '/^# BEGIN libvirt-idem {name}$/,/^# END libvirt-idem {name}$/d' /etc/hosts
            """);
    }

    private string Drift(Scene scene) => world.Run(World.Tool, "info", $"network={scene.Network}").Json["networks"]![0]!["drift"]!.ToJsonString();

    private bool Known(Scene scene) => Situation(scene) is var now && (now == scene.Before || now == scene.After);

    /// <summary>
    /// Both definitions, dnsmasq's file and /etc/hosts, each in an order of its own; who runs; and what others have in the same network and beside it.
    /// The way <c>quiet</c> leaves libvirt's memory alone, so there it is the status file that counts.
    /// </summary>
    private string Situation(Scene scene)
    {
        var (name, isQuiet) = (scene.Network, scene.Call[^1].Contains("\"quiet\"", StringComparison.Ordinal));
        return world.Shell($"""
            virsh net-dumpxml --inactive {name} | sort
            echo live; {(isQuiet ? $"grep -o '<host mac.*' /run/libvirt/network/{name}.xml" : $"virsh net-dumpxml {name} 2>/dev/null")} | sort
            echo hostsfile; sort /var/lib/libvirt/dnsmasq/{name}.hostsfile
            echo hosts; cat /etc/hosts
            echo conf; {(scene.Call[^1] == "restart=dnsmasq" ? $"cat /var/lib/libvirt/dnsmasq/{name}.conf" : "true")}
            (virsh net-info {name} || true) | grep -E 'Active|Autostart'
            ls /etc/libvirt/qemu/networks/autostart 2>/dev/null || true
            cat /run/libvirtd.pid
            """);
    }

    private void Sweep(Scene scene, string signal, Action<string, Outcome> judge)
    {
        var reference = Traces(scene, null, out var calls);
        Assert.True(reference.ExitCode == 0 && reference.Changed, reference.Output + reference.Error);
        scene.After = Situation(scene);
        Assert.False(scene.Before == scene.After, "the call changes nothing");
        scene.Reset();
        Assert.Equal(scene.Before, Situation(scene));

        var steps = calls.Count(IsStepDone);
        var reached = new HashSet<int>();
        for (var step = 0; step < steps; step++)
            foreach (var isAfter in new[] { false, true })
                for (var (attempt, shift) = (1, 0); attempt <= MostAttempts; attempt++)
                {
                    var point = Point(calls, step, isAfter);
                    var outcome = Traces(scene, $"inject={point.Syscall}:signal={signal}:when={int.Max(1, point.Number + shift)}", out var until);
                    // With other turns taken on its way the run may not come by there.
                    var isHit = signal != "KILL" || outcome.ExitCode == 137;
                    if (isHit)
                        judge($"SIG{signal} at {point.Syscall} {point.Number} ({point.Line})", outcome);
                    else
                        calls = until;
                    var done = until.Count(IsStepDone);
                    reached.Add(done);
                    scene.Reset();
                    Assert.Equal(scene.Before, Situation(scene));
                    var target = step + (isAfter ? 1 : 0);
                    if (isHit && (signal != "KILL" || done == target))
                        break;
                    // A run that waits longer makes more calls before the same step.
                    shift = isHit ? shift + int.Sign(target - done) : 0;
                }
        output.WriteLine($"{steps} steps, each before and after");
        var missed = Enumerable.Range(0, steps).Where(step => !reached.Contains(step)).ToList();
        // A run polls between some of its steps, so on a busy machine the count of its calls varies, and a kill may come one step off.
        Assert.True(signal != "KILL" || missed.Count <= 2, $"of {steps} steps no kill came at {string.Join(", ", missed)}");
    }

    /// <summary>The call that makes the step, or the one after it.</summary>
    private static TracedCall Point(List<TracedCall> calls, int step, bool isAfter)
    {
        var at = calls.FindAll(IsStepDone) is var steps && step < steps.Count ? calls.IndexOf(steps[step]) : calls.Count - 1;
        return calls[Math.Min(at + (isAfter ? 1 : 0), calls.Count - 1)];
    }

    private static bool IsStepDone(TracedCall call) => call.IsDone && call.Syscall switch
    {
        "sendto" => Message().Match(call.Line) is { Success: true } message && Changing.Contains(int.Parse(message.Groups["procedure"].Value.Replace(@"\x", "", StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        "renameat" or "renameat2" or "unlinkat" or "symlinkat" or "pidfd_send_signal" => true,
        _ => false,
    };

    private Outcome Traces(Scene scene, string? injection, out List<TracedCall> calls)
    {
        var log = Path.GetTempFileName();
        var outcome = world.Run("strace", ["-f", "-qq", "-y", "-x", "-s", "24", "-o", log, "-e", $"trace={Traced}", .. injection is null ? (string[])[] : ["-e", injection], World.Tool, .. scene.Call]);
        calls = Trace.OfMainThread(File.ReadAllText(log));
        File.Delete(log);
        return outcome;
    }

    /// <summary>Length, program and version go before the procedure.</summary>
    [GeneratedRegex(@"sendto\(\d+<socket:\[\d+\]>, ""(\\x[0-9a-f]{2}){12}(?<procedure>(\\x[0-9a-f]{2}){4})", RegexOptions.ExplicitCapture)]
    private static partial Regex Message();
}

/// <summary>Every way but a reload. Each sweep has a daemon of its own, so that they run at the same time.</summary>
public sealed class KillsOfCallsLive(World world, ITestOutputHelper output) : KillsLive(world, output), IClassFixture<World>
{
    /// <summary>A network with restart=dnsmasq has the most steps, a reload among them, and takes five minutes a sweep: in the long form only.</summary>
    public static TheoryData<string> Ways => Effort.Of(0, 1) > 0 ? ["api", "quiet", "network", "restart", "first6", "dns", "bymac", "dnsmasq"] : ["api", "quiet", "network", "restart", "first6", "dns"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void KilledAtEachStepTheNextCallRepairsTheSet(string way) => KilledAtEachStep(way);
}

/// <summary>The same with edits of others between the kill and the next call, and before an undo.</summary>
public sealed class KillsOfCallsAmongEditsLive(World world, ITestOutputHelper output) : KillsLive(world, output), IClassFixture<World>
{
    public static TheoryData<string> Ways => Effort.Of(0, 1) > 0 ? ["api", "network", "restart", "first6", "dns", "bymac", "dnsmasq"] : ["api", "network", "restart", "first6", "dns"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void KilledAtEachStepWhatOthersEditStays(string way) => KilledAtEachStepTheEditsOfOthersStay(way);

    [Theory]
    [InlineData("api")]
    [InlineData("reload")]
    [InlineData("network")]
    [InlineData("restart")]
    [InlineData("dnsmasq")]
    [InlineData("first6")]
    [InlineData("dns")]
    [InlineData("bymac")]
    public void UndoneWhatOthersEditStays(string way) => UndoneTheEditsOfOthersStay(way);
}

/// <summary>SIGTERM at each step.</summary>
public sealed class EndsOfCallsLive(World world, ITestOutputHelper output) : KillsLive(world, output), IClassFixture<World>
{
    [Theory]
    [MemberData(nameof(KillsOfCallsLive.Ways), MemberType = typeof(KillsOfCallsLive))]
    public void AskedToEndAtEachStepTheRunPutsBackOrFinishes(string way) => AskedToEndAtEachStep(way);
}

/// <summary>Reservations by a reload, which takes its time.</summary>
public sealed class KillsOfReloadsLive(World world, ITestOutputHelper output) : KillsLive(world, output), IClassFixture<World>
{
    [Fact]
    public void KilledAtEachStepTheNextCallRepairsTheSet() => KilledAtEachStep("reload");

    [Fact]
    public void KilledAtEachStepWhatOthersEditStays() => KilledAtEachStepTheEditsOfOthersStay("reload");

    [Fact]
    public void AskedToEndAtEachStepTheRunPutsBackOrFinishes() => AskedToEndAtEachStep("reload");
}
