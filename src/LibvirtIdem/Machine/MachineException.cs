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

/// <summary>A file is no longer what was read: another process has changed it. Read again, plan again.</summary>
internal sealed class ChangedUnderneathException(string path) : Exception(path)
{
    public string Path { get; } = path;
}

/// <summary>libvirt keeps only a part of a definition that it took; what, is in <see cref="DefinitionApplier.Dropped"/>.</summary>
internal sealed class SettingsDroppedException : Exception;
