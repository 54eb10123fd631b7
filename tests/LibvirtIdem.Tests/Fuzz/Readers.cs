using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Fuzz;

/// <summary>
/// Everything that reads what others wrote, on mutations of real files: each input is refused as it should be (a problem, or
/// <see cref="UnreadableException"/>), or taken; and what is taken comes back byte for byte where nothing is changed, and where a change is
/// taken back. In bounded time and memory.
/// </summary>
public sealed class Readers(ITestOutputHelper output)
{
    private const int LongestMilliseconds = 5000;

    /// <summary>And so many bytes for each byte of input.</summary>
    private const long MostBytes = 32 << 20;

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Reservation Added = new() { Ip = Ip("192.168.122.77"), Mac = new MacAddress(0x525400fefefe), Name = "fuzz" };

    /// <summary>A fuzzer that follows coverage (tests/fuzz) takes the seeds and tokens, and judges inputs of its own.</summary>
    public static Action<IReadOnlyList<byte[]>, string[], Action<byte[]>>? Guide { get; set; }

    private static int Count => Effort.Of(11_000, 150_000);

    [Fact]
    public void NetworkXmlIsRefusedOrRoundTripped() => Try(["*.xml"], ["<host mac='52:54:00:00:00:01' ip='192.168.122.9'/>", "<dhcp>", "</dhcp>", "<dhcp/>", "<ip", "/>", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "<lease expiry='1' unit='hours'/>", "xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'", "<network>", "</network>", "<networkstatus>", " family='ipv6'", " prefix='64'"], xml =>
    {
        var definition = NetworkXml.Read(xml);
        Assert.Equal(xml, NetworkXmlEditor.Apply(new(definition)));
        foreach (var subnet in definition.Subnets.Where(subnet => subnet.EndReservation > subnet.FirstReservation))
        {
            var add = new ReservationEdits(definition);
            add.Add(subnet.Index, Added);
            var more = NetworkXml.Read(NetworkXmlEditor.Apply(add));
            Assert.Equal(definition.Reservations.Count + 1, more.Reservations.Count);
            var remove = new ReservationEdits(more);
            remove.Remove(more.Subnets[subnet.Index].EndReservation - 1);
            Assert.Equal(xml, NetworkXmlEditor.Apply(remove));
        }
        var draft = new XmlEditor(xml);
        _ = NetworkSettings.Read(draft.Network);
        _ = CanonicalXml.Of(draft.Network);
        if (draft.Network.Children.Count > 0 && draft.Network.Child("mtu") is null)
        {
            draft.Remove(draft.Set(draft.Add(draft.Network, new XmlElementBuilder("mtu")), "size", "1400"));
            Assert.True(NetworkXmlComparer.SameNetwork(xml, draft.Xml, reservationsCount: true));
        }
        return true;
    });

    [Fact]
    public void GuestXmlIsRefusedOrRead() => Try(["web1.xml", "web2.xml", "My VM.xml", "db1.xml"], ["<interface type='network'>", "</interface>", "<mac address='52:54:00:00:00:01'/>", "<source network='default'/>", "<domain>"], xml => GuestXml.Read(xml) is not null);

    [Fact]
    public void EtcHostsIsRefusedOrKept() => Try(["hosts", "hosts.debian.tmpl"], ["# BEGIN libvirt-idem default\n", "# END libvirt-idem default\n", "# BEGIN libvirt-idem lab\n", "# END libvirt-idem lab\n", "192.168.122.9 web1\n", "\r\n", "#"], text =>
    {
        var hosts = EtcHosts.Read(text, "default");
        _ = hosts.Foreign().Count();
        var own = hosts.Own.OrderBy(entry => entry.Ip).ToList();
        var filled = EtcHosts.Read(hosts.With([.. own, new(Ip("192.168.122.254"), "fuzz")], []).ToArray(), "default");
        Assert.Equal(own.Count + 1, filled.Own.Count);
        // All but the block is somebody else's.
        Assert.Equal(hosts.Foreign().Select(name => (name.Ip, name.Name.ToString())), filled.Foreign().Select(name => (name.Ip, name.Name.ToString())));
        if (text.AsSpan().IndexOf("# BEGIN libvirt-idem default"u8) < 0)
        {
            Assert.Equal(text, hosts.With([], []).ToArray());
            Assert.Equal(text, filled.With([], []).ToArray());
        }
        else
        {
            var once = hosts.With(own, []).ToArray();
            Assert.Equal(once, filled.With(own, []).ToArray());
            Assert.Equal(once, EtcHosts.Read(once, "default").With(own, []).ToArray());
        }
        return true;
    });

    [Fact]
    public void HostsfilesAreTaken() => Try(["*.hostsfile"], ["52:54:00:00:00:01,192.168.122.9,web1\n", "id:00:03,[2001:db8::1]\n", ",ignore", ",infinite", ",30m", "#", "set:x,"], text =>
    {
        _ = Hostsfile.Read(text).Count();
        var definition = NetworkXml.Read("<network><name>default</name><ip address='192.168.122.1' prefix='24'><dhcp><host mac='52:54:00:fe:fe:fe' name='fuzz' ip='192.168.122.77'/></dhcp></ip></network>"u8.ToArray());
        var once = Hostsfile.Update(text, new(definition), out _, out _)?.ToArray() ?? text;
        Assert.Single(Hostsfile.Read(once), entry => entry.Equals(Added));
        Assert.Null(Hostsfile.Update(once, new(definition), out _, out _));
        return true;
    });

