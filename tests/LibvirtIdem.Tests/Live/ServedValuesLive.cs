using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>Values that dnsmasq could read as structure, served by the dnsmasq that libvirt starts: as given, or refused before anything is written.</summary>
public sealed class ServedValuesLive(World world) : IClassFixture<World>
{
    /// <summary>0x20 to 0x7E, each alone, at the start, inside and at the end of a text.</summary>
    private static readonly string[] EachPrintable =
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).SelectMany(character => new[] { $"{character}", $"{character}lead", $"a{character}b {character} c", $"trail{character}" })];

    private const string Dkim2048 = "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA";

    [Fact]
    public void EveryPrintableCharacterIsServedAsGiven()
    {
        var texts = new List<string>
        {
            "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com; ruf=mailto:c@example.com!10m",
            "v=spf1 ip4:192.0.2.0/24 include:_spf.example.com ~all",
            Dkim2048 + new string('A', 328) + "IDAQAB",
            Dkim2048 + new string('z', 690) + "+/==",
            "keep # this", "# all of it", "one,two", "say \"hi\"", "\"quoted\"", @"C:\x\t\", "  both  ends  ", "tag:x", "grün 猫 🐈 \u00a0\u0085", "'&<>'", "a=b=c", new string('x', 255), new string('x', 256), new string(',', 600),
        };
        texts.AddRange(EachPrintable);
        var records = new JsonArray([.. texts.Select((text, index) => new JsonObject { ["name"] = $"t{index}._txt.example", ["value"] = text })]);
        var call = new JsonObject { ["name"] = "served", ["bridge"] = "served", ["ipv4"] = "10.79.30.1/24", ["state"] = "active", ["dns_txt"] = records }.ToJsonString();
        world.MustNetwork(change: true, call);
        world.MustNetwork(change: false, call);
        Assert.Equal(texts, Served("served", "10.79.30", texts.Select((_, index) => $"t{index}._txt.example")));

        // Live, too, one by one; and what libvirt gives back as a document is taken as it is.
        texts[0] = "v=DMARC1; p=reject; rua=mailto:\"d, e\" <f@example.com> # all";
        records[0]!["value"] = texts[0];
        var changed = world.MustNetwork(change: true, new JsonObject { ["name"] = "served", ["dns_txt"] = records.DeepClone() }.ToJsonString());
        Assert.False(changed["restart_required"]!.GetValue<bool>());
        Assert.Equal([texts[0]], Served("served", "10.79.30", ["t0._txt.example"]));
        world.MustNetwork(change: false, new JsonObject { ["xml"] = world.Definition("served", live: false) }.ToJsonString());
        world.MustNetwork(change: true, "name=served", "state=absent");
        world.MustNetwork(change: true, new JsonObject { ["xml"] = $"<network><name>served</name><bridge name='served'/><dns><txt name='a' value='{TxtForm}'/></dns><ip address='10.79.30.1' netmask='255.255.255.0'/></network>", ["state"] = "active" }.ToJsonString());
        Assert.Equal(["one,two"], Served("served", "10.79.30", ["a"]));
    }

    /// <summary>A document has values in dnsmasq's form: what would be served as something else is refused, with the form that is served as it is.</summary>
    [Fact]
    public void InADocumentEveryPrintableCharacterIsServedAsGivenOrRefused()
    {
        var (taken, forms) = (new List<string>(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var texts in EachPrintable.Chunk(90))
        {
            var outcome = world.RunNetwork(Document(texts));
            var refused = outcome.ExitCode == 0 ? [] : outcome.Json["errors"]!.AsArray().Select(error => error!["value"]!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
            Assert.All(refused, text => Assert.Contains(text, texts, StringComparer.Ordinal));
            foreach (var error in outcome.Json["errors"]?.AsArray() ?? [])
                forms.Add(error!["value"]!.GetValue<string>(), Regex.Match(error["msg"]!.GetValue<string>(), "(?<=write )\".*\"$", RegexOptions.Singleline).Value);
            taken.AddRange(texts.Where(text => !refused.Contains(text)));
            if (outcome.ExitCode == 0)
                world.MustNetwork(change: true, "name=indoc", "state=absent");
        }
        Assert.True(taken.Count > 300 && forms.Count > 5, $"{taken.Count} taken, {forms.Count} refused");
        world.MustNetwork(change: true, Document([.. taken, .. forms.Values]));
        Assert.Equal([.. taken, .. forms.Keys], Served("indoc", "10.79.33", Enumerable.Range(0, taken.Count + forms.Count).Select(index => $"t{index}.example")));

        static string Document(IEnumerable<string> texts) => new JsonObject
        {
            ["xml"] = $"<network><name>indoc</name><bridge name='indoc'/><dns>{string.Concat(texts.Select((text, index) => $"<txt name='t{index}.example' value='{SecurityElement.Escape(text)}'/>"))}</dns>"
                + "<ip address='10.79.33.1' netmask='255.255.255.0'/></network>",
            ["state"] = "active",
        }.ToJsonString();
    }

    private const string TxtForm = "&quot;one,two&quot;";

    /// <summary>What is there already is read, shown and removed; nothing else is lost by it.</summary>
    [Fact]
    public void WhatIsThereAlreadyIsReadAndRemoved()
    {
        world.Network("odd", "<dns><txt name='a' value='one,two'/><txt name='b' value='keep # this'/></dns><ip address='10.79.31.1' netmask='255.255.255.0'><dhcp><range start='10.79.31.9' end='10.79.31.10'/><bootp file='a,b'/></dhcp></ip>");
        Assert.Equal(["one|two", "keep"], Served("odd", "10.79.31", ["a", "b"]));
        Assert.Equal(0, world.Run(World.Tool, "info", "network=odd").ExitCode);
        world.MustNetwork(change: true, "name=odd", "domain=lab.example");
        var removed = world.MustNetwork(change: true, "name=odd", """dns_txt=[{"name":"b","value":"keep"}]""", "bootp_file=");
        Assert.Contains(removed["changes"]!.AsArray(), change => change!["before"]?.GetValue<string>() == "a=one,two");
        Assert.DoesNotContain(removed["changes"]!.AsArray(), change => change!["before"]?.GetValue<string>().StartsWith("b=", StringComparison.Ordinal) == true);
        world.MustNetwork(change: true, "name=odd", "dns_txt=[]");
        Assert.DoesNotContain("<txt", world.Definition("odd", live: true), StringComparison.Ordinal);
    }

    /// <summary>Whatever text is a value: the network starts with it, and its conf has the lines it has without, and this one; or it is refused.</summary>
    [Theory]
    [InlineData("bootp_file", "dhcp-boot=", new[] { "pxelinux.0", @"boot\x64\wdsnbp.com", "a b c", "#x", "a#b", "grün", "pxe,evil,10.6.6.6", "tag:x", "a #b", "say \"hi\"", "end ", "\"open" })]
    [InlineData("tftp_root", "tftp-root=", new[] { "/run/tftp", "/run/a b", "/run/#b", "/run/a,eth0", "/run/a #b", "/run/\"", "relative", "/run/x " })]
    [InlineData("domain", "domain=", new[] { "lab.example", "lab.example,10.0.0.0/8", "#", "a b", "x\"y", "/x/" })]
    public void AValueIsServedAsGivenOrRefused(string option, string line, string[] values)
    {
        var (served, refused) = (0, 0);
        foreach (var value in values)
        {
            string[] call = ["name=one", "state=active", "ipv4=10.79.32.1/24", "dhcp_ranges=10.79.32.9-10.79.32.20", $"{option}={value}"];
            if (option == "tftp_root")
                world.Run("mkdir", "-p", value.StartsWith('/') ? value : "/run");
            var outcome = world.RunNetwork(call);
            if (outcome.ExitCode != 0)
            {
                Assert.Equal("invalid_value", outcome.ErrorCode);
                Assert.DoesNotContain("one", world.Shell("virsh net-list --all --name"), StringComparison.Ordinal);
                refused++;
                continue;
            }
            Assert.Contains($"\n{line}{value}\n", world.Shell("cat /var/lib/libvirt/dnsmasq/one.conf"), StringComparison.Ordinal);
            world.MustNetwork(change: false, call);
            world.MustNetwork(change: true, "name=one", "state=absent");
            served++;
        }
        Assert.True(served > 0 && refused > 0, $"{served} served, {refused} refused");
    }

    /// <summary>What dnsmasq answers for each name: the text of its record, its strings joined where dnsmasq cut a long one.</summary>
    private List<string> Served(string network, string prefix, IEnumerable<string> names)
    {
        var guest = network + "1";
        // The kernel removes the link of a namespace some time after the namespace.
        world.Shell($"if ip netns list | grep -qw {guest}; then ip link del v{guest}; ip netns del {guest}; fi");
        world.Plug(guest, network, "52:54:00:79:30:01");
        world.Shell($"ip -n {guest} addr add {prefix}.77/24 dev eth0");
        return world.Inside(guest, () => names.Select(name => string.Join('|', Ask($"{prefix}.1", name))).ToList());
    }

    /// <summary>One TXT question by TCP (RFC 1035); strings of 255 bytes are joined with what follows them.</summary>
    private static List<string> Ask(string server, string name)
    {
        var question = new List<byte> { 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (var label in name.Split('.'))
            question.AddRange([(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]);
        question.AddRange([0, 0, 16, 0, 1]);
        using var connection = new TcpClient();
        for (var attempt = 0; !connection.Connected; attempt++)
        {
            try
            {
                connection.Connect(server, 53);
            }
            catch (SocketException) when (attempt < 50)
            {
                Thread.Sleep(100);
            }
        }
        using var stream = connection.GetStream();
        stream.Write([(byte)(question.Count >> 8), (byte)question.Count, .. question]);
        var length = new byte[2];
        stream.ReadExactly(length);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        stream.ReadExactly(answer);
        Assert.True(answer[7] == 1, $"{name}: {answer[7]} answers, {JsonSerializer.Serialize(answer)}");
        var data = answer.AsSpan(question.Count + 12, BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(question.Count + 10)));
        var strings = new List<List<byte>>();
        for (var joins = false; data.Length > 0; data = data[(data[0] + 1)..])
        {
            if (joins)
                strings[^1].AddRange(data[1..(data[0] + 1)]);
            else
                strings.Add([.. data[1..(data[0] + 1)]]);
            joins = data[0] == 255;
        }
        return strings.ConvertAll(text => Encoding.UTF8.GetString([.. text]));
    }
}
