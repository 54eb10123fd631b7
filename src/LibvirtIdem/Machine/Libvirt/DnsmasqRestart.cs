using LibvirtIdem.Formats;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Has libvirt write NAME.conf again and start a network's dnsmasq with it, by a DNS record that comes and goes
/// (<see cref="RestartRecord"/>). The change record names the restart before it begins, so that the record is taken away whatever happens.
/// </summary>
internal static class DnsmasqRestart
{
    /// <exception cref="MachineException">dnsmasq does not start, or libvirt does not answer.</exception>
    public static ApplyResult Run(string network, TargetMachine machine)
    {
        // A reload by another client would take back the record, or its removal.
        DaemonReload.AwaitEarlier(machine);
        if (!machine.Libvirt.IsActive(network))
            return ApplyResult.Nothing;
        var isLeft = HasRecord(network, machine);
        if (!isLeft)
            Update(ApiCommand.AddLast);
        Update(ApiCommand.Delete);
        return new() { DnsmasqRestarts = 1, ApiUpdates = isLeft ? 1 : 2 };

        void Update(ApiCommand command) =>
            machine.Libvirt.UpdateLive(network, (int)ApiSection.DnsTxt, (int)command, -1, RestartRecord.Markup);
    }

    private static bool HasRecord(string network, TargetMachine machine)
    {
        try
        {
            return machine.Libvirt.DumpXml(network, live: true) is { } live && RestartRecord.IsIn(live);
        }
        catch (TooLargeException)
        {
            return machine.Files.Read(LibvirtPaths.Status(network)).Bytes is { } status && RestartRecord.IsIn(status);
        }
    }
}
