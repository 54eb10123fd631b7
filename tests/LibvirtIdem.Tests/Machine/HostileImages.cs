using System.Diagnostics;
using System.Globalization;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>
/// The published binary on images that mean harm, with a folder of the host mounted in them as every handbook for a chroot says. Whatever an image contains: nothing
/// outside is written, no call waits for ever, and each ends with 0 or 1.
/// </summary>
public sealed class HostileImages(ITestOutputHelper log) : IDisposable
{
    /// <summary>What a hung call would take; others take some milliseconds, on a busy machine some hundred.</summary>
    private const int LongestSeconds = 60;

    /// <summary>Of the processor, so that a busy machine does not count. The largest of these images take about one.</summary>
    private const double LongestCpuSeconds = 4;

    /// <summary>Image by what is in it: shell in its root, where <c>run</c> is the host's folder, and <c>record FILE TEXT</c> writes a change record.</summary>
    private static readonly Dictionary<string, string> Images = new(StringComparer.Ordinal)
    {
        ["a journal of a template, through a link into the host"] = """ln -s /run etc/cloud/templates; record journal "change 1 reservation Files\nfile HostsTemplate 644 5 - hosts.evil.tmpl\nevil\n\nend\n" """,
        ["an undo record of the same"] = """ln -s /run etc/cloud/templates; record undo/0000000001 "change 1 reservation Files\nfile HostsTemplate 644 5 - hosts.evil.tmpl\nevil\n\nend\n" """,
        ["a journal of a template of any name"] = """mkdir -p etc/cloud/templates; record journal "change 1 reservation Files\nfile HostsTemplate 4755 5 - 99-evil.rules\nevil\n\nend\n" """,
        ["a journal of a name that climbs"] = """record journal "change 1 reservation Files\nfile Config 644 5 - ../../../../run/evil\nevil\n\nend\n" """,
        ["a journal of a status file"] = """mkdir -p run/libvirt/network; record journal "change 1 reservation Files\nfile Status 644 5 - default\nevil\n\nend\n" """,
        ["a journal of a daemon's networks"] = """record journal "change 1 reservation Api\nnetwork - - - -,- ../../../../run/victim\nend\n" """,
        ["a journal of the hostsfile, through a link into the host"] = """ln -s /run var/lib/libvirt/dnsmasq; record journal "change 1 reservation Files\nfile Hostsfile 644 5 - default\nevil\n\nend\n" """,
        ["a journal of a network, through a link into the host"] = """ln -s /run var/lib/libvirt/dnsmasq; record journal "change 2 network files\nnetwork - - - - - - - yes default\nend\n" """,
        ["a journal of the hostsfile, in a folder that is mounted from the host"] = """mkdir var/lib/libvirt/dnsmasq; mount --bind ../host var/lib/libvirt/dnsmasq; record journal "change 2 reservation files\nfile hostsfile 644 5 - default\nevil\n\nend\n" """,
        ["a journal of a network, in a folder that is mounted from the host"] = """mkdir var/lib/libvirt/dnsmasq; mount --bind ../host var/lib/libvirt/dnsmasq; record journal "change 2 network files\nnetwork - - - - - - - - default\nend\n" """,
        ["a journal that removes, through a link into the host"] = """ln -s /run/victim etc/hosts2; rm etc/hosts; ln -s /run/victim etc/hosts; record journal "change 1 reservation Files\nfile EtcHosts 644 - $(printf '%032d' 0) \nend\n" """,
        ["a journal of one file a hundred thousand times"] = """{ printf 'libvirt-idem change 1 reservation Files\n'; yes 'file EtcHosts 644 - - ' | head -99000; printf 'end\n'; } >var/lib/libvirt-idem/journal""",
        ["a journal of fifty thousand networks"] = """{ printf 'libvirt-idem change 1 reservation Files\n'; seq -f 'file Hostsfile 644 - - n%.0f' 50000; printf 'end\n'; } >var/lib/libvirt-idem/journal""",
        ["a journal that is a pipe"] = "mkfifo var/lib/libvirt-idem/journal",
        ["a journal that is a device"] = "mknod var/lib/libvirt-idem/journal c 1 5",
        ["a journal that is a folder"] = "mkdir var/lib/libvirt-idem/journal",
        ["a journal that is a link into the host"] = "ln -s /run/victim var/lib/libvirt-idem/journal",
        ["a journal that is a link to nothing"] = "ln -s /run/new var/lib/libvirt-idem/journal",
        ["a journal without an end"] = "truncate -s 300M var/lib/libvirt-idem/journal",
        ["a lock that is a pipe"] = "mkfifo var/lib/libvirt-idem/lock",
        ["a lock that is a device"] = "mknod var/lib/libvirt-idem/lock c 1 7",
        ["a lock that is a link into the host"] = "ln -s /run/victim var/lib/libvirt-idem/lock",
        ["an unfinished journal, and a lock that is a pipe"] = "mkfifo var/lib/libvirt-idem/lock; touch var/lib/libvirt-idem/.journal.libvirt-idem.new",
        ["undo records in the host"] = "ln -s /run var/lib/libvirt-idem/undo",
        ["the tool's folder in the host"] = "rm -r var/lib/libvirt-idem; ln -s /run var/lib/libvirt-idem",
        ["the tool's folder in the host, by its parent"] = "rm -r var/lib/libvirt-idem; mv var/lib/libvirt var/l; rmdir var/lib; ln -s /run var/lib",
        ["hidden files that lead into the host"] = "ln -s /run/victim etc/.hosts.libvirt-idem.new; ln -s /run/victim etc/.hosts.libvirt-idem.old; ln -s /run/victim etc/.x.libvirt-idem.new; record journal 'change 1 reservation Files\nfile EtcHosts 644w 3 - \nabc\nend\n'",
        ["hidden files that are folders"] = "mkdir etc/.hosts.libvirt-idem.new etc/libvirt/qemu/networks/.default.xml.libvirt-idem.new",
        ["/etc/hosts as a pipe"] = "rm etc/hosts; mkfifo etc/hosts",
        ["/etc/hosts as a device"] = "rm etc/hosts; mknod etc/hosts c 1 5",
        ["/etc/hosts as a link into the host"] = "ln -sf /run/victim etc/hosts",
        ["/etc/hosts as a link to nothing in the host"] = "ln -sf /run/new etc/hosts",
        ["/etc/hosts as a link to itself"] = "ln -sf hosts etc/hosts",
        ["/etc/hosts as a link that is no UTF-8"] = "touch etc/$'h\\xff'; ln -sf $'h\\xff' etc/hosts",
        ["/etc/hosts as a link to a setting of the kernel"] = "mkdir -p proc; ln -sf /proc/sys/kernel/core_pattern etc/hosts",
        ["/etc/hosts of 200 MB without a line end"] = "truncate -s 200M etc/hosts",
        ["/etc/hosts of a hundred million bytes in short lines"] = "yes '10.1.1.1 a' | head -c 100M >etc/hosts",
        ["/etc/hosts of three million lines"] = "yes '10.1.1.1 host' | head -2999999 >etc/hosts",
        ["/etc/hosts of empty lines"] = "yes '' | head -c 100M >etc/hosts",
        ["/etc/hosts of a hundred million bytes in one line"] = "{ printf 10.1.1.1; yes ' a' | head -50000000 | tr -d '\n'; echo; } >etc/hosts",
        ["/etc in the host"] = "mv etc run/etc; ln -s /run/etc etc",
        ["networks in the host"] = "mv etc/libvirt/qemu/networks/default.xml run/; rmdir etc/libvirt/qemu/networks; ln -s /run etc/libvirt/qemu/networks",
        ["a definition that is a pipe"] = "rm etc/libvirt/qemu/networks/default.xml; mkfifo etc/libvirt/qemu/networks/default.xml",
        ["a definition that is a link into the host"] = "mv etc/libvirt/qemu/networks/default.xml run/; ln -s /run/default.xml etc/libvirt/qemu/networks/default.xml",
        ["a hostsfile that is a pipe"] = "mkdir -p var/lib/libvirt/dnsmasq; mkfifo var/lib/libvirt/dnsmasq/default.hostsfile",
        ["a hostsfile in the host"] = "ln -s /run var/lib/libvirt/dnsmasq",
        ["an autostart folder in the host"] = "ln -s /run etc/libvirt/qemu/networks/autostart",
        ["an os-release that climbs"] = "printf 'ID=../../../run/x\\n' >etc/os-release; printf 'manage_etc_hosts: true\\n' >etc/cloud/cloud.cfg; mkdir -p etc/cloud/templates/hosts...; touch run/x.tmpl",
        ["names that are no UTF-8, or control a terminal"] = "cp etc/libvirt/qemu/networks/default.xml etc/libvirt/qemu/networks/$'n\\xff\\xfe'.xml; cp etc/libvirt/qemu/networks/default.xml etc/libvirt/qemu/networks/$'n\\e[2J'.xml",
        ["status files of the host"] = "mkdir -p run/libvirt/network; { echo '<networkstatus>'; cat etc/libvirt/qemu/networks/default.xml; echo '</networkstatus>'; } >run/libvirt/network/default.xml",
        ["an undo record that is a pipe"] = "mkfifo var/lib/libvirt-idem/undo/0000000001",
        ["undo records by thousands"] = "cd var/lib/libvirt-idem/undo; seq -f '%010.0f' 3000 | xargs touch; cd ../../../..",
        ["an undo record of the last number there is"] = "touch var/lib/libvirt-idem/undo/9223372036854775807 var/lib/libvirt-idem/undo/99999999999999999999",
        ["undo records that are links into the host"] = "for i in $(seq -f '%010.0f' 30); do ln -s /run/victim var/lib/libvirt-idem/undo/$i; done",
        ["a definition of 200 MB"] = "truncate -s 200M etc/libvirt/qemu/networks/default.xml",
        ["a definition that is a block device"] = "rm etc/libvirt/qemu/networks/default.xml; mknod etc/libvirt/qemu/networks/default.xml b 7 0",
        ["/etc/hosts of a million markers"] = "yes '# BEGIN libvirt-idem default' | head -1000000 >etc/hosts",
        ["/etc/hosts of a million names in a line"] = "{ echo '# BEGIN libvirt-idem default'; printf 192.168.122.9; yes ' a' | head -1000000 | tr -d '\n'; echo; echo '# END libvirt-idem default'; } >etc/hosts",
        ["a hostsfile of three hundred thousand lines"] = "mkdir var/lib/libvirt/dnsmasq; yes '52:54:00:00:00:09,192.168.122.9,x' | head -300000 >var/lib/libvirt/dnsmasq/default.hostsfile",
        ["a hostsfile of three hundred thousand lines of one guest"] = "mkdir var/lib/libvirt/dnsmasq; seq -f '52:54:00:00:00:09,192.168.122.9,x%.0f' 300000 >var/lib/libvirt/dnsmasq/default.hostsfile",
        ["a hostsfile of three hundred thousand lines of one MAC"] = "mkdir var/lib/libvirt/dnsmasq; seq 300000 | awk '{ printf \"52:54:00:00:00:09,10.%d.%d.%d\\n\", $1 / 65536, $1 / 256 % 256, $1 % 256 }' >var/lib/libvirt/dnsmasq/default.hostsfile",
        ["a hostsfile of five million lines"] = "mkdir var/lib/libvirt/dnsmasq; yes '52:54:00:00:00:09,192.168.122.9,x' | head -5000000 >var/lib/libvirt/dnsmasq/default.hostsfile",
        ["networks by two thousand"] = "for i in $(seq 2000); do echo \"<network><name>n$i</name><bridge name='b$i'/><ip address='10.$((i / 250)).$((i % 250)).1' prefix='24'/></network>\" >etc/libvirt/qemu/networks/n$i.xml; done",
        ["elements in elements"] = "{ printf '<network>'; yes '<a>' | head -100000; } >etc/libvirt/qemu/networks/default.xml",
    };

