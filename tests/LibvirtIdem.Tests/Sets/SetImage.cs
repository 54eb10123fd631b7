using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LibvirtIdem.Asking;
using LibvirtIdem.Commands;
using LibvirtIdem.Machine;
using LibvirtIdem.Reporting;
using LibvirtIdem.Tests.Live;
using LibvirtIdem.Tests.Machine;

namespace LibvirtIdem.Tests.Sets;

/// <summary>An image root in memory with one network: what the tool makes of a call there, read back by other code than its own.</summary>
internal sealed class SetImage : IDisposable
{
    private readonly string root = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "libvirt-idem-" + Guid.NewGuid().ToString("n"))).FullName;

    public SetImage(string? domain)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Config)!);
        Directory.CreateDirectory(Path.Combine(root, "etc"));
        File.WriteAllText(Config, $"""
            <network>
              <name>default</name>
              <bridge name='virbr0'/>
              {(domain is null ? "" : $"<domain name='{domain}'/>")}
              <ip address='10.0.0.1' prefix='24'>
                <dhcp>
                  <range start='10.0.0.100' end='10.0.0.110'/>
                </dhcp>
              </ip>
              <ip family='ipv6' address='2001:db8::1' prefix='64'>
                <dhcp>
                  <range start='2001:db8::100' end='2001:db8::110'/>
                </dhcp>
              </ip>
            </network>

            """);
        File.WriteAllText(Hosts, "127.0.0.1 localhost\n");
    }

    private string Config => Path.Combine(root, "etc/libvirt/qemu/networks/default.xml");

    private string Hosts => Path.Combine(root, "etc/hosts");

    private string Hostsfile => Path.Combine(root, "var/lib/libvirt/dnsmasq/default.hostsfile");

    public void Dispose() => Directory.Delete(root, recursive: true);

    public string Arguments(SetCall call, bool checkMode = false) => call.Json(root, checkMode);

    /// <summary>In this process, from the arguments to the files.</summary>
    public static JsonNode Play(string arguments)
    {
        var options = OptionsReader.Read(new(Command.Reservation, "the call", Encoding.UTF8.GetBytes(arguments)), out _)!;
        var result = ReservationRequestParser.Parse(options, null, ImportReader.Of(options), out var problems) is { } request ? ReservationCommand.Run(request) : ReservationReport.Refused(null, problems);
        var json = new ArrayBufferWriter<byte>();
        ReservationReport.Write(result, indented: false, json);
        return JsonNode.Parse(json.WrittenSpan)!;
    }

    /// <summary>By the published binary, which neither finds a fault of its own nor ends by a signal.</summary>
    public static JsonNode PlayBinary(string arguments)
    {
        var outcome = ScratchRoot.Run(World.Tool, "reservation", arguments);
        return outcome.ExitCode is 0 or 1 or 2 ? outcome.Json : throw new InvalidOperationException($"exit status {outcome.ExitCode}: {outcome.Output}{outcome.Error}");
    }

    public List<Held> Entries() => [.. XDocument.Load(Config).Descendants("host").Select(host => new Held(
        host.Parent!.Parent!.Attribute("family") is not null, host.Attribute("ip")!.Value, host.Attribute("mac")?.Value, host.Attribute("id")?.Value, host.Attribute("name")?.Value,
        host.Element("lease") is { } lease ? Seconds(lease) : null))];

    public Dictionary<string, List<string>> Lines() => File.ReadLines(Hosts).SkipWhile(line => line != "# BEGIN libvirt-idem default").Skip(1).TakeWhile(line => line[0] != '#')
        .Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).ToDictionary(words => words[0], words => words[1..].ToList(), StringComparer.Ordinal);

    /// <summary>dnsmasq's lines; lease times, which are compared by duration, in seconds.</summary>
    public string Served() => string.Join('\n', File.ReadLines(Hostsfile)
        .Select(line => Regex.Replace(line, "(?<=,)([0-9]+)([mh])$", time => $"{long.Parse(time.Groups[1].Value, CultureInfo.InvariantCulture) * (time.Groups[2].Value == "m" ? 60 : 3600)}s"))
        .Order(StringComparer.Ordinal));

    /// <summary>The same from the definition, as libvirt writes it (hostsfileAdd, util/virdnsmasq.c).</summary>
    public string Expected() => string.Join('\n', XDocument.Load(Config).Descendants("host").Select(host =>
    {
        var (mac, id, name, ip) = (host.Attribute("mac")?.Value, host.Attribute("id")?.Value, host.Attribute("name")?.Value, host.Attribute("ip")!.Value);
        return (ip.Contains(':', StringComparison.Ordinal) ? Fields(id is null ? null : "id:" + id, name, $"[{ip}]") : mac is null ? Fields(name, ip) : Fields(mac, ip, name))
            + (host.Element("lease") is not { } lease ? "" : Seconds(lease) is > 0 and var seconds ? $",{seconds}s" : ",infinite");
    }).Order(StringComparer.Ordinal));

    /// <summary>Every file with its bytes, inode and time: it must not move where nothing changes.</summary>
    public string Census() => string.Concat(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Where(file => !file.Contains("/libvirt-idem/lock", StringComparison.Ordinal)).Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O} {File.ReadAllText(file)}\n"));

    private static string Fields(params string?[] fields) => string.Join(',', fields.OfType<string>());

    private static long Seconds(XElement lease) => long.Parse(lease.Attribute("expiry")!.Value, CultureInfo.InvariantCulture)
        * (lease.Attribute("unit")?.Value switch { "seconds" => 1, "hours" => 3600, _ => 60 });
}
