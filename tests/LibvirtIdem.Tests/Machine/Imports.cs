using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>The published binary and CSV files: large ones, broken ones, cut-off ones, and runs that are killed.</summary>
public sealed class Imports : IDisposable
{
    private const string Header = "network,mac,id,name,ip,lease_time,aliases,state";

    private readonly ScratchRoot root = new();

    public Imports() => File.WriteAllText(root.Config, """
        <network>
          <name>default</name>
          <forward mode='nat'/>
          <bridge name='virbr0'/>
          <ip address='10.50.0.1' netmask='255.255.0.0'>
            <dhcp>
              <range start='10.50.200.0' end='10.50.255.254'/>
              <host mac='52:54:00:ff:ff:01' name='old' ip='10.50.199.1'/>
            </dhcp>
          </ip>
          <ip family='ipv6' address='2001:db8:50::1' prefix='64'>
            <dhcp>
              <host id='00:03:00:01:52:54:00:ff:ff:01' name='old' ip='2001:db8:50::ff01'/>
            </dhcp>
          </ip>
        </network>

        """);

    /// <summary>A row, and of its error the code, the field and the value as far as one is told.</summary>
    public static (string Row, string Code, string? Field, string? Value)[] Faults { get; } =
    [
        (",52:54:00:00:zz:01,,f1,10.50.100.1,,,", "invalid_value", "mac", "52:54:00:00:zz:01"),
        (",52:54:00:00:01,,f2,10.50.100.2,,,", "invalid_value", "mac", "52:54:00:00:01"),
        (",53:54:00:01:00:03,,f3,10.50.100.3,,,", "invalid_value", "mac", "53:54:00:01:00:03"),
        (",00:00:00:00:00:00,,f4,10.50.100.4,,,", "invalid_value", "mac", "00:00:00:00:00:00"),
        (",52:54:00:01:00:05,,f5,10.50.100.256,,,", "invalid_value", "ip", "10.50.100.256"),
        (",52:54:00:01:00:06,,f6,10.50.100,,,", "invalid_value", "ip", "10.50.100"),
        (",52:54:00:01:00:07,,f7,10.51.100.7,,,", "out_of_subnet", "ip", "10.51.100.7"),
        (",,0:3:0:1:2:3:4:5:6:7,f8,2001:db8:51::8,,,", "out_of_subnet", "ip", "2001:db8:51::8"),
        (",52:54:00:01:00:09,,f9,10.50.0.0,,,", "reserved_address", "ip", "10.50.0.0"),
        (",52:54:00:01:00:0a,,f10,10.50.255.255,,,", "reserved_address", "ip", "10.50.255.255"),
        (",52:54:00:01:00:0b,,f11,10.50.0.1,,,", "reserved_address", "ip", "10.50.0.1"),
        (",52:54:00:01:00:0c,,10.0.0.1,10.50.100.12,,,", "invalid_value", "name", "10.0.0.1"),
        (",52:54:00:01:00:0d,,12345,10.50.100.13,,,", "invalid_value", "name", "12345"),
        (",52:54:00:01:00:0e,,web.1,10.50.100.14,,,", "invalid_value", "name", "web.1"),
        (",52:54:00:01:00:0f,,30m,10.50.100.15,,,", "invalid_value", "name", "30m"),
        (",52:54:00:01:00:10,,infinite,10.50.100.16,,,", "invalid_value", "name", "infinite"),
        (",52:54:00:01:00:11,,Ignore,10.50.100.17,,,", "invalid_value", "name", "Ignore"),
        (",52:54:00:01:00:12,,-web,10.50.100.18,,,", "invalid_value", "name", "-web"),
        (",52:54:00:01:00:13,,\"we,b\",10.50.100.19,,,", "invalid_value", "name", "we,b"),
        (",52:54:00:01:00:14,,we b,10.50.100.20,,,", "invalid_value", "name", "we b"),
        (",52:54:00:01:00:15,,\"we\nb\",10.50.100.21,,,", "invalid_value", "name", "we\\x0ab"),
        (",52:54:00:01:00:16,,we<b,10.50.100.22,,,", "invalid_value", "name", "we<b"),
        (",52:54:00:01:00:17,,we&b,10.50.100.23,,,", "invalid_value", "name", "we&b"),
        (",52:54:00:01:00:18,,\"we\"\"b\",10.50.100.24,,,", "invalid_value", "name", "we\"b"),
        (",52:54:00:01:00:19,,w" + new string('e', 63) + ",10.50.100.25,,,", "invalid_value", "name", null),
        (",52:54:00:01:00:1a,,wéb,10.50.100.26,,,", "invalid_value", "name", "wéb"),
        (",52:54:00:01:00:1b,,localhost,10.50.100.27,,,", "invalid_value", "name", "localhost"),
        (",52:54:00:01:00:1c,,f28,10.50.1.7,,,", "duplicate_in_input", "ip", null),
        (",52:54:00:00:01:08,,f29,10.50.100.29,,,", "duplicate_in_input", "mac", "52:54:00:00:01:08"),
        (",52:54:00:01:00:1e,,Guest265,10.50.100.30,,,", "duplicate_in_input", "name", null),
        (",52:54:00:01:00:1f,,f31,10.50.199.1,,,", "conflict", "ip", "10.50.199.1"),
        (",52:54:00:01:00:20,,f32,10.50.100.32,30x,,", "invalid_value", "lease_time", "30x"),
        (",52:54:00:01:00:21,,f33,10.50.100.33,1m,,", "invalid_value", "lease_time", "1m"),
        (",52:54:00:01:00:22,,f34,10.50.100.34", "parse_error", null, null),
        (",52:54:00:01:00:23,,f35,10.50.100.35,,,,,", "parse_error", null, null),
        (",52:54:00:01:00:24,,f\"36,10.50.100.36,,,", "parse_error", null, null),
        (",52:54:00:01:00:25,,f37,10.50.100.37,,,gone", "invalid_value", "state", "gone"),
        (",52:54:00:01:00:26,0:3:0:1:52:54:0:1:0:26,f38,2001:db8:50::38,,,", "invalid_value", "mac", "52:54:00:01:00:26"),
        (",,0:3:0:1:2:3:4:5:6:39,f39,10.50.100.39,,,", "invalid_value", "id", null),
        (",,0:3:zz,f40,2001:db8:50::40,,,", "invalid_value", "id", "0:3:zz"),
        (",52:54:00:01:00:29,,f41,,,,", "missing_field", "ip", null),
        (",,,,10.50.100.42,,,", "missing_field", "mac", null),
        (",,,,2001:db8:50::43,,,", "missing_field", "id", null),
        (",,,,,30m,,absent", "missing_field", "mac", null),
        (",52:54:00:01:00:2d,,f45,10.50.100.45,,www -www,", "invalid_value", "aliases", "-www"),
        (",52:54:00:01:00:2e,,f46,10.50.100.46,,guest270,", "duplicate_in_input", "name", null),
        ("labs,52:54:00:01:00:2f,,f47,10.50.100.47,,,", "network_not_found", "network", "labs"),
        ("../lab,52:54:00:01:00:30,,f48,10.50.100.48,,,", "invalid_value", "network", "../lab"),
        // By its nature an open quote swallows the rest, so it comes last.
        (",52:54:00:01:00:31,,\"f49,10.50.100.49,,,", "parse_error", null, null),
    ];

