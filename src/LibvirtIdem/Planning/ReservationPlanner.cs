using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>One side of the network, and what happens to it.</summary>
internal sealed class SidePlan(NetworkDefinition definition)
{
    public NetworkDefinition Definition { get; } = definition;

    public List<ReservationEdit> Steps { get; } = [];

    /// <summary>What the side holds once the steps are done, in its order.</summary>
    public IEnumerable<Reservation> After
    {
        get
        {
            if (Steps.Count == 0)
                return Definition.Reservations.Select(element => element.Reservation);
            var steps = Steps.OfType<ReservationEdit.Replace>().ToDictionary<ReservationEdit.Replace, object, Reservation?>(step => step.Old, step => step.New, ReferenceEqualityComparer.Instance);
            foreach (var step in Steps.OfType<ReservationEdit.Remove>())
                steps[step.Old] = null;
            return Definition.Reservations
                .Select(element => steps.TryGetValue(element, out var changed) ? changed : element.Reservation)
                .OfType<Reservation>()
                .Concat(Steps.OfType<ReservationEdit.Add>().Select(step => step.New));
        }
    }
}

/// <summary>
/// Decides what happens to the reservations of both sides. A side's entries are looked at once, each against what the call
/// names, so the work grows with the network and the call, not with their product.
/// </summary>
internal sealed class ReservationPlanner
{
    private readonly ReservationRequest request;
    private readonly string? domain;
    private readonly List<SidePlan> sides = [];
    private readonly List<Target> targets;
    private readonly List<Problem> problems = [];

    public ReservationPlanner(ReservationRequest request, CurrentState current)
    {
        this.request = request;
        domain = current.Served.Domain;
        foreach (var definition in new[] { current.Config, current.Live }.OfType<NetworkDefinition>())
            sides.Add(new(definition));
        (Config, Live) = (sides.Find(side => side.Definition == current.Config), sides.Find(side => side.Definition == current.Live));
        targets = request.Wanted.Select(wanted => new Target(wanted, sides.Count)).ToList();
    }

    public SidePlan? Config { get; }

    public SidePlan? Live { get; }

    public IReadOnlyList<Target> Targets => targets;

    public IReadOnlyList<Problem> Problems => problems;

    /// <summary>Entries that go because the call wants what they hold (<c>on_conflict=replace</c>).</summary>
    public List<Reservation> Evicted { get; } = [];

    public void Plan()
    {
        foreach (var target in targets)
            Place(target);
        if (problems.Count > 0)
            return;
        FindOwned();
        foreach (var target in targets)
            Settle(target);
        var claims = new Claims(domain);
        foreach (var target in targets.Where(target => target.Desired is not null))
            if (claims.Add(target) is { } twin)
                problems.Add(Sentences.TwoWantTheSame(target.Wanted, target.Desired!, twin.Desired!, twin.Wanted.Index));
        for (var side = 0; side < sides.Count; side++)
            FindHolders(side, claims);
        if (problems.Count > 0)
            return;
        for (var side = 0; side < sides.Count; side++)
            foreach (var target in targets)
            {
                var steps = sides[side].Steps.Count;
                Step(side, target);
                target.IsTouched |= sides[side].Steps.Count > steps;
            }
    }

    /// <summary>Is the address one that this network can give?</summary>
    private void Place(Target target)
    {
        if (target.Wanted is not { IsPresent: true, Ip: { } ip })
            return;
        foreach (var definition in sides.Select(side => side.Definition))
        {
            if (definition.SubnetOf(ip) is not { } subnet)
                problems.Add(Sentences.OutOfSubnet(target.Wanted, ip, definition));
            else if (subnet.Subnet.ReservedFor(ip) is { } purpose)
                problems.Add(Sentences.ReservedAddress(target.Wanted, ip, purpose, subnet.Subnet));
            else if (definition.Subnets.FirstOrDefault(other => other != subnet && other.HasDhcp && other.Subnet.Family == ip.Family) is { } taken)
                problems.Add(Sentences.DhcpElsewhere(target.Wanted, ip, subnet.Subnet, taken.Subnet));
            else if (!request.Force && ip.Family == Family.V6 && subnet.Subnet.Prefix == 64 && !sides.Any(side => side.Definition.Subnets.Any(HasV6Dhcp)))
                problems.Add(Sentences.SlaacOff(target.Wanted, ip, definition.Name));
            else
                continue;
            return;
        }

        static bool HasV6Dhcp(SubnetElement subnet) => subnet.Subnet.Family == Family.V6 && subnet.HasDhcp;
    }

