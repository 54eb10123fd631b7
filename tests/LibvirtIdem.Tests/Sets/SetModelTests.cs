using System.Text.Json.Nodes;
using CsCheck;
using Xunit;

namespace LibvirtIdem.Tests.Sets;

/// <summary>Random calls in a row, on an image and on the model of what they mean: both come to the same, and what is refused changes nothing.</summary>
public sealed class SetModelTests(ITestOutputHelper output)
{
    /// <summary>Calls in a row.</summary>
    private const int Longest = 20;

    private enum Kind { Done, Refused, Open }

    private static readonly Gen<(string? Domain, SetCall[] Calls)> Rows = Gen.Select(Gen.OneOf(null, "lab.test"), SetCall.Any.Array[1, Longest], (domain, calls) => (domain, calls));

    [Fact]
    public void InThisProcess() => Play(Effort.Of(600, 100_000), SetImage.Play);

    [Fact]
    public void ByThePublishedBinary() => Play(Effort.Of(200, 20_000), SetImage.PlayBinary);

    private void Play(int calls, Func<string, JsonNode> play)
    {
        int[] counts = [0, 0, 0];
        Rows.Sample(row =>
        {
            using var image = new SetImage(row.Domain);
            var model = new SetModel(row.Domain);
            foreach (var call in row.Calls)
                Interlocked.Increment(ref counts[(int)Compare(call, image, model, play)]);
        }, iter: calls * 2 / (Longest + 1), threads: 1);
        var (done, refused, open) = (counts[(int)Kind.Done], counts[(int)Kind.Refused], counts[(int)Kind.Open]);
        output.WriteLine($"{done + refused + open} calls: {done} done, {refused} refused, {open} left open by the documentation");
        Assert.True(done > calls / 5 && refused > calls / 10 && open < calls / 10, $"{done} done, {refused} refused, {open} open");
    }

    private static Kind Compare(SetCall call, SetImage image, SetModel model, Func<string, JsonNode> play)
    {
        var (before, heldBefore) = (image.Census(), Text(image.Entries(), image.Lines()));
        var predicted = call.IsRepeated ? play(image.Arguments(call, checkMode: true)) : null;
        Assert.Equal(before, image.Census());
        var verdict = model.Play(call);
        var result = play(image.Arguments(call));
        var (failed, changed) = (result["failed"]!.GetValue<bool>(), result["changed"]!.GetValue<bool>());
        var context = $"{call}\n{result.ToJsonString()}\nbefore:\n{heldBefore}";
        var after = image.Census();
        Assert.True((before != after) == changed, context);
        if (changed)
            Assert.Equal(image.Expected(), image.Served());
        if (predicted is not null)
        {
            foreach (var key in new[] { "changed", "failed", "summary", "changes", "errors" })
                Assert.Equal(predicted[key]?.ToJsonString(), result[key]?.ToJsonString());
            Assert.False(play(image.Arguments(call))["changed"]!.GetValue<bool>(), context);
            Assert.Equal(after, image.Census());
        }
        if (verdict.Codes is null)
        {
            model.Set(image.Entries(), image.Lines());
            return Kind.Open;
        }
        if (verdict.Codes.Count > 0)
        {
            Assert.True(failed && result["errors"]!.AsArray().Any(error => verdict.Codes.Contains(error!["code"]!.GetValue<string>(), StringComparer.Ordinal)), $"expected {string.Join(' ', verdict.Codes)}: {context}");
            return Kind.Refused;
        }
        var (expected, held) = (Text(model.Entries, model.Lines), Text(image.Entries(), image.Lines()));
        Assert.True(!failed && expected == held, $"expected:\n{expected}\nis:\n{held}\nby {context}");
        return Kind.Done;
    }

    private static string Text(IEnumerable<Held> entries, Dictionary<string, List<string>> lines) =>
        string.Join('\n', entries.Select(entry => entry.ToString()).Order(StringComparer.Ordinal).Concat(lines.Select(line => $"hosts {line.Key} {string.Join(' ', line.Value)}").Order(StringComparer.Ordinal)));
}
