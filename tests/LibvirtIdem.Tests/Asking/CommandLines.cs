using System.Text;
using LibvirtIdem.Asking;
using LibvirtIdem.Model;
using Xunit;

namespace LibvirtIdem.Tests.Asking;

/// <summary>The words of a call, as far as they can be understood without doing anything.</summary>
public sealed class CommandLines
{
    [Theory]
    [InlineData("reservation mac=1", "reservation", "mac=1", null)]
    [InlineData("network name=lab", "network", "name=lab", null)]
    [InlineData("info", "info", "", null)]
    [InlineData("undo {\"diff\":true}", "undo", """{"diff":true}""", null)]
    [InlineData("export -", "export", "(input)", null)]
    [InlineData("import guests.csv purge=true", "import", "purge=true", "guests.csv")]
    [InlineData("import - file.json", "import", "{}", "-")]
    [InlineData("file.json", "reservation", "{}", null)]
    [InlineData("info.json", "info", """{"command":"info"}""", null)]
    public void CommandAndArgumentsAreFound(string words, string command, string arguments, string? csv)
    {
        var run = Assert.IsType<Call.Run>(Parse(words));
        Assert.Equal(command, CommandNames.Names[(int)run.Command]);
        Assert.Equal(arguments, run.Json is { } json ? Encoding.UTF8.GetString(json) : string.Join(' ', run.Words));
        Assert.Equal(csv, run.CsvFile);
    }

    [Theory]
    [InlineData("--help", "Configures libvirt networks")]
    [InlineData("-h", "Configures libvirt networks")]
    [InlineData("help", "Configures libvirt networks")]
    [InlineData("help undo", "usage: libvirt-idem undo")]
    [InlineData("--help info", "usage: libvirt-idem info")]
    [InlineData("network --help", "usage: libvirt-idem network")]
    [InlineData("import guests.csv purge=true -h", "usage: libvirt-idem import")]
    [InlineData("--version", "libvirt-idem 0.")]
    public void HelpIsThereWhereverItIsAskedFor(string words, string start) =>
        Assert.StartsWith(start, Encoding.UTF8.GetString(Assert.IsType<Call.Text>(Parse(words)).Content), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "no command is given; try libvirt-idem --help")]
    [InlineData("reservations mac=1", "reservations is neither a command nor a JSON file; did you mean reservation?")]
    [InlineData("frobnicate", "frobnicate is neither a command nor a JSON file; libvirt-idem --help lists the commands")]
    [InlineData("help netwrok", "netwrok is not a command; did you mean network?")]
    [InlineData("import", "import needs a file: libvirt-idem import FILE.csv [key=value ...], or - for standard input")]
    [InlineData("info default", "default is not key=value; arguments are key=value words, or one of: '{…}', a JSON file, - for JSON on standard input")]
    public void WrongCallsAreToldHowToGoOn(string words, string message)
    {
        var problem = Assert.IsType<Call.Wrong>(Parse(words)).Problem;
        Assert.Equal((ErrorCode.Usage, message), (problem.Code, problem.Msg));
    }

    private static Call Parse(string words) => CommandLine.Parse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        path => path switch { "file.json" => "{}"u8.ToArray(), "info.json" => """{"command":"info"}"""u8.ToArray(), _ => null }, () => "(input)"u8.ToArray());
}
