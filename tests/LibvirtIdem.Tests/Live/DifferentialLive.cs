using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Xunit;

// The same numbers again is what is asked of it, not secrecy.
#pragma warning disable CA5394

namespace LibvirtIdem.Tests.Live;

/// <summary>
/// Random sets of operations: by us on a running network and on an image, and by virsh, exact delete and add, on a twin. They come to the same, and
/// what we write for dnsmasq is byte for byte what the real libvirtd writes for the same XML. A set is known by its number.
/// </summary>
public sealed class DifferentialLive(World world, ITestOutputHelper output) : IClassFixture<World>
{
    private const string Subnets = "<ip address='10.90.0.1' netmask='255.255.255.0'><dhcp><range start='10.90.0.2' end='10.90.0.200'/></dhcp></ip>"
        + "<ip family='ipv6' address='2001:db8:90::1' prefix='64'><dhcp><range start='2001:db8:90::100' end='2001:db8:90::1ff'/></dhcp></ip>";

    [Fact]
    public void SetsOfOperationsComeToWhatVirshComesTo()
    {
        var sets = Effort.Of(40, 2000);
        foreach (var (name, subnets) in new[] { ("ours", Subnets), ("twin", Subnets.Replace("10.90.", "10.91.", StringComparison.Ordinal).Replace("8:90:", "8:91:", StringComparison.Ordinal)) })
            world.Shell($"echo \"<network><name>{name}</name><forward mode='open'/><bridge name='{name}' stp='off' delay='0'/>{subnets}</network>\" >/run/{name}.net; virsh -q net-define /run/{name}.net; virsh -q net-start {name}");
        world.Shell("mkdir -p /run/image/etc/libvirt/qemu/networks && virsh net-dumpxml --inactive ours >/run/image/etc/libvirt/qemu/networks/ours.xml");
        var (done, operations) = (0, 0);
        for (var set = 0; set < sets; set++)
        {
            var (call, wanted) = Call(new Random(set));
            var live = world.Run(World.Tool, "reservation", $$"""{"network":"ours","apply":"api",{{call}}}""");
            var image = world.Run(World.Tool, "reservation", $$"""{"network":"ours","root":"/run/image",{{call}}}""");
            Assert.True(live.ExitCode == image.ExitCode, $"set {set}: {live.Output}{image.Output}");
            if (live.ExitCode == 0)
            {
                done++;
                operations += ByVirsh(live.Json);
            }
            Compare(set, wanted, live.ExitCode == 0);
            if (set % 100 == 99)
                output.WriteLine($"{set + 1} sets so far");
        }
        output.WriteLine($"{sets} sets: {done} done with {operations} operations, {sets - done} refused alike");
        Assert.True(done > sets / 2, $"only {done} of {sets} sets were done");
    }

    private void Compare(int set, List<Wish> wanted, bool isDone)
    {
        // The network is started from the image's XML, so that libvirtd writes its own file for it.
        var views = world.Shell("""
            virsh net-dumpxml ours; echo @@@; virsh net-dumpxml --inactive ours; echo @@@
            virsh net-dumpxml twin | sed 's/10\.91\./10.90./g; s/8:91:/8:90:/g'; echo @@@; virsh net-dumpxml --inactive twin | sed 's/10\.91\./10.90./g; s/8:91:/8:90:/g'; echo @@@
            cat /run/image/etc/libvirt/qemu/networks/ours.xml; echo @@@
            cat /var/lib/libvirt/dnsmasq/ours.hostsfile 2>/dev/null || true; echo @@@; sed 's/10\.91\./10.90./g; s/8:91:/8:90:/g' /var/lib/libvirt/dnsmasq/twin.hostsfile 2>/dev/null || true; echo @@@
            sed "s/<name>ours/<name>proof/; s/'ours'/'proof'/; s/10\.90\./10.92./g; s/8:90:/8:92:/g; /<uuid>/d; /<mac /d" /run/image/etc/libvirt/qemu/networks/ours.xml >/run/proof.xml
            virsh -q net-create /run/proof.xml; sed 's/10\.92\./10.90./g; s/8:92:/8:90:/g' /var/lib/libvirt/dnsmasq/proof.hostsfile 2>/dev/null || true; virsh -q net-destroy proof; echo @@@
            cat /run/image/var/lib/libvirt/dnsmasq/ours.hostsfile 2>/dev/null || true
            """).Split("@@@\n");
        var ours = Reservations(views[0]);
        for (var view = 1; view < 5; view++)
            Assert.True(ours == Reservations(views[view]), $"set {set}, view {view}:\n{Reservations(views[view])}\ninstead of\n{ours}");
        Assert.True(Sorted(views[5]) == Sorted(views[6]), $"set {set}: hostsfile\n{views[5]}\nthe twin's\n{views[6]}");
        Assert.True(views[7] == views[8], $"set {set}: libvirtd writes\n{views[7]}\nand we\n{views[8]}");
        foreach (var request in isDone ? wanted : [])
            Assert.True(request.HoldsIn(ours, wanted), $"set {set}: {request} does not hold in\n{ours}");
    }

