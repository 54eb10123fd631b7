using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>What <c>make dist</c> packs, from the binary that is there: put into a Debian system and into an rpm root, and packed twice.</summary>
public sealed partial class Packages : IDisposable
{
    private static readonly string Rid = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    private readonly string folder = Directory.CreateTempSubdirectory("libvirt-idem-dist-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void BinaryNeedsNoLibraryAndNoInterpreter()
    {
        var segments = Done("readelf", "--wide", "--program-headers", "--dynamic", World.Tool);
        Assert.Contains("LOAD", segments, StringComparison.Ordinal);
        Assert.DoesNotContain("INTERP", segments, StringComparison.Ordinal);
        Assert.DoesNotContain("NEEDED", segments, StringComparison.Ordinal);
    }

    [Fact]
    public void VersionSaysCommitArchitectureAndLinkage()
    {
        var version = Done(World.Tool, "--version");
        var machine = Rid == "linux-arm64" ? "aarch64" : "x86_64";
        Assert.Matches($@"^libvirt-idem {Regex.Escape(BuildVersion.Number)}\+[0-9a-f]{{40}} \({machine}, static\)\n$", version);
    }

    [Fact]
    public void PackingTwiceGivesTheSameBytes()
    {
        // Another folder, another umask, another name of the binary's own.
        var copy = Path.Combine(folder, "elsewhere", "libvirt-idem");
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(World.Tool, copy);
        File.SetLastWriteTimeUtc(copy, DateTime.UnixEpoch);
        Pack("one", World.Tool);
        Done("bash", "-c", $"umask 077; TZ=Asia/Tokyo {Script("dist")} {Rid} {copy} {copy} {folder}/two");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "one")))
            Assert.Equal(Hash(file), Hash(Path.Combine(folder, "two", Path.GetFileName(file))));
        var readme = File.ReadAllText(Path.Combine(World.Repository, "README.md"));
        if (Rid == "linux-x64")
            Assert.All(Directory.GetFiles(Path.Combine(folder, "one")), file => Assert.Contains(Path.GetFileName(file), readme, StringComparison.Ordinal));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(folder, "two")).Length);
    }

    [Fact]
    public void ArchiveRunsWhereItIsUnpacked()
    {
        Pack("packed", World.Tool);
        Done("tar", "-xzf", Directory.GetFiles(Path.Combine(folder, "packed"), "*.tar.gz").Single(), "-C", folder, "--strip-components=1");
        Assert.Equal(Done(World.Tool, "--version"), Done(Path.Combine(folder, "bin", "libvirt-idem"), "--version"));
    }

    [Fact]
    public void DebianFindsNoFaultWithThePackage()
    {
        Pack("packed", World.Tool);
        var said = ScratchRoot.Run("lintian", "--allow-root", "--fail-on", "error", Package("packed", "deb"));
        Assert.True(said.ExitCode == 0, said.Output + said.Error);
        Assert.DoesNotContain("E: ", said.Output, StringComparison.Ordinal);
    }

    /// <summary>This system itself, as the lower layer of one that is thrown away.</summary>
    [Fact]
    public void PackageIsInstalledUpgradedRemovedAndPurged()
    {
        Assert.SkipUnless(Environment.UserName == "root", "installing a package needs root");
        Pack("old", World.Tool);
        Pack("new", World.Tool, "0.9.0");
        var script = Path.Combine(folder, "script");
        File.WriteAllText(script, $$"""
            set -eu
            mount -t tmpfs tmpfs {{folder}}
            mkdir {{folder}}/upper {{folder}}/work {{folder}}/system
            mount -t overlay overlay -o lowerdir=/,upperdir={{folder}}/upper,workdir={{folder}}/work {{folder}}/system
            cat >{{folder}}/system/old.deb <&3
            cat >{{folder}}/system/new.deb <&4
            chroot {{folder}}/system sh -euc '
                dpkg -i /old.deb
                test "$(dpkg-query -W -f "\${Version} \${Status}" libvirt-idem)" = "0.1.0-1 install ok installed"
                libvirt-idem --version
                man -w libvirt-idem
                dpkg --verify libvirt-idem
                mkdir -p /var/lib/libvirt-idem && touch /var/lib/libvirt-idem/journal
                dpkg -i /new.deb
                test "$(dpkg-query -W -f "\${Version}" libvirt-idem)" = 0.9.0-1
                test -e /var/lib/libvirt-idem/journal
                dpkg -r libvirt-idem
                ! test -e /usr/bin/libvirt-idem
                ! test -e /usr/share/doc/libvirt-idem
                test -e /var/lib/libvirt-idem/journal
                dpkg -P libvirt-idem
                ! test -e /var/lib/libvirt-idem
                ! dpkg-query -W libvirt-idem 2>/dev/null
            '
            """);
        Done("unshare", "--mount", "bash", "-c", $"bash {script} 3<{Package("old", "deb")} 4<{Package("new", "deb")}");
    }

    [Fact]
    public void RpmlintFindsNoErrorInTheRpm()
    {
        Pack("packed", World.Tool);
        var said = ScratchRoot.Run("rpmlint", "--config", Path.Combine(World.Repository, "scripts/rpmlint.toml"), Package("packed", "rpm"));
        Assert.True(said.ExitCode == 0, said.Output + said.Error);
        Assert.Contains("1 packages", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("E: ", said.Output, StringComparison.Ordinal);
    }

    /// <summary>An rpm database and file system of their own; the package runs no script and needs nothing that would have to be there.</summary>
    [Fact]
    public void RpmIsInstalledUpgradedAndRemoved()
    {
        Assert.SkipUnless(Environment.UserName == "root", "installing a package needs root");
        Pack("old", World.Tool);
        Pack("new", World.Tool, "0.9.0");
        var system = Path.Combine(folder, "system");
        Directory.CreateDirectory(system);
        Rpm("--install", Package("old", "rpm"));
        Assert.Equal(Done(World.Tool, "--version"), Done("chroot", system, "/usr/bin/libvirt-idem", "--version"));
        Assert.Equal($"libvirt-idem-{BuildVersion.Number}-1\n", Rpm("--query", "--queryformat", "%{NAME}-%{VERSION}-%{RELEASE}\n", "libvirt-idem"));
        Assert.Equal("", Rpm("--query", "--scripts", "libvirt-idem"));
        Assert.All(Rpm("--query", "--requires", "libvirt-idem").Split('\n', StringSplitOptions.RemoveEmptyEntries), needed => Assert.StartsWith("rpmlib(", needed, StringComparison.Ordinal));
        string[] shared =
        [
            "man/man1/libvirt-idem.1.gz", "bash-completion/completions/libvirt-idem", "zsh/site-functions/_libvirt-idem",
            "fish/vendor_completions.d/libvirt-idem.fish", "licenses/libvirt-idem/LICENSE",
        ];
        foreach (var file in shared)
            Assert.True(File.Exists(Path.Combine(system, "usr/share", file)), file);
        Assert.Equal("", Rpm("--verify", "libvirt-idem"));
        var journal = Path.Combine(system, "var/lib/libvirt-idem/journal");
        Directory.CreateDirectory(Path.GetDirectoryName(journal)!);
        File.WriteAllText(journal, "");
        Rpm("--upgrade", Package("new", "rpm"));
        Assert.Equal("libvirt-idem-0.9.0-1\n", Rpm("--query", "--queryformat", "%{NAME}-%{VERSION}-%{RELEASE}\n", "libvirt-idem"));
        Rpm("--erase", "libvirt-idem");
        Assert.Empty(Directory.GetFiles(Path.Combine(system, "usr"), "*", SearchOption.AllDirectories));
        Assert.True(File.Exists(journal));

        string Rpm(params string[] arguments) => Done("rpm", ["--root", system, "--dbpath", "/var/lib/rpm", .. arguments]);
    }

    [Fact]
    public void BillOfMaterialsNamesWhatIsLinkedIn()
    {
        var bill = JsonNode.Parse(Done(Script("sbom"), Rid, World.Tool))!;
        Assert.Equal("CycloneDX", bill["bomFormat"]!.GetValue<string>());
        Assert.Equal(Hash(World.Tool), bill["metadata"]!["component"]!["hashes"]![0]!["content"]!.GetValue<string>());
        var names = bill["components"]!.AsArray().Select(component => component!["name"]!.GetValue<string>()).ToList();
        // The project's own references, less its analyzers; and .NET itself.
        foreach (Match reference in References().Matches(File.ReadAllText(Path.Combine(World.Repository, "src/LibvirtIdem/LibvirtIdem.csproj"))))
            Assert.Contains(reference.Groups["name"].Value, names, StringComparer.Ordinal);
        Assert.Contains(names, name => name.Contains($"NativeAOT.{Rid}", StringComparison.Ordinal));
        Assert.DoesNotContain("Meziantou.Analyzer", names, StringComparer.Ordinal);
        Assert.All(bill["components"]!.AsArray(), component => Assert.Equal(128, component!["hashes"]![0]!["content"]!.GetValue<string>().Length));
    }

    private static string Script(string name) => Path.Combine(World.Repository, "scripts", name);

    private void Pack(string into, string binary, string? version = null) => Done(Script("dist"), [Rid, binary, World.Tool, Path.Combine(folder, into), .. version is null ? (string[])[] : [version]]);

    private string Package(string packed, string kind) => Directory.GetFiles(Path.Combine(folder, packed), $"*.{kind}").Single();

    private static string Done(string program, params string[] arguments)
    {
        var outcome = ScratchRoot.Run(program, arguments);
        Assert.True(outcome.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{program} {string.Join(' ', arguments)}: {outcome.ExitCode}\n{outcome.Output}{outcome.Error}"));
        return outcome.Output;
    }

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    [GeneratedRegex("<PackageReference Include=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex References();
}
