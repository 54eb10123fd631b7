namespace LibvirtIdem.Planning;

/// <summary>What only some plans depend on, and what takes time to read.</summary>
[Flags]
internal enum Fact { None = 0, Neighbours = 1, ReloadImpact = 2 }

/// <summary>
/// The facts that have been read. A plan that depends on others names them (<c>Needs</c>) and nothing else of it counts: they are read, and
/// the plan is made again with them. So planning itself never reads.
/// </summary>
internal sealed record Facts
{
    public static readonly Facts None = new();

    public Neighbours? Neighbours { get; init; }

    public ReloadImpact? Reload { get; init; }
}

/// <summary>The facts of one plan; notes which of them it lacked.</summary>
internal sealed class FactsOfPlan(Facts known)
{
    private static readonly Neighbours NoNeighbours = new([], [], []);
    private static readonly ReloadImpact NoImpact = new(1, []);

    public Fact Lacking { get; private set; }

    public Neighbours Neighbours => known.Neighbours ?? Lack(Fact.Neighbours, NoNeighbours);

    public ReloadImpact Reload => known.Reload ?? Lack(Fact.ReloadImpact, NoImpact);

    private T Lack<T>(Fact fact, T none)
    {
        Lacking |= fact;
        return none;
    }
}
