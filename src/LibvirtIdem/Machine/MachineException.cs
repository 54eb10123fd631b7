using LibvirtIdem.Asking;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>Something outside the tool went wrong; the sentence is made where all of them are.</summary>
internal class MachineException(Problem problem) : Exception(problem.Msg)
{
    public Problem Problem { get; } = problem;
}

/// <summary>A file that was written in place holds a mixture of its old and its new content; its record puts it back.</summary>
internal sealed class TornException(Problem problem) : MachineException(problem);

/// <summary>A network that the call names is not there, or gives out no addresses.</summary>
internal sealed class UnusableNetworkException(NetworkRequest network, Problem problem) : MachineException(problem)
{
    public NetworkRequest Network { get; } = network;
}

/// <summary>A file is no longer what was read: another process edited it. Read again, plan again.</summary>
/// <param name="path">As messages name it.</param>
internal sealed class ChangedUnderneathException(string path) : Exception(Sentences.ChangedSince)
{
    public string Path { get; } = path;
}
