using System.Text.Json;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>Arguments of many keys, as Ansible sends them: the published binary loads no library for them (a static one that does ends by a signal), and finds one that is given twice.</summary>
public sealed class ManyKeys : IDisposable
{
    private readonly ScratchRoot root = new();

    public void Dispose() => root.Dispose();

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    [InlineData(65)]
    [InlineData(1000)]
    public void AreReadWithoutALibrary(int count)
    {
        var keys = string.Concat(Enumerable.Range(0, count).Select(key => $"\"_ansible_{key}\": {key}, "));
        var outcome = ScratchRoot.Run("strace", "-f", "-qq", "-e", "trace=openat,mmap", World.Tool, "info", $$"""{ {{keys}}"root": {{JsonSerializer.Serialize(root.Folder)}} }""");
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.DoesNotContain("libcrypto", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ KEYS "_ansible_0": 1}""", 5, "_ansible_0")]
    [InlineData("""{ KEYS "_ansible_0": 1}""", 64, "_ansible_0")]
    [InlineData("""{ KEYS "_ansible_0": 1}""", 65, "_ansible_0")]
    [InlineData("""{ KEYS "_ansible_199": 1}""", 200, "_ansible_199")]
    [InlineData("""{ KEYS "\u005fansible_7": 1}""", 20, "_ansible_7")]
    [InlineData("""{ KEYS "reservations": [{"ip": "192.168.122.9"}, {"mac": "52:54:00:00:00:01", "ip": "192.168.122.8", "\u006dac": ""}]}""", 3, "mac")]
    [InlineData("""{ KEYS "x": {"a": {"b": 1}, "c": {"b": 1}, "a": 2}}""", 3, "a")]
    public void AreToldWhereOneIsGivenTwice(string json, int count, string key)
    {
        var keys = string.Concat(Enumerable.Range(0, count).Select(number => $"\"_ansible_{number}\": {number}, "));
        var outcome = ScratchRoot.Run(World.Tool, "reservation", json.Replace("KEYS", keys, StringComparison.Ordinal));
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal($"{key} is given twice; give it once", outcome.Json["msg"]!.GetValue<string>());
    }
}
