using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LibvirtIdem.Asking;
using LibvirtIdem.Commands;
using LibvirtIdem.Machine;
using LibvirtIdem.Reporting;
using LibvirtIdem.Tests.Live;
using LibvirtIdem.Tests.Machine;
using LibvirtIdem.Tests.Made;
using Xunit;

namespace LibvirtIdem.Tests.Cases;

/// <summary>
/// tests/cases/WHAT-HAPPENS: args.json (without root), before/ and after/ (trees below the root; no after/ means that nothing changes) and
/// result.json (exit status, and what the result must contain; "chroot": true plays it where the files are the running system's). A new case needs no C#.
/// UPDATE=1 writes after/ from the binary: read the difference.
/// </summary>
public sealed class CaseTests : IDisposable
{
    private static readonly string Folder = Path.Combine(World.Repository, "tests", "cases");

    private readonly string root = Directory.CreateTempSubdirectory("libvirt-idem-case-").FullName;

    public static TheoryData<string> Cases => [.. Directory.EnumerateDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> CasesOnImages => [.. Cases.Select(row => row.Data).Where(name => !IsInChroot(name))];

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [MemberData(nameof(CasesOnImages))]
    public void InProcess(string name) => Play(name, arguments =>
    {
        var result = CommandIn(arguments) switch { Command.Network => Network(arguments), Command.Dns => Dns(arguments), Command.Info => Info(arguments), _ => Reservation(arguments) };
        var json = new ArrayBufferWriter<byte>();
        ReservationReport.Write(result, indented: false, json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public void PublishedBinary(string name)
    {
        Assert.True(File.Exists(World.Tool), $"{World.Tool} is missing; run make build first");
        Assert.SkipUnless(!IsInChroot(name) || Environment.UserName == "root", "a chroot needs root");
        var exit = Result(name)["exit"]!.GetValue<int>();
        Play(name, arguments =>
        {
            string[] words = [CommandNames.Names[(int)CommandIn(arguments)], arguments];
            var outcome = IsInChroot(name) ? SchemaCheck.Held(ScratchRoot.Run(Path.Combine(World.Repository, "tests/world/inside"), [root, World.Tool, .. words]), World.Tool, words)
                : ScratchRoot.Run(World.Tool, words);
            // Of an unknown network check mode assumes that it is created first.
            Assert.True(outcome.ExitCode == exit || (IsUnknownNetwork(name) && arguments.Contains("\"check_mode\": true", StringComparison.Ordinal)), $"exit {outcome.ExitCode}: {outcome.Output}{outcome.Error}");
            return outcome.Output;
        });
    }

    private static JsonNode Result(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name, "result.json")))!;

    private static bool IsInChroot(string name) => Result(name)["chroot"]?.GetValue<bool>() == true;

    private static bool IsUnknownNetwork(string name) => Result(name)["result"]!["errors"]?[0]?["code"]?.GetValue<string>() == "network_not_found";

    private static Command CommandIn(string arguments) => OptionsReader.CommandIn(Encoding.UTF8.GetBytes(arguments));

    private static Result Reservation(string arguments)
    {
        var options = OptionsReader.Read(new(Command.Reservation, "the case", Encoding.UTF8.GetBytes(arguments)), out var unreadable);
        return options is null ? ReservationReport.Refused(null, [unreadable!])
            : ReservationRequestParser.Parse(options, null, ImportReader.Of(options), out var problems) is { } request ? ReservationCommand.Run(request) : ReservationReport.Refused(null, problems);
    }

    private static Result Network(string arguments)
    {
        var options = OptionsReader.Read(new(Command.Network, "the case", Encoding.UTF8.GetBytes(arguments)), out var unreadable);
        return options is null ? ReservationReport.Refused(null, [unreadable!])
            : NetworkRequestParser.Parse(options, out var problems) is { } request ? NetworkCommand.Run(request, showsProgress: false) : ReservationReport.Refused(null, problems);
    }

    private static Result Dns(string arguments)
    {
        var options = OptionsReader.Read(new(Command.Dns, "the case", Encoding.UTF8.GetBytes(arguments)), out var unreadable);
        return options is null ? ReservationReport.Refused(null, [unreadable!])
            : DnsRequestParser.Parse(options, out var problems) is { } names ? NetworkCommand.Run(names, showsProgress: false) : ReservationReport.Refused(null, problems);
    }

    private static Result Info(string arguments)
    {
        var options = OptionsReader.Read(new(Command.Info, "the case", Encoding.UTF8.GetBytes(arguments)), out var unreadable);
        return options is null ? ReservationReport.Refused(null, [unreadable!])
            : InfoRequestParser.Parse(options, out var problems) is { } request ? InfoCommand.Run(request) : ReservationReport.Refused(null, problems);
    }

    private void Play(string name, Func<string, string> call)
    {
        var folder = Path.Combine(Folder, name);
        ScratchRoot.Run("cp", "-a", Path.Combine(folder, "before/."), root);
        if (IsInChroot(name))
            Directory.CreateDirectory(Path.Combine(root, ".program"));
        var after = Path.Combine(folder, "after");
        var whole = Result(name);
        var expected = whole["result"]!.AsObject();

        var before = Census();
        var predicted = JsonNode.Parse(call(Arguments(name, checkMode: true)))!;
        Assert.Equal(before, Census());

        var result = JsonNode.Parse(call(Arguments(name, checkMode: false)))!;
        if (IsUpdate && TakeMessages(expected, result))
            File.WriteAllText(Path.Combine(folder, "result.json"), whole.ToJsonString(Indented) + "\n");
        Contains(expected, result, "result");
        foreach (var key in IsUnknownNetwork(name) ? [] : new[] { "changed", "failed", "changes", "reservations", "summary", "errors" })
            Assert.Equal(predicted[key]?.ToJsonString(), result[key]?.ToJsonString());
        if (IsUpdate && result["changed"]!.GetValue<bool>())
            ScratchRoot.Run("bash", "-c", $"rm -rf {after} && cp -a {root} {after} && rm -rf {after}/var/lib/libvirt-idem && find {after} -type d -empty -delete");
        if (!result["changed"]!.GetValue<bool>())
        {
            Assert.Equal(before, Census());
            Assert.False(Directory.Exists(after), "nothing changed, but there is an after/");
            return;
        }
        Assert.Equal(Tree(after), Tree(root));

        var settled = Census();
        var again = JsonNode.Parse(call(Arguments(name, checkMode: false)))!;
        Assert.False(again["changed"]!.GetValue<bool>());
        Assert.Equal(result["reservations"]?.ToJsonString(), again["reservations"]?.ToJsonString());
        Assert.Equal(settled, Census());
    }

    private string Arguments(string name, bool checkMode)
    {
        var folder = Path.Combine(Folder, name);
        var text = File.ReadAllText(Path.Combine(folder, "args.json")).Replace("\"csv\": \"", $"\"csv\": \"{folder}/", StringComparison.Ordinal);
        // Not every case's arguments are an object that can be added to: those are refused before the root is looked at.
        // What only looks has no check mode.
        var check = CommandIn(text) == Command.Info ? "" : $"\"check_mode\": {(checkMode ? "true" : "false")}, ";
        return text.TrimEnd() is ['{', .., '}'] whole && !whole.Contains("\"root\"", StringComparison.Ordinal)
            ? $$"""{"root": {{JsonSerializer.Serialize(IsInChroot(name) ? "/" : root)}}, {{check}}{{whole[1..]}}""" : text;
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static bool IsUpdate => Environment.GetEnvironmentVariable("UPDATE") == "1";

    private static bool IsMessage(string path) => path.EndsWith(".msg", StringComparison.Ordinal) || path.Contains(".warnings[", StringComparison.Ordinal) || (path.Contains(".restart_reasons[", StringComparison.Ordinal) && path.EndsWith(".what", StringComparison.Ordinal));

    private string Census() => ScratchRoot.Run("find", root, "-printf", "%p %i %m %T@ %C@\n").Output;

    private static string Tree(string folder)
    {
        var text = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, file);
            if (!name.StartsWith("var/lib/libvirt-idem", StringComparison.Ordinal))
                text.Append(name).Append('\n')
                    .Append(new FileInfo(file).LinkTarget is { } link ? "-> " + link : Encoding.Latin1.GetString(File.ReadAllBytes(file))).Append("<end>\n");
        }
        return text.ToString();
    }

    /// <summary>UPDATE=1: messages that the case expects otherwise are taken from the result. True where there was one.</summary>
    private static bool TakeMessages(JsonNode? expected, JsonNode? actual, bool isMessage = false)
    {
        var isTaken = false;
        if (expected is JsonObject keys)
            foreach (var (key, value) in keys.ToList())
                isTaken |= TakeMessages(value, (actual as JsonObject)?[key], key is "msg" or "warnings" || (isMessage && key == "what") || key == "restart_reasons");
        else if (expected is JsonArray items && actual is JsonArray { } found && found.Count == items.Count)
            for (var item = 0; item < items.Count; item++)
                isTaken |= TakeMessages(items[item], found[item], isMessage);
        else if (isMessage && expected is JsonValue text && actual is JsonValue now && !now.GetValue<string>().Contains(text.GetValue<string>(), StringComparison.Ordinal))
        {
            text.ReplaceWith(Regex.Replace(now.GetValue<string>(), ".*(/tmp/libvirt-idem-case-[A-Za-z0-9]+|/tests/cases/[^/]+/)", ""));
            return true;
        }
        return isTaken;
    }

    /// <summary>Every key and item of the expected JSON is in the actual one; a message matches when the expected text is a part of it.</summary>
    private static void Contains(JsonNode? expected, JsonNode? actual, string path)
    {
        switch (expected)
        {
            case JsonObject wanted:
                foreach (var (key, value) in wanted)
                    Contains(value, actual?[key], $"{path}.{key}");
                break;
            case JsonArray wanted:
                Assert.True(actual is JsonArray found && found.Count == wanted.Count, $"{path}: {actual?.ToJsonString()}");
                for (var item = 0; item < wanted.Count; item++)
                    Contains(wanted[item], actual![item], $"{path}[{item}]");
                break;
            case JsonValue wanted when IsMessage(path) && wanted.GetValueKind() == JsonValueKind.String && actual is JsonValue { } text && text.GetValueKind() == JsonValueKind.String:
                Assert.Contains(wanted.GetValue<string>(), text.GetValue<string>(), StringComparison.Ordinal);
                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), $"{path}: expected {expected?.ToJsonString()}, is {actual?.ToJsonString()}");
                break;
        }
    }
}