    public void Dispose() => root.Dispose();

    [Fact]
    public void EveryFaultOfALargeFileIsToldWithItsRow()
    {
        var csv = new StringBuilder($"# guests\n\n{Header}\n");
        var expected = new List<string>();
        var line = 4;
        for (var number = 0; number < 10_000; number++)
        {
            var isFault = number % 200 == 199 && number / 200 < Faults.Length;
            var row = isFault ? Faults[number / 200].Row : GoodRow(number);
            if (isFault)
                expected.Add($"{line} {Faults[number / 200].Code} {Faults[number / 200].Field}");
            if (number % 1000 == 500)
                row += "\n# every thousandth row has a comment after it";
            csv.Append(row).Append('\n');
            line += 1 + row.Count(character => character == '\n');
        }
        var before = root.Census();
        var refused = Import(csv.ToString());
        Assert.Equal(1, refused.ExitCode);
        var errors = refused.Json["errors"]!.AsArray();
        Assert.Equal(string.Join('\n', expected), string.Join('\n', errors.Select(error => $"{error!["row"]} {error["code"]} {error["field"]}")));
        foreach (var (fault, error) in Faults.Zip(errors))
            if (fault.Value is { } value)
                Assert.Equal(value, error!["value"]!.GetValue<string>());
        Assert.Equal(before, root.Census());
    }

