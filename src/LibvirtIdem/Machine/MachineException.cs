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

/// <summary>Networks that the call names are not there, or give out no addresses; each with what is wrong with it.</summary>
internal sealed class UnusableNetworkException(
    IReadOnlyList<(NetworkReservationsRequest Network, Problem Problem)> unusable) : MachineException(unusable[0].Problem)
{
    /// <summary>The first of them.</summary>
    public NetworkReservationsRequest Network => unusable[0].Network;

    public IReadOnlyList<(NetworkReservationsRequest Network, Problem Problem)> All => unusable;
}

/// <summary>A file is no longer what was read: another process has changed it. Read again, plan again.</summary>
/// <param name="path">As messages name it.</param>
internal sealed class ChangedUnderneathException(string path) : Exception(LibvirtIdem.Messages.Message.ChangedSince)
{
    public string Path { get; } = path;
}

/// <summary>libvirt keeps only a part of a definition that it took; what, is in <see cref="NetworkApplier.Dropped"/>.</summary>
internal sealed class SettingsDroppedException : Exception;
