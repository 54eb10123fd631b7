using System.Text;
using System.Text.Unicode;
using LibvirtIdem.Asking;
using LibvirtIdem.Tests.Fuzz;
using Xunit;

namespace LibvirtIdem.Tests.Asking;

/// <summary>The short way through canonical rows of a CSV file, against the general reader's: a comment before the header means the same, and no row is canonical any more.</summary>
public sealed class CanonicalCsv
{
    private const string V4 = "mac,name,ip\n52:54:00:00:00:01,web1,192.168.122.9\n5254.0000.0002,,192.168.122.10\n52:54:00:00:00:03,web3,192.168.122.11\n";
    private const string V6 = "name;id;ip;state\r\nweb1;00:03:00:01:52:54:00:00:00:01;2001:db8::9;\r\nweb2;0:3:0:1:2;2001:db8::a;\r\n";

    private static readonly string[] Tokens =
    [
        "52:54:00:00:00:04,web4,192.168.122.12\n", "01:00:5e:00:00:01", "00:00:00:00:00:00", "auto", "absent", "present", "\"", "\"\"", ",", ";", "\t", " ", "\n", "\r\n", "\r", "#", "10.0.0.1/24",
        "::ffff:1.2.3.4", "2001:db8::b", "00:03", "ignore", "30m", "web-", "1web", "a.b", "é", ",,\n", ",network", ",note", "mac", "state",
    ];

    [Fact]
    public void TheGeneralReaderReadsThemAlike()
    {
        var inputs = new Mutations([Encoding.UTF8.GetBytes(V4), Encoding.UTF8.GetBytes(V6)], Tokens);
        var (taken, refused) = (0, 0);
        for (var number = 0; number < Effort.Of(20_000, 1_000_000); number++)
        {
            var csv = inputs.Input(number);
            // What marks a file in its first bytes marks nothing behind a comment, and the line of a wrong byte is counted from there.
            if (!Utf8.IsValid(csv) || csv is [0xEF, ..] || csv.AsSpan().StartsWith("sep="u8))
                continue;
            var (expected, actual) = (Read([.. "#\n"u8, .. csv], addedLines: 1), Read(csv, addedLines: 0));
            Assert.True(expected == actual, $"input {number}:\n{Encoding.UTF8.GetString(csv)}\nby the general reader\n{expected}\nthe short way\n{actual}");
            taken += actual.Contains("present", StringComparison.Ordinal) ? 1 : 0;
            refused += actual.Contains("refused", StringComparison.Ordinal) ? 1 : 0;
        }
        Assert.True(taken > 1000 && refused > 1000, $"{taken} inputs have rows that are taken, {refused} are refused");
    }

    /// <summary>A large file is read as two halves at once, whatever row is anything else.</summary>
    [Theory]
    [InlineData("mac,name,ip", "")]
    [InlineData("mac,name,ip", "52:54:00:ff:00:01,,10.9.0.1/24")]
    [InlineData("mac,name,ip", "52:54:00:ff:00:01,web,10.9.0.300")]
    [InlineData("mac,name,ip", "\"52:54:00:ff:00:01\",\"two\nlines\",10.9.0.1")]
    [InlineData("mac,name,ip,network", "52:54:00:ff:00:01,web,10.9.0.1,lab")]
    [InlineData("mac,name,ip,network", "")]
    public void HalvesOfALargeFileMakeTheWhole(string header, string odd)
    {
        const int count = 6000;
        foreach (var ending in new[] { "\n", "\r\n" })
            foreach (var at in new[] { -1, 0, 1, 2990, 2998, 2999, 3000, 3001, 3002, 3010, count - 1 })
            {
                var rows = Enumerable.Range(0, count).Select(row => row == at ? odd
                    : $"52:54:00:00:{row >> 8:x2}:{row & 255:x2},guest{row:d4},10.0.{row >> 8}.{row & 255}{(header.EndsWith("network", StringComparison.Ordinal) ? "," : "")}");
                var csv = Encoding.UTF8.GetBytes(string.Join(ending, rows.Prepend(header)) + (at % 2 == 0 ? ending : ""));
                Assert.True(csv.Length > 1 << 17);
                var (expected, actual) = (Read([.. "#\n"u8, .. csv], addedLines: 1), Read(csv, addedLines: 0));
                Assert.True(expected == actual, $"row {at} is {odd}: {Difference(expected, actual)}");
                Assert.Contains($"row {count / 3 + 2} present", actual, StringComparison.Ordinal);
            }
    }

    private static string Difference(string expected, string actual) => string.Join('\n',
        expected.Split('\n').Zip(actual.Split('\n')).Where(pair => pair.First != pair.Second).Take(3).Select(pair => $"{pair.First}\n{pair.Second}"));

    [Theory]
    [InlineData(V4, 3)]
    [InlineData(V6, 2)]
    [InlineData("mac,ip\n52:54:00:00:00:01,192.168.122.9", 1)]
    [InlineData("# guests\n" + V4, 0)]
    [InlineData("mac,name,ip\n\"52:54:00:00:00:01\",web1,192.168.122.9\n", 0)]
    [InlineData("mac,name,ip\n52:54:00:00:00:01,web1,192.168.122.9\n52:54:00:00:00:02, web2,192.168.122.10\n52:54:00:00:00:03,web3,192.168.122.11\n", 1)]
    public void CanonicalRowsAreReadTheShortWay(string csv, int count)
    {
        var headers = csv.Split('\n')[0].TrimEnd('\r').Split(',', ';');
        var separator = csv.Contains(';', StringComparison.Ordinal) ? ';' : ',';
        var columns = CsvColumns.Read(["mac", .. headers[1..]], "guests.csv", out _)!;
        if (headers[0] == "name")
            columns = CsvColumns.Read(headers, "guests.csv", out _)!;
        var rows = new CanonicalRows(Encoding.UTF8.GetBytes(csv), [.. csv[0] == '#' ? ["mac", "name", "ip"] : headers], (byte)separator, columns);
        while (rows.TryRead(out _))
        {
        }
        Assert.Equal(count, rows.Count);
    }

    private static string Read(byte[] csv, int addedLines)
    {
        var request = ReservationRequestParser.Parse(new(OptionSpecs.Of(Command.Reservation)), "guests.csv", _ => new(csv, addedLines), out var problems);
        var text = new StringBuilder();
        foreach (var problem in problems.Concat(request?.Problems ?? []))
            text.Append($"refused {problem.At.Row} {problem.Msg}\n");
        foreach (var network in request?.Networks ?? [])
            foreach (var item in network.Wanted)
                text.Append($"{network.Name} {network.IsNamedByRows} row {item.At.Row} {(item.IsPresent ? "present" : "absent")} {item.WantsAddress} {item.WantsMac} {item.ClearsLeaseTime} {item.Given} {item.Mac} {item.Id} "
                    + $"{item.Id?.IsDead} '{item.Name}' {item.Name.IsNull} {item.Ip} {item.LeaseTime} {item.Aliases?.Count}\n");
        return text.ToString();
    }
}