    [Fact]
    public void LeasesAreTaken() => Try(["*.status"], ["null,", "{},", "[", "]", "\"expiry-time\": ", "\"ip-address\": \"192.168.122.9\",", "\"client-id\": \"00:03\",", "\"hostname\": \"\\ud800\","], json => LeaseFile.Read(json, Now).Count > 0);

    [Fact]
    public void ConfsAreTaken() => Try(["*.conf"], ["dhcp-range=", "dhcp-lease-max=", "dhcp-hostsfile=/x\n", ",static", ",ra-only"], conf => DnsmasqConf.Read(conf) is not null);

    [Fact]
    public void CsvIsRefusedOrTaken() => Try(["*.csv"], ["mac,ip,name\n", "52:54:00:00:00:01,192.168.122.9,web1\n", "\"", "\"\"", ";", "\t", "network", "state", "auto", "absent"], csv =>
        Told(ReservationRequestParser.Parse(new(OptionSpecs.Of(Command.Reservation)), "guests.csv", _ => new(csv), out var problems) is not null, problems));

    [Fact]
    public void OtherImportsAreRefusedOrTaken() => Try(["hosts", "*.hostsfile", "*.xml", "*.json"], ["dhcp-host=", "52:54:00:00:00:01,192.168.122.9,web1\n", "192.168.122.9 web1\n", "{\"network\": \"default\", \"reservations\": [", "{\"mac\": \"52:54:00:00:00:01\"},", "]}", "\"\\ud800\"", "tag:a", "id:00:03", "[2001:db8::9]", "infinite"], file =>
    {
        var isTaken = false;
        foreach (var format in ImportedText.Formats.Append(null))
            isTaken |= IsRead(format);
        return isTaken;

        bool IsRead(string? format)
        {
            try
            {
                var text = ImportFormats.Read(file, format, namesNetwork: true);
                return Told(ReservationRequestParser.Parse(new(OptionSpecs.Of(Command.Reservation)), "guests", _ => text, out var problems) is not null, problems);
            }
            catch (UnreadableException)
            {
                return false;
            }
        }
    });

    [Fact]
    public void JsonIsRefusedOrTaken() => Try(["args.json"], ["\"mac\":", "\"ip\": \"192.168.122.9\",", "\"reservations\": [", "{", "}", "]", "null,", "true", "\"\\ud800\"", "\"dns_srv\": [{}]", "\"xml\": \"<network/>\"", "\"command\": \"info\"", "1e400"], json =>
    {
        var isTaken = false;
        if (Read(Command.Reservation, out var unreadable) is { } options)
            isTaken |= Told(ReservationRequestParser.Parse(options, null, _ => null, out var problems) is not null, problems);
        else
            Told(isTaken: false, [unreadable!]);
        if (Read(Command.Network, out _) is { } network && NetworkRequestParser.Parse(network, out var about) is var request)
            isTaken |= request is null ? Told(isTaken: false, about) : DocumentMerge.ReadName(request) is null;
        if (Read(Command.Export, out _) is { } export)
            Told(ExportRequestParser.Parse(export, out about) is not null, about);
        if (Read(Command.Info, out _) is { } info)
            Told(InfoRequestParser.Parse(info, out about) is not null, about);
        if (Read(Command.Undo, out _) is { } undo)
            Told(UndoRequestParser.Parse(undo, out about) is not null, about);
        _ = CommandLine.Parse(["file"], _ => json, () => []);
        return isTaken;

        Options? Read(Command command, out Problem? problem) => OptionsReader.Read(new(command, "the argument", json), out problem);
    });

    [Fact]
    public void WordsAreRefusedOrTaken() => Try(Words, ["reservation", "network", "import", "mac=", "ip=192.168.122.9", "name=", "reservations=[{}]", "state=absent", "purge=true", "=", "-", "root=/x"], words =>
    {
        switch (CommandLine.Parse(Encoding.UTF8.GetString(words).Split('\n'), _ => null, () => []))
        {
            case Call.Run { Command: Command.Network } call:
                return OptionsReader.Read(call, out var unreadable) is not { } options ? Told(isTaken: false, [unreadable!])
                    : Told(NetworkRequestParser.Parse(options, out var about) is not null, about);
            case Call.Run call:
                return OptionsReader.Read(call with { Command = Command.Reservation }, out var unread) is not { } wanted ? Told(isTaken: false, [unread!])
                    : Told(ReservationRequestParser.Parse(wanted, call.CsvFile, _ => null, out var problems) is not null, problems);
            case Call.Wrong { Problem: var problem }:
                return Told(isTaken: false, [problem]);
            default:
                return true;
        }
    });