    private void FindOwned()
    {
        var index = new IdentityIndex(targets, domain);
        foreach (var twins in index.Twins)
            problems.Add(Sentences.NamedTwice(twins.Second.Wanted, twins.First.Wanted));
        for (var side = 0; side < sides.Count; side++)
            foreach (var element in sides[side].Definition.Reservations)
                foreach (var target in index.MayMean(element.Reservation))
                    target.Consider(side, element, domain);
        for (var side = 0; side < sides.Count; side++)
            FindSharedEntries(side);
    }

    /// <summary>
    /// One entry that two items mean, say one by its mac and one by its name. Where one of them is to be absent, it is the other's: a name or an
    /// address may be taken from one guest and given to another in one call, and the second call must find nothing to do.
    /// </summary>
    private void FindSharedEntries(int side)
    {
        if (targets.Count < 2)
            return;
        var owners = new Dictionary<object, Target>(ReferenceEqualityComparer.Instance);
        foreach (var target in targets.OrderBy(target => target.Wanted.IsPresent ? 0 : 1))
        {
            if (!target.Wanted.IsPresent)
                target.LeaveTo(side, element => owners.TryGetValue(element, out var owner) && owner.Wanted.IsPresent);
            foreach (var element in target.Owned(side))
                if (!owners.TryAdd(element, target))
                    problems.Add(Sentences.BothMean(target.Wanted, owners[element].Wanted, element.Reservation));
        }
    }

    private void Settle(Target target)
    {
        if (target.AmbiguousEntries() is { } entries)
            problems.Add(Sentences.Ambiguous(target.Wanted, entries));
        else if (target.Wanted.IsPresent && target.Settle() is { Mac: null, Name: null, Family: Family.V4 } or { Id: null, Name: null, Family: Family.V6 })
            problems.Add(Sentences.NothingLeftToKnowItBy(target.Wanted));
    }

    private void FindHolders(int side, Claims claims)
    {
        var owned = targets.SelectMany(target => target.Owned(side)).ToHashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var element in sides[side].Definition.Reservations)
        {
            if (claims.Against(element.Reservation) is not { } claim || owned.Contains(element))
                continue;
            if (request.OnConflict == OnConflict.Fail)
            {
                if (!problems.Exists(problem => problem.Index == claim.Target.Wanted.Index && problem.Holder == element.Reservation))
                    problems.Add(Sentences.Conflict(claim.Target.Wanted, claim.Field, claim.Value, element.Reservation));
                continue;
            }
            // A recreated guest: its entry takes the old one's place, which the API can do in one step.
            if (!claim.Target.Owned(side).Any() && claim.Target.Desired!.Family == element.Reservation.Family && claim.Target.Successor[side] is null
                && sides[side].Definition.SubnetOf(claim.Target.Desired.Ip)?.Index == element.SubnetIndex)
                claim.Target.Successor[side] = element;
            else
                sides[side].Steps.Add(new ReservationEdit.Remove(element));
            if (!Evicted.Contains(element.Reservation))
                Evicted.Add(element.Reservation);
        }
    }

    private void Step(int side, Target target)
    {
        var steps = sides[side].Steps;
        if (target.Desired is null)
        {
            steps.AddRange(target.Owned(side).Select(element => new ReservationEdit.Remove(element)));
            return;
        }
        var subnet = sides[side].Definition.SubnetOf(target.Desired.Ip)!.Index;
        var keeper = target.Successor[side] ?? target.Keeper(side);
        foreach (var element in target.Owned(side).Where(element => element != keeper || element.SubnetIndex != subnet))
            steps.Add(new ReservationEdit.Remove(element));
        if (keeper is null || keeper.SubnetIndex != subnet)
            steps.Add(new ReservationEdit.Add(subnet, target.Desired));
        else if (!keeper.Reservation.SameAs(target.Desired))
            steps.Add(new ReservationEdit.Replace(keeper, target.KeepSpelling(keeper.Reservation)));
    }
}
