using System.Diagnostics;
using LibvirtIdem.Tests.Live;
using LibvirtIdem.Tests.Made;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>An image root with one network, and the published binary to work on it.</summary>
public sealed class ScratchRoot : IDisposable
{
    public ScratchRoot()
    {
        Assert.True(File.Exists(World.Tool), $"{World.Tool} is missing; run make build first");
        Folder = Directory.CreateTempSubdirectory("libvirt-idem-").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "etc/libvirt/qemu/networks"));
        File.WriteAllText(Config, """
            <network>
              <name>default</name>
              <forward mode='nat'/>
              <bridge name='virbr0'/>
              <ip address='192.168.122.1' netmask='255.255.255.0'>
                <dhcp>
                  <range start='192.168.122.2' end='192.168.122.254'/>
                </dhcp>
              </ip>
            </network>

            """);
        File.WriteAllText(Hosts, "127.0.0.1\tlocalhost\n");
    }

    public string Folder { get; }

    public string Config => Path.Combine(Folder, "etc/libvirt/qemu/networks/default.xml");

    public string Hosts => Path.Combine(Folder, "etc/hosts");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public Outcome Reservation(params string[] arguments) => Run(World.Tool, ["reservation", $"root={Folder}", .. arguments]);

    /// <summary>What to run so that the files here are the running system's, not an image's: in a chroot, before the words of a call. Needs root.</summary>
    public string[] Inside()
    {
        Assert.SkipUnless(Environment.UserName == "root", "a chroot needs root");
        Directory.CreateDirectory(Path.Combine(Folder, ".program"));
        return [Path.Combine(World.Repository, "tests/world/inside"), Folder, World.Tool];
    }

    public static Outcome Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return SchemaCheck.Held(new(process.ExitCode, output, error.Result), program, arguments);
    }

    public static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Every path below the root with its inode and times, to see that nothing moved.</summary>
    public string Census() => Run("find", Folder, "-printf", "%p %i %T@ %C@\n").Output;
}
