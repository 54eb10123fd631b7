using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Looks up the guests that a call names: from the daemon that runs the guests, awake or asleep; without one, and under a root, in their
/// XML (/etc/libvirt/qemu/NAME.xml, virDomainConfigFile 9.0).
/// </summary>
internal sealed class GuestReader
{
    private readonly TargetMachine machine;
    private readonly Libvirt? libvirt;
    private readonly Dictionary<string, string?> bridges = new(StringComparer.Ordinal);

    private GuestReader(TargetMachine machine)
    {
        this.machine = machine;
        var isAsleep = machine.SleepingDaemon is not null;
        if (machine.DaemonPid is null && !SleepingDaemon.GuestsListen(machine.Files))
            return;
        try
        {
            libvirt = Libvirt.ConnectToGuests(machine.Patience);
            if (isAsleep && machine.SleepingDaemon is null)
                machine.RecordDaemonStart();
        }
        catch (MachineException)
        {
            // virtnetworkd runs by itself, and virtqemud does not: then the files say all there is to say.
        }
    }

    /// <summary>The request with a MAC and a name for each guest it names; those that say none are among its problems.</summary>
    public static ReservationRequest ResolveGuests(ReservationRequest request, TargetMachine machine)
    {
        var isAsked = false;
        foreach (var network in request.Networks)
            isAsked |= network.Guests.Count > 0;
        if (!isAsked)
            return request;
        var reader = new GuestReader(machine);
        var problems = new List<Problem>(request.Problems);
        var networks = new List<NetworkReservationsRequest>(request.Networks.Count);
        foreach (var network in request.Networks)
            networks.Add(reader.ResolveGuests(network, problems));
        return request with { Networks = networks, Problems = problems };
    }

    private NetworkReservationsRequest ResolveGuests(NetworkReservationsRequest network, List<Problem> problems)
    {
        var settled = new List<DesiredReservation>(network.Wanted);
        var refused = new List<int>();
        foreach (var (item, name) in network.Guests)
        {
            if (ResolveGuests(settled[item], name, network.Name, out var problem) is { } wanted)
                settled[item] = wanted;
            else
            {
                problems.Add(problem!);
                refused.Add(item);
            }
        }
        for (var item = refused.Count - 1; item >= 0; item--)
            settled.RemoveAt(refused[item]);
        return network with { Wanted = [.. settled], Guests = [] };
    }

    private DesiredReservation? ResolveGuests(in DesiredReservation wanted, string name, string network, out Problem? problem)
    {
        if (Read(name, running: false) is not { } guest)
        {
            problem = Message.NoGuest(name, Suggestion.For(name, Names()), Names(), wanted.At);
            return null;
        }
        var interfaces = On(guest, network);
        // What was plugged in while it runs is not in its definition.
        if (interfaces.Count == 0 && Read(name, running: true) is { } running)
            interfaces = On(running, network);
        return GuestIdentity.Resolve(wanted, guest, interfaces, network, out problem);
    }

    private List<GuestInterface> On(GuestDefinition guest, string network) =>
        GuestIdentity.On(guest, network, guest.Interfaces.Any(candidate => candidate.Network is null) ? BridgeOf(network) : null);

    private GuestDefinition? Read(string name, bool running)
    {
        var source = libvirt is null ? machine.Files.Shown(LibvirtPaths.Guest(name)) : $"what libvirt says of guest {name}";
        try
        {
            if ((libvirt is null ? machine.Files.Read(LibvirtPaths.Guest(name)).Bytes : libvirt.Guest(name, running)) is not { } xml)
                return null;
            var guest = GuestXml.Read(xml);
            // libvirt loads a file only under its guest's own name (virDomainObjListLoadConfig 9.0).
            return guest.Name == name ? guest
                : throw new UnreadableException(1, $"it defines guest {guest.Name}, so libvirt does not load it");
        }
        catch (UnreadableException unreadable)
        {
            throw new MachineException(Message.Unreadable(source, unreadable.Line, unreadable.Message));
        }
    }

    private List<string> Names()
    {
        if (libvirt is not null)
            return libvirt.Guests();
        var names = machine.Files.List(LibvirtPaths.GuestFolder);
        names.RemoveAll(name => !name.EndsWith(".xml", StringComparison.Ordinal));
        return names.ConvertAll(name => name[..^4]);
    }

    private string? BridgeOf(string network)
    {
        if (bridges.TryGetValue(network, out var known))
            return known;
        var state = ReservationStateReader.ReadDefinitions(network, machine, machine.DaemonPid is not null);
        return bridges[network] = (state.Live ?? state.Config)?.Bridge;
    }
}
