using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>The scripts that <c>completion</c> prints, in the shells themselves: what is typed, and what the line holds once all matches are put in.</summary>
public sealed class CompletionsInShells : IDisposable
{
    private readonly ScratchRoot root = new();

    public CompletionsInShells()
    {
        File.Copy(root.Config, Path.Combine(root.Folder, "etc/libvirt/qemu/networks/lab.xml"));
        Directory.CreateDirectory(Path.Combine(root.Folder, "run/libvirt/network"));
        File.WriteAllText(Path.Combine(root.Folder, "run/libvirt/network/transient.xml"), "");
        File.WriteAllText(Path.Combine(root.Folder, "etc/libvirt/qemu/web1.xml"), "");
        File.WriteAllText(Path.Combine(root.Folder, "etc/libvirt/qemu/$(touch ran).xml"), "");
        File.WriteAllText(Path.Combine(root.Folder, "guests.csv"), "");
    }

    public static TheoryData<string, string, string[]> Lines
    {
        get
        {
            var data = new TheoryData<string, string, string[]>();
            foreach (var shell in new[] { "bash", "zsh", "fish" })
            {
                data.Add(shell, "libvirt-idem ex", ["export"]);
                data.Add(shell, "libvirt-idem in", ["info"]);
                data.Add(shell, "libvirt-idem completion ", ["bash", "fish", "zsh"]);
                data.Add(shell, "libvirt-idem schema un", ["undo"]);
                data.Add(shell, "libvirt-idem help i", ["import", "info"]);
                data.Add(shell, "libvirt-idem undo ", ["check_mode=", "diff=", "lock_timeout=", "root="]);
                data.Add(shell, "libvirt-idem undo diff=true root=/ ", ["check_mode=", "lock_timeout="]);
                data.Add(shell, "libvirt-idem reservation on_", ["on_active_lease=", "on_conflict="]);
                data.Add(shell, "libvirt-idem reservation on_active_lease=", ["fail", "ignore", "release", "warn"]);
                data.Add(shell, "libvirt-idem reservation purge=", ["false", "true"]);
                data.Add(shell, "libvirt-idem network state=", ["absent", "active", "inactive", "present"]);
                data.Add(shell, "libvirt-idem network forward=no", ["none"]);
                data.Add(shell, "libvirt-idem export format=", ["ansible", "csv", "dnsmasq", "hosts", "json", "ssh_config", "zone"]);
                data.Add(shell, "libvirt-idem info root=ROOT network=", ["default", "lab", "transient"]);
                data.Add(shell, "libvirt-idem network root=ROOT name=la", ["lab"]);
                data.Add(shell, "libvirt-idem reservation root=ROOT guest=we", ["web1"]);
                data.Add(shell, "libvirt-idem reservation ip=", ["auto"]);
                data.Add(shell, "libvirt-idem reservation csv=ROOT/gu", ["ROOT/guests.csv"]);
                data.Add(shell, "libvirt-idem import ROOT/gu", ["ROOT/guests.csv"]);
                data.Add(shell, "libvirt-idem import ROOT/guests.csv ma", ["max_removals="]);
            }
            return data;
        }
    }

    public void Dispose() => root.Dispose();

    [Theory]
    [MemberData(nameof(Lines))]
    public void LinesAreCompleted(string shell, string line, string[] expected)
    {
        var typed = line.Replace("ROOT", root.Folder, StringComparison.Ordinal);
        var word = typed[(typed.LastIndexOf(' ') + 1)..];
        var completed = Complete(shell, typed, word);
        // zsh adds the = once one match is left, so not to all of them at once.
        Assert.Equal(expected.Select(one => Plain(one.Replace("ROOT", root.Folder, StringComparison.Ordinal))).ToArray(), completed.Select(Plain).Order(StringComparer.Ordinal).ToArray());

        string Plain(string completion) => shell == "zsh" ? completion.TrimEnd('=') : completion;
    }

    /// <summary>A guest may be called anything; what is called so is not run.</summary>
    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void NamesAreOnlyNames(string shell)
    {
        _ = Complete(shell, $"libvirt-idem reservation root={root.Folder} guest=", "guest=");
        Assert.Empty(Directory.EnumerateFiles(Environment.CurrentDirectory, "ran"));
        Assert.False(File.Exists(Path.Combine(root.Folder, "ran")));
    }

