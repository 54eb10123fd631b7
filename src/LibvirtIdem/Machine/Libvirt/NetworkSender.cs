using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>Sends a network's steps to the daemon, and attaches again what a stopped bridge let go. The same forward and back.</summary>
internal sealed class NetworkSender(TargetMachine machine, string network)
{
    private const int LongestEndMilliseconds = 5000;
    private const int LookAgainMilliseconds = 10;

    private readonly List<string> warnings = [];

    /// <summary>What could not be attached again.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <param name="steps">What libvirt is told, in order.</param>
    /// <param name="ports">What is attached to the bridge, or was before it was deleted.</param>
    /// <param name="verifyDefined">Called once the persistent definition is in, before anything that interrupts.</param>
    public void Send(NetworkSteps steps, PortRecord? ports, Action? verifyDefined = null)
    {
        var libvirt = machine.Libvirt;
        if (steps.Define is { } xml)
        {
            libvirt.Define(xml);
            libvirt.InvalidateCache(network);
            verifyDefined?.Invoke();
        }
        foreach (var update in steps.LiveUpdates)
            libvirt.UpdateLive(network, (int)update.Section, (int)update.Command, update.SubnetIndex, update.Element);
        if (steps.SetAutostart is { } autostarts)
            libvirt.SetAutostart(network, autostarts);
        switch (steps.Step)
        {
            case Step.Start:
                Start(steps.StartAs, ports);
                break;
            case Step.Stop:
                libvirt.Destroy(network);
                break;
            case Step.Restart:
                var dnsmasq = DnsmasqProcess.Find(machine.Files, network);
                libvirt.Destroy(network);
                AwaitEnd(dnsmasq);
                Start(steps.StartAs, ports);
                break;
            case Step.Undefine:
                libvirt.Undefine(network);
                break;
            case Step.Remove:
                if (libvirt.IsActive(network))
                    libvirt.Destroy(network);
                // A transient network is forgotten when it stops.
                libvirt.InvalidateCache(network);
                if (libvirt.DumpXml(network, live: false) is not null)
                    libvirt.Undefine(network);
                break;
        }
    }

    /// <summary>
    /// libvirt sends it SIGTERM and does not wait; until it has ended, a new one cannot listen on the same address
    /// (networkShutdownNetworkVirtual 9.0).
    /// </summary>
    private void AwaitEnd(int? dnsmasq)
    {
        if (dnsmasq is { } pid)
            Wait.Until(LongestEndMilliseconds, LookAgainMilliseconds, () => !machine.Files.Exists($"/proc/{pid}"));
    }

    private void Start(byte[]? live, PortRecord? ports)
    {
        if (live is null)
            machine.Libvirt.Create(network);
        else
            machine.Libvirt.CreateXml(network, live);
        if (ports is not null)
            Attach(ports);
    }

    private void Attach(PortRecord ports)
    {
        foreach (var document in ports.Documents)
            if (!machine.Libvirt.ReclaimPort(network, document))
                warnings.Add(Message.PortForgotten(network));
        if (ports.Ports.Count == 0 || machine.Libvirt.DumpXml(network, live: true) is not { } xml
            || NetworkXml.Read(xml).Bridge is not { } bridge)
            return;
        if (BridgePorts.Attach(machine.Files, bridge, ports) is { Count: > 0 } left)
            warnings.Add(Message.NotAttached(network, left));
    }
}
