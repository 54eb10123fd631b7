using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>The published binary on an image that others write at the same time.</summary>
public sealed class Races(ITestOutputHelper output) : IDisposable
{
    private const int Processes = 32;

    private readonly ScratchRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void OfThirtyTwoProcessesNoneLosesItsEntry()
    {
        var rounds = Effort.Of(3, 200);
        for (var round = 0; round < rounds; round++)
        {
            // Everybody's address and name move on, so every process has all files to write.
            var shift = round % 3 * 70;
            var runs = Enumerable.Range(1, Processes).Select(number => ScratchRoot.Start(World.Tool, "reservation", $"root={root.Folder}", "lock_timeout=300",
                $"mac=52:54:00:00:01:{number:x2}", $"ip=192.168.122.{shift + number + 10}", $"name=guest{number}-{round}")).ToList();
            foreach (var run in runs)
            {
                var said = run.StandardOutput.ReadToEnd();
                run.WaitForExit();
                Assert.True(run.ExitCode == 0, said);
                run.Dispose();
            }
            var entries = Enumerable.Range(1, Processes).ToList();
            Assert.Equal(entries.Select(number => $"<host mac='52:54:00:00:01:{number:x2}' name='guest{number}-{round}' ip='192.168.122.{shift + number + 10}'/>").Order(StringComparer.Ordinal),
                File.ReadLines(root.Config).Select(line => line.Trim()).Where(line => line.StartsWith("<host", StringComparison.Ordinal)).Order(StringComparer.Ordinal), StringComparer.Ordinal);
            Assert.Equal(entries.Select(number => $"192.168.122.{shift + number + 10} guest{number}-{round}"), File.ReadLines(root.Hosts).Where(line => line.StartsWith("192", StringComparison.Ordinal)), StringComparer.Ordinal);
            Assert.Equal(entries.Select(number => $"52:54:00:00:01:{number:x2},192.168.122.{shift + number + 10},guest{number}-{round}").Order(StringComparer.Ordinal),
                File.ReadLines(Path.Combine(root.Folder, "var/lib/libvirt/dnsmasq/default.hostsfile")).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        }
        output.WriteLine($"{rounds} rounds of {Processes} processes, none lost");
    }

    /// <summary>Editors replace a file as sed -i does, having looked once more whether it is still what they read.</summary>
    [Fact]
    public void OfAnEditorThatNeverStopsNoEditIsLost()
    {
        File.WriteAllText(root.Hosts, "127.0.0.1 localhost\n10.9.9.9 edit-0\n");
        File.WriteAllText(root.Config, File.ReadAllText(root.Config).Replace("<network>", "<network>\n  <!-- edit-0 -->", StringComparison.Ordinal));
        var (calls, told, gone) = (Effort.Of(100, 1000), 0, 0);
        int edits;
        using (var hosts = new Editor(root.Hosts))
        using (var config = new Editor(root.Config))
        {
            for (var call = 1; call <= calls; call++)
            {
                var outcome = root.Reservation($"mac=52:54:00:00:02:{call % 200:x2}", $"ip=192.168.122.{call % 200 + 10}", $"name=call{call}");
                Assert.True(outcome.ExitCode == 0 || outcome.ErrorCode is "changed_underneath" or "not_converged", outcome.Output + outcome.Error);
                told += outcome.ExitCode;
                if (outcome.ExitCode == 0 && !(File.ReadAllText(root.Hosts).Contains($" call{call}\n", StringComparison.Ordinal) && File.ReadAllText(root.Config).Contains($"name='call{call}'", StringComparison.Ordinal)))
                    gone++;
            }
            hosts.Stop();
            config.Stop();
            edits = hosts.Edits + config.Edits;
            Assert.Equal((0, 0), (hosts.Lost, config.Lost));
        }
        output.WriteLine($"{edits} edits beside {calls} calls, none lost; {told} calls said that somebody was faster; {gone} were overwritten by the editor");
        Assert.True(edits > calls / 4, $"only {edits} edits");
        Assert.True(told + gone < calls / 10, $"{told} calls failed, {gone} were overwritten");
        // Nobody writes any more: what is asked for comes, whatever went before.
        Assert.True(root.Reservation("mac=52:54:00:00:03:01", "ip=192.168.122.250", "name=last").Changed);
    }

    /// <summary>Counts up a number in a file, which nobody else touches, and sees whether it ever goes back.</summary>
    private sealed class Editor : IDisposable
    {
        /// <summary>Less than two calls of the tool take: there is hardly one without an edit in it.</summary>
        private const int PauseMilliseconds = 20;

        private readonly string path;
        private readonly Thread thread;
        private volatile bool stops;

        public Editor(string path)
        {
            this.path = path;
            thread = new(Edit);
            thread.Start();
        }

        public int Edits { get; private set; }

        public int Lost { get; private set; }

        public void Stop()
        {
            stops = true;
            thread.Join();
        }

        public void Dispose() => Stop();

        private void Edit()
        {
            var temporary = path + "~editor";
            var last = 0;
            for (; !stops; Thread.Sleep(PauseMilliseconds))
            {
                var text = File.ReadAllText(path);
                var now = int.Parse(Regex.Match(text, @"edit-(?<number>\d+)", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["number"].Value, CultureInfo.InvariantCulture);
                if (now != last)
                    Lost++;
                last = now + 1;
                File.WriteAllBytes(temporary, Encoding.UTF8.GetBytes(text.Replace($"edit-{now}", $"edit-{last}", StringComparison.Ordinal)));
                if (File.ReadAllText(path) == text)
                {
                    File.Move(temporary, path, overwrite: true);
                    Edits++;
                }
                else
                {
                    last = now;
                }
            }
        }
    }
}