    /// <summary>make install puts all of it where man and the shells look by themselves.</summary>
    [Fact]
    public void InstalledOnesAreFoundByTheShells()
    {
        var prefix = Path.Combine(root.Folder, "usr");
        var installed = ScratchRoot.Run("make", "-s", "-C", World.Repository, "-o", "dist/libvirt-idem", "install", $"DESTDIR={root.Folder}", "PREFIX=/usr");
        Assert.True(installed.ExitCode == 0, installed.Output + installed.Error);
        Assert.Equal(
            ["bin/libvirt-idem", "share/bash-completion/completions/libvirt-idem", "share/fish/vendor_completions.d/libvirt-idem.fish", "share/man/man1/libvirt-idem.1",
                "share/zsh/site-functions/_libvirt-idem"],
            Directory.EnumerateFiles(prefix, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(prefix, file)).Order(StringComparer.Ordinal).ToArray());
        Assert.Equal(0, ScratchRoot.Run("man", "-M", $"{prefix}/share/man", "-w", "libvirt-idem").ExitCode);
        Assert.Contains("format=", ScratchRoot.Run("fish", "--no-config", "-c",
            $"set -p PATH {prefix}/bin; set fish_complete_path {prefix}/share/fish/vendor_completions.d; complete -C 'libvirt-idem export f'").Output, StringComparison.Ordinal);
        using (var zsh = new Terminal("zsh", $"fpath=({prefix}/share/zsh/site-functions $fpath)"))
            Assert.Equal("libvirt-idem network forward=none ", zsh.Completed("libvirt-idem network forward=no"));
        using (var bash = new Terminal("bash", $". {prefix}/share/bash-completion/completions/libvirt-idem"))
            Assert.Equal("libvirt-idem network forward=none ", bash.Completed("libvirt-idem network forward=no"));
    }

    private static IEnumerable<string> Complete(string shell, string typed, string word)
    {
        if (shell == "fish")
        {
            // Its own engine; each candidate is the whole word, a tab and what it is.
            var said = ScratchRoot.Run("fish", "--no-config", "-c", $"{World.Tool} completion fish | source; complete -C '{typed}'");
            Assert.True(said.ExitCode == 0 && said.Error.Length == 0, said.Error);
            return said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(candidate => Value(candidate.Split('\t')[0], word));
        }
        using var terminal = new Terminal(shell);
        var line = terminal.Completed(typed);
        Assert.StartsWith(typed[..^word.Length], line, StringComparison.Ordinal);
        return line[(typed.Length - word.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(candidate => Value(candidate, word));
    }

    private static string Value(string candidate, string word) =>
        word.Contains('=', StringComparison.Ordinal) && candidate.Contains('=', StringComparison.Ordinal) ? candidate[(candidate.IndexOf('=', StringComparison.Ordinal) + 1)..] : candidate;

    /// <summary>A shell on a terminal of its own, which tells its line when asked.</summary>
    private sealed class Terminal : IDisposable
    {
        private const string AllMatches = "\x18" + "a";
        private const string TellLine = "\x18" + "l";
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        private readonly Process process;
        private readonly StringBuilder seen = new();

        public Terminal(string shell, string? from = null)
        {
            process = ScratchRoot.Start("script", "-qec", shell == "bash" ? "bash --norc --noprofile -i" : "zsh -f -i", "/dev/null");
            // The marks are put together by the shell, so that the echo of what is typed here does not look like them.
            var setup = shell == "bash"
                ? """
                    PS1=; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; bind '"\C-xa": insert-completions'; bind -x '"\C-xl": printf "%s<%s>\n" LI""NE "$READLINE_LINE"; READLINE_LINE='
                    """
                : """
                    PS1=; unset zle_bracketed_paste; FROM; autoload -U compinit; compinit -u -D; tell() { print -r -- "LI""NE<$BUFFER>"; BUFFER= }; zle -N tell; bindkey '^Xl' tell; zle -C all-matches complete-word _generic; bindkey '^Xa' all-matches; zstyle ':completion:all-matches::::' completer _all_matches _complete; zstyle ':completion:all-matches:*' insert true
                    """;
            var load = from ?? $"eval \"$({World.Tool} completion {shell})\"";
            Type(setup.Trim().Contains("FROM", StringComparison.Ordinal) && from is not null ? $"{setup.Trim().Replace("FROM", from, StringComparison.Ordinal)}; echo REA''DY\n"
                : $"{setup.Trim().Replace(" FROM;", "", StringComparison.Ordinal)}; {load}; echo REA''DY\n");
            Await("READY");
        }

        public string Completed(string typed)
        {
            Type(typed + AllMatches + TellLine);
            return Regex.Match(Await(">\r\n"), "LINE<(?<line>[^>]*)>\r\n$", RegexOptions.ExplicitCapture, Patience).Groups["line"].Value;
        }

        public void Dispose()
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        private void Type(string text)
        {
            process.StandardInput.Write(text);
            process.StandardInput.Flush();
        }

        private string Await(string end)
        {
            using var late = new CancellationTokenSource(Patience);
            var buffer = new char[1];
            while (!seen.ToString().EndsWith(end, StringComparison.Ordinal))
            {
                var read = process.StandardOutput.ReadAsync(buffer.AsMemory(), late.Token).AsTask().GetAwaiter().GetResult();
                Assert.True(read == 1, seen.ToString());
                seen.Append(buffer[0]);
            }
            return seen.ToString();
        }
    }
}
