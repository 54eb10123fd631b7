using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>The published binary in a chroot that holds nothing else: no libc, no /proc, no /dev, no /tmp.</summary>
public sealed class EmptyChroot : IDisposable
{
    private readonly ScratchRoot image = new();

    public EmptyChroot() => File.Copy(World.Tool, Path.Combine(image.Folder, "libvirt-idem"));

    public void Dispose() => image.Dispose();

    [Fact]
    public void EveryCommandRuns()
    {
        Assert.SkipUnless(Environment.UserName == "root", "chroot(2) needs root; run make test as root");
        Assert.Equal(ScratchRoot.Run(World.Tool, "--version").Output, Call("--version").Output);
        Assert.Equal(0, Call("network", "--help").ExitCode);
        Must(true, "reservation", "mac=52:54:00:12:34:56", "ip=192.168.122.10", "name=web1", "backup=true");
        Must(false, "reservation", "mac=52:54:00:12:34:56", "ip=192.168.122.10", "name=web1");
        Must(true, "network", "name=lab", "ipv4=192.168.123.1/24", "dhcp_ranges=192.168.123.100-192.168.123.200");
        Must(true, "export", "format=csv", "dest=/all.csv");
        Must(false, "import", "/all.csv");
        Must(false, "info");
        Must(true, "undo");
        Assert.Equal(1, Call("info", "network=lab").ExitCode);
        Must(true, "undo");
        Assert.Contains("<range", File.ReadAllText(image.Config), StringComparison.Ordinal);
        Assert.DoesNotContain("web1", File.ReadAllText(image.Config) + File.ReadAllText(image.Hosts), StringComparison.Ordinal);
    }

    /// <summary>An image below the empty root, as an installer has it.</summary>
    [Fact]
    public void ImageBelowItIsChanged()
    {
        Assert.SkipUnless(Environment.UserName == "root", "chroot(2) needs root; run make test as root");
        using var below = new ScratchRoot();
        Directory.Move(below.Folder, Path.Combine(image.Folder, "image"));
        Must(true, "reservation", "root=/image", "name=web1", "mac=52:54:00:12:34:56", "ip=auto");
        Assert.Contains("web1", File.ReadAllText(Path.Combine(image.Folder, "image/etc/libvirt/qemu/networks/default.xml")), StringComparison.Ordinal);
        Directory.CreateDirectory(below.Folder);
    }

    private void Must(bool change, params string[] arguments)
    {
        var outcome = Call(arguments);
        Assert.True(outcome.ExitCode == 0 && outcome.Changed == change, outcome.Output + outcome.Error);
    }

    private Outcome Call(params string[] arguments) => ScratchRoot.Run("chroot", [image.Folder, "/libvirt-idem", .. arguments]);
}
