using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>Something outside the tool went wrong; the sentence is made where all of them are.</summary>
internal sealed class MachineException(Problem problem) : Exception(problem.Msg)
{
    public Problem Problem { get; } = problem;
}

/// <summary>A file is no longer what was read: somebody else edited it. Read again, plan again.</summary>
internal sealed class ChangedUnderneathException(string path) : Exception(path)
{
    public string Path { get; } = path;
}