    [Fact]
    public void StandardInputIsReadToo()
    {
        using var process = ScratchRoot.Start(World.Tool, "import", "-", $"root={root.Folder}");
        process.StandardInput.Write($"{Header}\n{GoodRow(1)}\n{GoodRow(2)}\n");
        process.StandardInput.Close();
        var result = JsonNode.Parse(process.StandardOutput.ReadToEnd())!;
        Assert.True(result["changed"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal(2, result["summary"]!["added"]!.GetValue<int>());
        Assert.Contains("name='guest2'", File.ReadAllText(root.Config), StringComparison.Ordinal);
    }

    /// <summary>The copy broke off, at the end of a row and inside one: what is missing is not to be taken for what shall go.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public void TruncatedFileDoesNotPurge(int bytesOfTheNextRow)
    {
        var whole = Rows(300);
        Assert.True(Import(whole, "purge=true", "max_removals=10").Changed);
        var before = root.Census();
        var half = whole.IndexOf(GoodRow(150), StringComparison.Ordinal) + bytesOfTheNextRow;
        var refused = Import(whole[..half], "purge=true", "max_removals=10");
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(bytesOfTheNextRow == 0 ? "too_many_removals" : "parse_error", refused.ErrorCode);
        Assert.Equal(before, root.Census());
        Assert.Equal("too_many_removals", Import($"{Header}\n", "purge=true").ErrorCode);
        Assert.Equal(before, root.Census());
    }

    /// <summary>
    /// strace kills the run at the given call of the kernel. Whatever was done by then, every file is whole, old or new; the next run
    /// brings all of it in, and the one after finds nothing to do.
    /// </summary>
    [Theory]
    [InlineData("openat2", 8)]
    [InlineData("write", 1)]
    [InlineData("write", 3)]
    [InlineData("fsync", 1)]
    [InlineData("fsync", 2)]
    [InlineData("renameat2", 1)]
    [InlineData("renameat2", 2)]
    [InlineData("renameat2", 3)]
    public void KilledRunIsFinishedByTheNext(string systemCall, int when)
    {
        var file = Save(Rows(20_000));
        using var whole = new ScratchRoot();
        File.Copy(root.Config, whole.Config, overwrite: true);
        Assert.True(ScratchRoot.Run(World.Tool, "import", file, $"root={whole.Folder}").Changed);
        var (old, done) = (Contents(root), Contents(whole));

        ScratchRoot.Run("strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={systemCall}", "-e", $"inject={systemCall}:signal=SIGKILL:when={when}",
            World.Tool, "import", file, $"root={root.Folder}");
        var found = Contents(root);
        for (var path = 0; path < found.Length; path++)
            Assert.True(found[path] == old[path] || found[path] == done[path], $"file {path} is neither old nor new");
        Assert.NotEqual(done, found);

        Assert.True(ScratchRoot.Run(World.Tool, "import", file, $"root={root.Folder}").Changed);
        Assert.Equal(done, Contents(root));
        var settled = root.Census();
        Assert.False(ScratchRoot.Run(World.Tool, "import", file, $"root={root.Folder}").Changed);
        Assert.Equal(settled, root.Census());
    }

    [Fact]
    public void SecondImportKeepsEveryInodeAndTime()
    {
        var csv = Rows(5000) + ",,0:3:0:1:52:54:0:0:0:1,guest1,2001:db8:50::10,30m,www cdn,\n";
        Assert.True(Import(csv, "purge=true").Changed);
        var before = root.Census();
        var again = Import(csv, "purge=true");
        Assert.False(again.Changed);
        Assert.Equal(5001, again.Json["summary"]!["unchanged"]!.GetValue<int>());
        Assert.Equal(before, root.Census());
    }

    /// <summary>Run by root with somebody else's arguments, the tool must not read a secret out to him.</summary>
    [Theory]
    [InlineData("root:$6$salt$secret:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n")]
    [InlineData("secret,other\nmore,secret\n")]
    [InlineData("secret;mac\n1;2\n")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n")]
    [InlineData("\"secret\nsecret")]
    public void FileWithoutAUsableHeaderIsNotQuoted(string content)
    {
        var refused = Import(content);
        Assert.Equal(1, refused.ExitCode);
        Assert.DoesNotContain("secret", refused.Output + refused.Error, StringComparison.OrdinalIgnoreCase);
    }

    private static string GoodRow(int number) =>
        string.Create(CultureInfo.InvariantCulture, $",52:54:00:00:{number >> 8:x2}:{number & 255:x2},,guest{number},10.50.{number >> 8}.{number & 255},,,").Replace("10.50.0.0,", "10.50.150.0,", StringComparison.Ordinal).Replace("10.50.0.1,", "10.50.150.1,", StringComparison.Ordinal);

    private static string Rows(int count) => $"{Header}\n" + string.Concat(Enumerable.Range(1, count).Select(number => GoodRow(number) + "\n"));

    private static string[] Contents(ScratchRoot root) => [.. new[] { root.Config, root.Hosts, Path.Combine(root.Folder, "var/lib/libvirt/dnsmasq/default.hostsfile") }
        .Select(path => File.Exists(path) ? File.ReadAllText(path) : "")];

    private string Save(string csv)
    {
        var file = Path.Combine(root.Folder, "guests.csv");
        File.WriteAllText(file, csv);
        return file;
    }

    private Outcome Import(string csv, params string[] more)
    {
        // Not below the root, whose census must not see it.
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, csv);
            return ScratchRoot.Run(World.Tool, ["import", file, $"root={root.Folder}", .. more]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
