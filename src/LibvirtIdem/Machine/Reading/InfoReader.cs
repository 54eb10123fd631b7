using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Reads what <c>info</c> reports. Networks of every kind, those without addresses too; of all networks, one that cannot be read is passed
/// over with a warning.
/// </summary>
internal static class InfoReader
{
    public static InfoState Read(InfoRequest request, TargetMachine machine)
    {
        var files = machine.Files;
        var daemon = machine.DaemonPid;
        var autostarted = new HashSet<string>(StringComparer.Ordinal);
        var names = Names(machine, daemon is not null, autostarted);
        var warnings = new List<string>();
        var networks = new List<ObservedNetwork>();
        foreach (var name in request.Network is { } named ? [named] : names)
        {
            if (NetworkName.Refusal(name) is { } why)
            {
                warnings.Add(Message.SkippedNetwork(name, why));
                continue;
            }
            try
            {
                if (Read(name, machine, daemon is not null) is { } state)
                    networks.Add(Seen(
                        name, state, files, daemon is not null,
                        daemon is null ? AutostartLink.IsSet(files, name) : autostarted.Contains(name)));
                else if (request.Network is not null)
                    throw new MachineException(Message.NoNetwork(name, names));
            }
            catch (MachineException failure) when (request.Network is null)
            {
                warnings.Add(Message.SkippedNetwork(name, failure.Problem.Msg));
            }
        }
        return new()
        {
            Daemon = daemon is { } pid ? new(Daemon.Name(pid), pid > 0 ? pid : null, DaemonState.Running)
                : machine.SleepingDaemon is { } asleep ? new(asleep, null, DaemonState.Asleep) : null,
            Networks = networks,
            EtcHosts = files.Read(LibvirtPaths.EtcHosts),
            HostName = ReservationStateReader.HostName(files),
            Guests = Guests(machine, warnings),
            Warnings = warnings,
        };
    }

    private static GuestMacs? Guests(TargetMachine machine, List<string> warnings)
    {
        try
        {
            return GuestMacsReader.Read(machine);
        }
        catch (MachineException failure)
        {
            warnings.Add(failure.Problem.Msg);
            return null;
        }
    }

    private static ObservedNetwork Seen(string name, NetworkSnapshot state, RootedFiles files, bool hasDaemon, bool autostarts) =>
        new(name, state, autostarts)
        {
            HasDnsmasq = !files.IsWholeSystem || state.Live is not { HasOwnBridge: true, Bridge: { } bridge }
            || !ReservationStateReader.HasInterface(files, bridge) || DnsmasqProcess.Runs(files, name),
            StaleStatus = !hasDaemon && files.IsWholeSystem && state.Live is null && state.StatusFile is { Exists: true } stale
            ? stale.Shown : null,
        };

    /// <summary>Sorted; which of them start with the daemon comes along where it is asked for them.</summary>
    private static IReadOnlyCollection<string> Names(TargetMachine machine, bool hasDaemon, HashSet<string> autostarted)
    {
        if (!hasDaemon)
            return ReservationStateReader.KnownNetworks(machine.Files);
        var names = new List<string>();
        foreach (var listing in machine.Libvirt.Networks())
        {
            names.Add(listing.Name);
            if (listing.Autostarts)
                autostarted.Add(listing.Name);
        }
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Null where there is no such network.</summary>
    private static NetworkSnapshot? Read(string name, TargetMachine machine, bool hasDaemon)
    {
        var (state, files) = (ReservationStateReader.ReadDefinitions(name, machine, hasDaemon), machine.Files);
        Problem? unreadable = null;
        return state is { Config: null, Live: null } ? null : state with
        {
            DnsmasqConf = state.Live is not null && files.Read(LibvirtPaths.Conf(name)).Bytes is { } conf ? DnsmasqConf.Read(conf) : null,
            Barrier = state.Live is not null ? DnsmasqAccess.Of(files, name) : null,
            // Of a network that does not run they are history.
            Leases = state.Live is { HasOwnBridge: true, Bridge: { } bridge } ? LeaseReader.Read(files, name, bridge, out unreadable) : [],
            UnreadableLeases = unreadable,
        };
    }
}
