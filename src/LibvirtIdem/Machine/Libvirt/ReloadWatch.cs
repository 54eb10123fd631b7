using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Keeps what others do while the daemon reloads. libvirt reads a file, then waits for the network, then takes in what it read: a change
/// that another client made in between was acknowledged and written, and is lost (measured: 4 of 27 during 21 reloads). Each version of
/// each file is seen here, so that what the reload took back can be done again, or at least be told.
/// </summary>
internal sealed class ReloadWatch
{
    private const int LookAgainMilliseconds = 3;

    private readonly TargetMachine machine;
    private readonly List<WatchedDefinition> sides = [];
    private Thread? watcher;
    private volatile bool isOver;

    public ReloadWatch(TargetMachine machine)
    {
        this.machine = machine;
        foreach (var network in machine.Libvirt.Networks())
        {
            if (network.IsActive && Now(network.Name, live: true) is { } live)
                sides.Add(new(network.Name, true, live, machine.Files));
            if (network.IsPersistent && Now(network.Name, live: false) is { } config)
                sides.Add(new(network.Name, false, config, machine.Files));
        }
    }

    /// <summary>
    /// From now on, on a thread of its own: between two writes of a file there may be less time than a question to libvirt takes.
    /// </summary>
    public void Start()
    {
        watcher = new(() =>
        {
            while (!isOver)
            {
                Poll();
                Thread.Sleep(LookAgainMilliseconds);
            }
        })
        { IsBackground = true };
        watcher.Start();
    }

    private void Poll()
    {
        foreach (var side in sides)
            side.Poll(machine.Files);
    }

    /// <summary>
    /// Repairs what the reload surely took back, where one side has it and the other does not, and reports the rest. Other networks first
    /// of all, but also what others did to the networks of the call; what the call itself changes is <paramref name="own"/>'s business.
    /// </summary>
    public List<string> Finish(Func<string, ReservationSet> own)
    {
        var warnings = new List<string>();
        isOver = true;
        watcher?.Join();
        Poll();
        foreach (var side in sides)
        {
            if (Now(side.Network, side.Live) is not { } now)
                continue;
            var changes = own(side.Network);
            var twinNow = sides.Exists(other => other.Network == side.Network && other.Live != side.Live) ? Now(side.Network, !side.Live)
                : null;
            foreach (var added in side.Seen.Items.Where(entry => !now.Contains(entry) && !changes.Contains(entry)))
                warnings.Add(Repair(side, added, wasAdded: true, isRepairable: twinNow?.Contains(added) == true));
            foreach (var removed in side.Missed.Items.Where(entry => now.Contains(entry) && !changes.Contains(entry)))
                warnings.Add(Repair(side, removed, wasAdded: false, isRepairable: twinNow?.Contains(removed) == false));
        }
        return warnings;
    }

    private string Repair(WatchedDefinition side, in Reservation entry, bool wasAdded, bool isRepairable)
    {
        if (!isRepairable || entry.IsOption
            || NetworkXml.Read(machine.Libvirt.DumpXml(side.Network, side.Live)!).SubnetOf(entry.Ip) is not { } subnet)
            return Message.PerhapsLost(side.Network, side.Live, entry, wasAdded);
        try
        {
            machine.Libvirt.Update(side.Network, side.Live, (int)(wasAdded ? ApiCommand.AddLast : ApiCommand.Delete), subnet.Index,
                NetworkXmlEditor.Element(entry));
            return Message.Repaired(side.Network, side.Live, entry, wasAdded);
        }
        catch (MachineException)
        {
            return Message.PerhapsLost(side.Network, side.Live, entry, wasAdded);
        }
    }

    /// <summary>Null where the daemon cannot tell: too many.</summary>
    private ReservationSet? Now(string network, bool live)
    {
        try
        {
            var now = new ReservationSet();
            if (machine.Libvirt.DumpXml(network, live) is { } xml)
                foreach (var element in NetworkXml.Read(xml).Reservations)
                    now.Add(element.Reservation);
            return now;
        }
        catch (TooLargeException)
        {
            return null;
        }
    }

    /// <summary>One side of one network while it is watched.</summary>
    private sealed class WatchedDefinition
    {
        private readonly ReservationSet first;
        private readonly string path;
        private FileIdentity? identity;

        public WatchedDefinition(string network, bool live, ReservationSet first, RootedFiles files)
        {
            (Network, Live, this.first, path) = (network, live, first, live ? LibvirtPaths.Status(network) : LibvirtPaths.Config(network));
            identity = files.Identity(path);
        }

        public string Network { get; }

        public bool Live { get; }

        /// <summary>Entries that came since the watch began.</summary>
        public ReservationSet Seen { get; } = new();

        /// <summary>Entries of the beginning that were missing once.</summary>
        public ReservationSet Missed { get; } = new();

        public void Poll(RootedFiles files)
        {
            if (files.Identity(path) == identity)
                return;
            var file = files.Read(path);
            identity = file.Identity;
            if (file.Bytes is null)
                return;
            try
            {
                var version = new ReservationSet();
                foreach (var element in NetworkXml.Read(file.Bytes).Reservations)
                    version.Add(element.Reservation);
                foreach (var entry in version.Items.Where(entry => !first.Contains(entry)))
                    Seen.Add(entry);
                foreach (var entry in first.Items.Where(entry => !version.Contains(entry)))
                    Missed.Add(entry);
            }
            catch (UnreadableException)
            {
                // Not libvirt's: it writes files by rename.
            }
        }
    }
}
