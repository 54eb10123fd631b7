using LibvirtIdem.Asking;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>Something outside the tool went wrong; the sentence is made where all of them are.</summary>
internal class MachineException(Problem problem) : Exception(problem.Msg)
{
    public Problem Problem { get; } = problem;
}

/// <summary>A network that the call names is not there, or gives out no addresses.</summary>
internal sealed class UnusableNetworkException(NetworkRequest network, Problem problem) : MachineException(problem)
{
    public NetworkRequest Network { get; } = network;
}

/// <summary>A file is no longer what was read: somebody else edited it. Read again, plan again.</summary>
internal sealed class ChangedUnderneathException(string path) : Exception(path)
{
    public string Path { get; } = path;
}