    private static readonly string[] Calls =
    [
        "reservation mac=52:54:00:12:34:56 ip=192.168.122.10 name=web1 aliases=www hosts_template=true unsafe_writes=true",
        "reservation mac=52:54:00:12:34:57 ip=auto purge=true backup=true check_mode=true diff=true",
        "import rows.csv purge=true",
        "network name=default domain=lab.test autostart=true",
        "network name=default state=absent force=true check_mode=true",
        "network name=other ipv4=10.9.9.1/24",
        "export",
        "export source=live network=default",
        "export format=hosts",
        "info",
        "info network=default",
        "undo check_mode=true",
        "undo",
        // In the long form only.
        "network 'xml=<network><name>default</name><ip/></network>' force=true",
        "network name=default state=inactive",
        "reservation guest=web1 ip=auto apply=files",
        "reservation state=absent ip=192.168.122.10 name=none apply=reload backup=true",
        "export format=csv",
        "export format=dnsmasq",
        "export format=ansible dest=$PWD/exported",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("libvirt-idem-").FullName;

    public static TheoryData<string> Names => [.. Images.Keys];

    /// <summary>Those in which a path leads elsewhere.</summary>
    public static TheoryData<string> NamesOfPaths => [.. Images.Keys.Where(name => name.Contains("host", StringComparison.Ordinal) || name.Contains("link", StringComparison.Ordinal) || name.Contains("climb", StringComparison.Ordinal))];

    public void Dispose() => ScratchRoot.Run("rm", "-rf", folder);

    [Theory]
    [MemberData(nameof(Names))]
    public void NothingOutsideIsTouchedAndNoCallHangs(string name)
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounts need root");
        foreach (var call in Calls.Take(Effort.Of(13, Calls.Length)))
        {
            Play(name, Images[name], Call(call));
            log.WriteLine($"{File.ReadAllText(Path.Combine(folder, "ms")).Trim()} ms: {name}: {call}");
        }
    }

