using LibvirtIdem.Machine;
using LibvirtIdem.Model;
using LibvirtIdem.Reporting;

namespace LibvirtIdem.Commands;

/// <summary>
/// The frame of every command that changes something: an interrupted run first, then the command, then one result of whatever it came to.
/// </summary>
internal static class ChangingCommand
{
    /// <param name="call">What all of them are asked.</param>
    /// <param name="command">The command itself.</param>
    /// <param name="network">The network that a failure is about; null where there are several.</param>
    /// <param name="problems">What is wrong with the input besides, where the machine fails too.</param>
    public static Result Run(
        ChangingCall call, Func<TargetMachine, Result> command, string? network = null, IReadOnlyList<Problem>? problems = null)
    {
        try
        {
            using var machine = new TargetMachine(call.Root, call.ShowsProgress, call.LockSeconds);
            return ReservationReport.Noticed(Recovered(machine), machine.Warnings, machine.RolledBack);
        }
        catch (MachineException failure)
        {
            return Refused(failure);
        }

        Result Recovered(TargetMachine machine)
        {
            try
            {
                JournalRecovery.Run(machine, call.CheckMode, call.LockSeconds);
                return command(machine);
            }
            catch (MachineException failure)
            {
                return Refused(failure);
            }
        }

        Result Refused(MachineException failure) => ReservationReport.Refused(network, [failure.Problem, .. problems ?? []]);
    }
}

internal readonly record struct ChangingCall(string Root, bool ShowsProgress, bool CheckMode, int LockSeconds);
