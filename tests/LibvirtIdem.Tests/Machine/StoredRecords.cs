using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>Records that an earlier version wrote: format 2 on an image; those of format 1 need a daemon (<see cref="RollbackLive"/>).</summary>
public sealed class StoredRecords(ScratchRoot root) : IClassFixture<ScratchRoot>
{
    [Fact]
    public void RecordsOfFormat2AreUndone()
    {
        var fixtures = Path.Combine(World.Repository, "tests/fixtures/records/image");
        var image = Path.Combine(root.Folder, "image");
        Assert.Equal(0, ScratchRoot.Run("cp", "-a", Path.Combine(fixtures, "after"), image).ExitCode);
        // git keeps no such modes.
        Assert.Equal(0, ScratchRoot.Run("chmod", "-R", "go=", Path.Combine(image, "var/lib/libvirt-idem")).ExitCode);
        foreach (var (undone, left) in new[] { ("network", 1), ("reservation", 0) })
        {
            var outcome = ScratchRoot.Run(World.Tool, "undo", $"root={image}");
            Assert.True(outcome is { ExitCode: 0, Changed: true }, $"{undone}: {outcome.Output}");
            Assert.Equal(left, Directory.GetFiles(Path.Combine(image, "var/lib/libvirt-idem/undo")).Length);
        }
        var different = ScratchRoot.Run("diff", "-r", "--exclude=libvirt-idem", "--exclude=default.hostsfile", Path.Combine(fixtures, "before"), image);
        Assert.DoesNotContain("diff ", different.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Only in " + Path.Combine(fixtures, "before"), different.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(image, "etc/libvirt/qemu/networks/autostart/default.xml")));
    }
}
