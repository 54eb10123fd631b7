using LibvirtIdem.Formats;

namespace LibvirtIdem.Machine;

/// <summary>Takes a change back, step by step: what cannot be put back is noted, and the rest goes on.</summary>
internal sealed class RollBack
{
    private readonly List<string> troubles = [];

    /// <summary>What could not be put back.</summary>
    public IReadOnlyList<string> Troubles => troubles;

    public void Try(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is MachineException or ChangedUnderneathException or UnreadableException)
        {
            troubles.Add(Sentences.PutBackFailed(what, failure.Message));
        }
    }

    /// <summary>The failure for which the change was taken back, with what of it is left.</summary>
    public static Exception Told(Exception failure, IReadOnlyList<string> troubles) =>
        troubles.Count == 0 || failure is not MachineException { Problem: var problem } ? failure
            : new MachineException(problem with { Msg = $"{problem.Msg}; {string.Join("; ", troubles)}" });
}
