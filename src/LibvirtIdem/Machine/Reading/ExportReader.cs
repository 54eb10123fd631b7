using LibvirtIdem.Asking;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Reads what an export is made of. A network that is named must serve; of all, those that cannot have reservations are passed over.
/// </summary>
internal static class ExportReader
{
    public static ExportState Read(ExportRequest request, TargetMachine machine)
    {
        var hasDaemon = machine.DaemonPid is not null;
        var warnings = new List<string>();
        var networks = new List<ExportedNetwork>();
        foreach (var name in request.Network is { } named ? [named] : hasDaemon
            ? [.. machine.Libvirt.Networks().Select(network => network.Name)
            .Order(StringComparer.Ordinal)] : ReservationStateReader.KnownNetworks(machine.Files))
        {
            if (NetworkName.Refusal(name) is { } why)
            {
                warnings.Add(Message.SkippedNetwork(name, why));
                continue;
            }
            try
            {
                if (Read(name, request, machine, hasDaemon, out var problem) is { } network)
                    networks.Add(network);
                else if (request.Network is not null)
                    throw new MachineException(problem!);
                else if (problem is { Field: "source", Value: "config" })
                    warnings.Add(Message.SkippedTransient(name));
            }
            catch (MachineException failure) when (request.Network is null && failure.Problem.Code != ErrorCode.DaemonError)
            {
                // A copy of a definition, or a damaged one, among the others: libvirt does not load it either.
                warnings.Add(Message.SkippedNetwork(name, failure.Problem.Msg));
            }
        }
        return new()
        {
            Networks = networks,
            EtcHosts = machine.Files.Read(LibvirtPaths.EtcHosts),
            HostName = ReservationStateReader.HostName(machine.Files),
            Warnings = warnings,
        };
    }

    /// <summary>Null where it has none of what is asked for, and why.</summary>
    private static ExportedNetwork? Read(string name, ExportRequest request, TargetMachine machine, bool hasDaemon, out Problem? problem)
    {
        var state = ReservationStateReader.ReadDefinitions(name, machine, hasDaemon);
        var definition = request.Source == ExportSource.Config ? state.Config : state.Live;
        problem = state is { Config: null, Live: null } ? Message.NoNetwork(name, ReservationStateReader.KnownNetworks(machine.Files))
            : !state.Served.HasOwnBridge ? Message.NotOurMode(name, state.Served.Forward)
            : state.Served.Subnets.Length == 0 ? Message.NoSubnets(name)
            : definition is not null ? null
            : request.Source == ExportSource.Config ? Message.NotPersistent(name)
            : Message.NotRunning(name, request.Source == ExportSource.Live ? "live" : "leases");
        if (problem is not null)
            return null;
        var leases = request.Source != ExportSource.Leases ? null
            : definition!.Bridge is { } bridge ? LeaseReader.Read(machine.Files, name, bridge, out problem) : [];
        if (problem is not null)
            throw new MachineException(problem);
        return new(name, definition!, leases);
    }
}