    /// <summary>Paths are then walked component by component, and what mount a file is on is read from /proc.</summary>
    [Theory]
    [MemberData(nameof(NamesOfPaths))]
    public void NothingOutsideIsTouchedWithoutOpenat2AndStatx(string name)
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounts need root");
        foreach (var call in Calls)
            Play(name, Images[name], Call(call), "without openat2,statx EPERM");
    }

    [Fact]
    public void AFileThatIsRestoredGetsNoModeButItsRoles()
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounts need root");
        var output = Play("", """rm etc/hosts; record journal "change 1 reservation Files\nfile EtcHosts 6777 5 - \nback\n\nfile Hostsfile 777 - 0 default\nend\n" """, "$T reservation root=$PWD state=absent name=none; stat -c 'mode %a' etc/hosts");
        Assert.Contains("mode 644", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a file system of its own at /var", "mount -t tmpfs tmpfs var; mkdir -p var/lib/libvirt; mkdir -m 700 var/lib/libvirt-idem")]
    [InlineData("a link into a file system of its own", "mkdir data; mount -t tmpfs tmpfs data; cp etc/hosts data/; ln -sf ../data/hosts etc/hosts")]
    [InlineData("a link into another folder of its own", "mkdir data; mv etc/hosts data/; ln -s ../data/hosts etc/hosts")]
    [InlineData("/etc/hosts on a mount of its own", "mkdir data; mount -t tmpfs tmpfs data; cp etc/hosts data/; mount --bind data/hosts etc/hosts")]
    public void LegitimateMountsWork(string name, string mounts)
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounts need root");
        foreach (var launcher in new[] { "", "without openat2,statx EPERM", "without renameat2 ENOSYS", "without openat2,statx,renameat2 EPERM" })
            WorksOn(name, mounts, launcher);
    }

    private void WorksOn(string name, string mounts, string launcher)
    {
        var output = Play(name, mounts, $"{Call(Calls[0])} && grep 'web1' etc/hosts && {Call("import rows.csv unsafe_writes=true")} && $T undo root=$PWD && $T undo root=$PWD && cat etc/hosts", launcher);
        Assert.Contains("192.168.122.10 web1 www", output, StringComparison.Ordinal);
        Assert.EndsWith("127.0.0.1 localhost\n", output, StringComparison.Ordinal);
    }

    /// <summary>The call asks for it by name; what a record says does not.</summary>
    [Fact]
    public void AHostsFileThatIsMountedFromTheHostIsWrittenByACallAndByNoRecord()
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounts need root");
        var output = Play("", "cp etc/hosts ../hosts; mount --bind ../hosts etc/hosts", $"{Call(Calls[0])}; cat ../hosts; $T undo root=$PWD");
        Assert.Contains("192.168.122.10 web1 www", output, StringComparison.Ordinal);
        Assert.Contains("etc/hosts is on a file system that is mounted outside the image too", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mkdir other; mount --bind / other", "$PWD/other")]
    [InlineData("ln -s / other", "$PWD/other")]
    [InlineData("", "/proc/self/root")]
    public void TheRunningSystemUnderAnotherNameIsRefused(string prepare, string root)
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounts need root");
        foreach (var call in new[] { "info", "export", "undo", Calls[0], "network name=default state=present" })
            Assert.Contains("use root=/ (the default) for the running system", Play("", prepare, $"$T {call} root={root}"), StringComparison.Ordinal);
    }

    private static string Call(string call) => $"$T {call} root=$PWD";

    /// <summary>Plays a call in an image that was prepared, and answers what it printed.</summary>
    private string Play(string name, string prepare, string call, string launcher = "")
    {
        var script = $$"""
            set -e; W=$1 T=$2; mount --make-rprivate /; rm -rf $W/w; mkdir $W/w; cd $W/w
            mkdir -p img/etc/libvirt/qemu/networks img/etc/cloud img/var/lib/libvirt img/run host; mkdir -m 700 img/var/lib/libvirt-idem; mkdir img/var/lib/libvirt-idem/undo
            printf '127.0.0.1 localhost\n' >img/etc/hosts; echo victim >host/victim
            echo "<network><name>default</name><bridge name='virbr0'/><ip address='192.168.122.1' netmask='255.255.255.0'><dhcp/></ip></network>" >img/etc/libvirt/qemu/networks/default.xml
            printf 'mac,ip,name\n52:54:00:00:00:02,192.168.122.22,row1\n' >img/rows.csv
            mount --bind host img/run; cd img
            record() { printf "libvirt-idem $2" >var/lib/libvirt-idem/$1; }
            {{prepare}}
            census() { find $W/w/host -printf '%P %m %s %T@ %C@ %l\n' | sort; stat -c '%n %i %Y %Z %s' /proc/sys/kernel/core_pattern /etc/hosts /etc/libvirt /etc/libvirt/qemu/networks /var/lib /var/lib/libvirt /var/lib/libvirt-idem 2>/dev/null || :; cat /proc/sys/kernel/core_pattern; }
            census >$W/before
            set +e; times >$W/cpu-before; begun=$EPOCHREALTIME; {{call}}; status=$?; times >$W/cpu-after; echo $(((${EPOCHREALTIME/./} - ${begun/./}) / 1000)) >$W/ms; census >$W/after; exit $status
            """;
        var watch = Stopwatch.StartNew();
        var outcome = ScratchRoot.Run("timeout", ["-s", "KILL", $"{LongestSeconds}", "unshare", "-m", "bash", "-c", script, "play", folder, launcher.Length == 0 ? World.Tool : $"{World.Repository}/tests/world/{launcher} {World.Tool}"]);
        var told = $"{name}: {launcher} {call}: exit {outcome.ExitCode} after {watch.ElapsedMilliseconds} ms: {outcome.Output}{outcome.Error}";
        Assert.True(outcome.ExitCode is 0 or 1, told);
        Assert.True(File.ReadAllText(Path.Combine(folder, "before")) == File.ReadAllText(Path.Combine(folder, "after")), told + ScratchRoot.Run("diff", Path.Combine(folder, "before"), Path.Combine(folder, "after")).Output);
        var cpu = Cpu("cpu-after") - Cpu("cpu-before");
        Assert.True(cpu < LongestCpuSeconds, $"{cpu} s of the processor: {told}");
        Assert.True(outcome.Output.StartsWith('{') || call.Contains("format=", StringComparison.Ordinal), told);
        return outcome.Output;
    }

    /// <summary>What the children of the shell had used in user and kernel mode, in seconds: the second line of bash's <c>times</c>, 0m1.234s 0m0.567s.</summary>
    private double Cpu(string file) => File.ReadAllLines(Path.Combine(folder, file))[1].Split(' ')
        .Sum(time => time.TrimEnd('s').Split('m') is [var minutes, var seconds] ? 60 * double.Parse(minutes, CultureInfo.InvariantCulture) + double.Parse(seconds, CultureInfo.InvariantCulture) : throw new FormatException(time));
}