    /// <summary>What we say has changed, by virsh on the twin: exact deletes, then adds. Answers how many.</summary>
    private int ByVirsh(JsonNode result)
    {
        var commands = new List<string>();
        foreach (var change in result["changes"]?.AsArray() ?? [])
            if ((string?)change!["action"] is not "added")
                commands.Add(Command("delete", change["before"] ?? change));
        foreach (var change in result["changes"]?.AsArray() ?? [])
            if ((string?)change!["action"] is not "removed")
                commands.Add(Command("add", change));
        if (commands.Count > 0)
        {
            var virsh = world.Run("virsh", "-q", string.Join("; ", commands));
            Assert.True(virsh.ExitCode == 0, string.Join('\n', commands) + virsh.Error);
        }
        return commands.Count;
    }

    private static string Command(string verb, JsonNode entry)
    {
        var isV6 = ((string)entry["ip"]!).Contains(':', StringComparison.Ordinal);
        var lease = (string?)entry["lease_time"] is { } time ? $"><lease expiry='{time[..^1]}' unit='{(time[^1] == 'm' ? "minutes" : "hours")}'/></host>" : "/>";
        var element = $"<host{Attribute("mac")}{Attribute("id")}{Attribute("name")}{Attribute("ip")}{lease}"
            .Replace("10.90.", "10.91.", StringComparison.Ordinal).Replace("8:90:", "8:91:", StringComparison.Ordinal);
        return $"net-update twin {verb} ip-dhcp-host \"{element}\" --parent-index {(isV6 ? 1 : 0)} --live --config";

        string Attribute(string name) => (string?)entry[name] is { } value ? $" {name}='{value}'" : "";
    }

    private static (string Json, List<Wish> Wanted) Call(Random random)
    {
        var wanted = Enumerable.Range(0, random.Next(1, 7)).Select(_ => Wish.Any(random)).ToList();
        return ($"\"on_conflict\":\"replace\",\"on_active_lease\":\"ignore\",\"etc_hosts\":false,\"reservations\":[{string.Join(',', wanted)}]", wanted);
    }

    /// <summary>Every reservation in one line, whatever its order.</summary>
    private static string Reservations(string xml) => string.Join('\n', XDocument.Parse(xml).Descendants("host")
        .Select(host => $"{(string?)host.Attribute("mac")} {(string?)host.Attribute("id")} {(string?)host.Attribute("name")} {(string?)host.Attribute("ip")} {host.Element("lease")?.Attribute("expiry")?.Value}{host.Element("lease")?.Attribute("unit")?.Value}")
        .Order(StringComparer.Ordinal));

    private static string Sorted(string lines) => string.Join('\n', lines.Split('\n').Order(StringComparer.Ordinal));

    /// <summary>One of the operations: few values, so that they collide.</summary>
    private sealed record Wish(bool IsPresent, string? Who, string? Name, string? Ip, string? Lease)
    {
        public static Wish Any(Random random)
        {
            var (isPresent, isV6, shape, number) = (random.Next(4) > 0, random.Next(3) == 0, random.Next(4), random.Next(1, 10));
            var who = shape == 3 ? null : isV6 ? $"\"id\":\"00:03:00:01:52:54:00:00:00:0{number}\"" : $"\"mac\":\"52:54:00:00:00:0{number}\"";
            var name = shape is 0 or 3 ? $"n{(random.Next(5) > 0 ? number : random.Next(1, 10))}" : null;
            var ip = isPresent || (who is null && name is null) ? (isV6 ? $"2001:db8:90::{random.Next(2, 12):x}" : string.Create(CultureInfo.InvariantCulture, $"10.90.0.{random.Next(2, 12)}")) : null;
            return new(isPresent, who, name, ip, isPresent && random.Next(4) == 0 ? (random.Next(2) == 0 ? "30m" : "12h") : null);
        }

        public override string ToString() => "{" + string.Join(',', new[]
        {
            IsPresent ? null : "\"state\":\"absent\"", Who, Name is null ? null : $"\"name\":\"{Name}\"", Ip is null ? null : $"\"ip\":\"{Ip}\"", Lease is null ? null : $"\"lease_time\":\"{Lease}\"",
        }.Where(part => part is not null)) + "}";

        /// <summary>There is exactly one such entry, or none but those that the same call asks for.</summary>
        public bool HoldsIn(string reservations, List<Wish> all)
        {
            var found = reservations.Split('\n').Select(line => line.Split(' ')).Where(entry => entry.Length == 5 && Means(entry));
            return IsPresent ? found.Count() == 1 : found.All(entry => all.Exists(request => request.IsPresent && request.Means(entry)));
        }

        private bool Means(string[] entry) =>
            (Who?.Split('"')[3] is not { } who || entry[0] == who || entry[1] == who) && (Name is null || entry[2] == Name) && (Ip is null || entry[3] == Ip);
    }
}
