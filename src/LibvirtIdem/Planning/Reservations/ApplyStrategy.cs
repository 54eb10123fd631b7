using LibvirtIdem.Asking;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>How the live side learns of a change; <see cref="Files"/> where no daemon runs.</summary>
internal enum ApplyMethod { Files, Api, Reload, Quiet }

/// <summary>
/// The way a change gets into a running libvirt. A call of the API interrupts its own network, a reload each active one, once for
/// thousands of entries; so a reload disturbs less from more changes than there are networks on, and is faster by far.
/// </summary>
/// <param name="Way">The way.</param>
/// <param name="Prepares">
/// A reload comes second: first the persistent side, /etc/hosts, and one call of the API where IPv4 DHCP begins, for which libvirt starts
/// dnsmasq with a new conf, as a reload does not (networkUpdate 9.0). Then what is left is planned again, so that between the look at
/// the status file and the signal there is nothing that libvirt could make wait.
/// </param>
internal readonly record struct ApplyStrategy(ApplyMethod Way, bool Prepares)
{
    public static ApplyStrategy Choose(ReservationRequest request, ReservationState current, FactsOfPlan facts,
        IReadOnlyList<NetworkReservationsPlanner> networks, List<string> warnings, List<Problem> problems)
    {
        if (!current.HasDaemon)
            return new(ApplyMethod.Files, false);
        if (request.Apply == ApplyOption.Quiet)
            return new(ApplyMethod.Quiet, false);
        var changes = networks.Sum(network => network.LiveChanges);
        var isLarge = networks.Any(network => network.IsTooLargeForApi);
        if (isLarge && request.Apply == ApplyOption.Api)
            problems.Add(Message.TooLargeForApi(networks.First(network => network.IsTooLargeForApi).Name));
        if (networks.FirstOrDefault(network => network.ChangesLiveOptions) is { } byOption)
            return ForOptions(request, facts, byOption, networks, warnings, problems);
        if (request.Apply == ApplyOption.Api || (changes == 0 && !isLarge))
            return new(ApplyMethod.Api, false);
        var reload = new ApplyStrategy(ApplyMethod.Reload, networks.Any(network => network.NeedsPreparing));
        if (request.Apply == ApplyOption.Reload)
        {
            warnings.AddRange(facts.Reload.Obstacles);
            if (facts.Reload.Refusal is { } refusal)
                problems.Add(Message.ReloadImpossible(refusal));
            return reload;
        }
        if (isLarge && facts.Reload.Obstacles.Count > 0)
            problems.Add(Message.LargeNeedsReload(facts.Reload.Obstacles));
        if (isLarge)
            return reload;
        // A single change disturbs no more than its own network, whatever else runs.
        if (changes == 1 || changes <= facts.Reload.ActiveNetworks)
            return new(ApplyMethod.Api, false);
        if (facts.Reload.Obstacles.Count == 0)
            return reload;
        warnings.Add(facts.Reload.Refusal is { } impossible ? Message.OneByOne(changes, impossible)
            : Message.OneByOne(changes, facts.Reload.Obstacles));
        return new(ApplyMethod.Api, false);
    }

    /// <summary>No call of the API changes a running network's dnsmasq options.</summary>
    private static ApplyStrategy ForOptions(
        ReservationRequest request, FactsOfPlan facts, NetworkReservationsPlanner network,
        IReadOnlyList<NetworkReservationsPlanner> networks, List<string> warnings, List<Problem> problems)
    {
        if (request.Apply == ApplyOption.Api)
            problems.Add(Message.ByMacNeedsReload(network.Name));
        else if (facts.Reload.Refusal is { } refusal)
            problems.Add(Message.NoReloadForDnsmasq(network.Name, refusal));
        else
            warnings.AddRange(facts.Reload.Obstacles.Select(effect => Message.ReloadSideEffect(network.Name, effect)));
        return new(ApplyMethod.Reload, networks.Any(each => each.NeedsPreparing));
    }
}