    [Fact]
    public void TheJournalIsRefusedOrRoundTripped() => Try(Records, ["libvirt-idem change 1 network Files\n", "end\n", "file Config 600 - - ", "network 0 - - yes,- default\n", "-", "2147483647", "\n"], bytes =>
    {
        if (ChangeRecordFormat.Read(bytes) is not { } record)
            return false;
        var written = ChangeRecordFormat.Write(record);
        Assert.Equal(written, ChangeRecordFormat.Write(ChangeRecordFormat.Read(written)!));
        return true;
    });

    /// <summary>Problems can be said: the result is JSON whatever was in the input.</summary>
    private static bool Told(bool isTaken, IReadOnlyList<Problem> problems)
    {
        Assert.True(isTaken || problems.Count > 0, "refused without a reason");
        if (isTaken)
            return true;
        var json = new ArrayBufferWriter<byte>();
        ReservationReport.Write(ReservationReport.Refused(null, problems), indented: false, json);
        using var result = JsonDocument.Parse(json.WrittenMemory);
        Assert.True(result.RootElement.GetProperty("failed").GetBoolean());
        return false;
    }

    private void Try(string[] patterns, string[] tokens, Func<byte[], bool> judge) => Try(() => Files(patterns), tokens, judge);

    private void Try(Func<IEnumerable<byte[]>> seeds, string[] tokens, Func<byte[], bool> judge)
    {
        if (Guide is { } guide)
        {
            guide([.. seeds()], tokens, input => JudgeOne(input, judge));
            return;
        }
        var mutations = new Mutations([.. seeds()], tokens);
        var (taken, slowest) = (0, 0L);
        for (var number = 0; number < Count; number++)
        {
            var input = mutations.Input(number);
            var (started, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                taken += judge(input) ? 1 : 0;
            }
            catch (UnreadableException)
            {
                // As it should be.
            }
            catch (Exception unexpected)
            {
                throw new InvalidOperationException($"input {number}: {Convert.ToBase64String(input)}\n{Encoding.Latin1.GetString(input)}", unexpected);
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            slowest = Math.Max(slowest, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Assert.True(slowest < LongestMilliseconds, $"input {number} took {slowest} ms: {Convert.ToBase64String(input)}");
            Assert.True(allocated < MostBytes + 4096L * input.Length, $"input {number} of {input.Length} bytes took {allocated} bytes: {Convert.ToBase64String(input)}");
        }
        output.WriteLine($"{Count} inputs, {taken} taken, the slowest in {slowest} ms");
        Assert.InRange(taken, Count / 100, Count);
    }

    private static void JudgeOne(byte[] input, Func<byte[], bool> judge)
    {
        try
        {
            _ = judge(input);
        }
        catch (UnreadableException)
        {
            // As it should be.
        }
    }

    private static IEnumerable<byte[]> Files(string[] patterns)
    {
        foreach (var folder in new[] { "fixtures", "cases" })
            foreach (var pattern in patterns)
                foreach (var file in Directory.EnumerateFiles(Path.Combine(World.Repository, "tests", folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where(file => new FileInfo(file).LinkTarget is null))
                    yield return File.ReadAllBytes(file);
    }

    /// <summary>The calls of the cases as words.</summary>
    private static IEnumerable<byte[]> Words()
    {
        foreach (var json in Files(["args.json"]))
        {
            using var call = JsonDocument.Parse(json);
            var command = call.RootElement.TryGetProperty("command", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : "reservation";
            yield return Encoding.UTF8.GetBytes(string.Join('\n', call.RootElement.EnumerateObject().Where(option => option.Name != "command")
                .Select(option => $"{option.Name}={option.Value}").Prepend(command)));
        }
    }

    /// <summary>Records of changes as a run writes them, one for each case's file.</summary>
    private static IEnumerable<byte[]> Records()
    {
        foreach (var (number, xml) in Files(["default.xml"]).Take(60).Index())
        {
            var touched = Array.Empty<Reservation>();
            try
            {
                touched = [.. NetworkXml.Read(xml).Reservations.ToArray().Select(element => element.Reservation)];
            }
            catch (UnreadableException)
            {
                // A file like any other.
            }
            yield return ChangeRecordFormat.Write(new(number % 2 == 0, number % 3 == 0 ? ApplyMethod.Api : ApplyMethod.Files,
                [new(Role.Config, "default", xml, FileRecord.Hash(xml), 0x180), new(Role.EtcHosts, "", null, FileRecord.Hash(Array.Empty<byte>()), 0x1A4), new(Role.Autostart, "my lab", [], null, 0x1A4)],
                number % 3 == 0 ? [new("default", new(xml, number % 2 == 0 ? null : xml), new(null, xml)) { AutostartBefore = true, Added = touched, Removed = touched, Ports = number % 4 == 0 ? null : new([new("vnet0", "web1", null)], new Dictionary<string, string>(StringComparer.Ordinal) { ["isolated"] = "1" }, [xml]) }] : []));
        }
    }

    private static IpAddress Ip(string text) => IpAddress.TryParse(text, out var ip) ? ip : throw new InvalidOperationException(text);
}
