using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Machine;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem;

/// <summary>
/// What the run before left half done, since it was killed or the machine went down: brought to all-new where every file is new already, else
/// to all-old, before a changing call looks at anything.
/// </summary>
internal static class Recovery
{
    public static void Run(TargetMachine machine, bool checkMode, int lockSeconds)
    {
        if (!Journal.IsOpen(machine.Files))
            return;
        if (checkMode)
        {
            // With the turn taken it is the journal of a run that is at work.
            machine.Notices = Turn.IsTaken(machine.Files) ? [] : [Sentences.InterruptedSeen];
            return;
        }
        using var turn = Turn.Wait(machine, lockSeconds);
        var journal = new Journal(machine.Files);
        if (journal.Interrupted() is not { } record)
            return;
        var hasDaemon = machine.DaemonPid is not null;
        var files = new FileChanges(machine.Files, unsafeWrites: true);
        var restoration = new Restoration(machine, files);
        restoration.Resume(record, hasDaemon);
        var isDone = record.Way == Way.Files && files.AreAfter;
        var troubles = isDone ? [] : PutBack(record, restoration, machine, journal, hasDaemon, out _);
        if (TornFile.Left(machine.Files, record) is { Count: > 0 } torn)
            throw new MachineException(Sentences.StillTorn(torn, troubles));
        machine.Notices = [isDone ? Sentences.InterruptedFinished : Sentences.InterruptedPutBack(troubles)];
        if (isDone)
            restoration.TellDnsmasq();
        // A record of what could not be put back is not lost.
        if (troubles.Count == 0)
            journal.Finish(isDone);
        else
            machine.Notice(Sentences.RecordKept(journal.SetAside()));
    }

    /// <summary>Answers what could not be put back.</summary>
    public static IReadOnlyList<string> PutBack(ChangeRecord record, Restoration restoration, TargetMachine machine, Journal journal, bool hasDaemon, out EffectsRow effects)
    {
        var troubles = new List<string>(restoration.Run());
        var sum = EffectsRow.Of(restoration.Receipt);
        Converge(NetworksBefore(record, hasDaemon, machine.Files.Root));
        // What had stopped and started a network is undone only when that runs as it did.
        if (hasDaemon)
            Converge(NetworksBefore(record, hasDaemon, machine.Files.Root, restarts: true).Where(wish => RunsOtherwise(record, wish.Name, machine)));
        effects = sum;
        return troubles;

        void Converge(IEnumerable<NetworkWish> wishes)
        {
            foreach (var wish in wishes)
            {
                var result = NetworkReconciler.Converge(wish, machine, journal);
                if (result.Failed)
                    troubles.Add(result.Msg);
                else if (result.Effects is { } more)
                    sum = sum.And(more);
            }
        }
    }

    /// <summary>Networks that a daemon holds, as whole definitions.</summary>
    public static IEnumerable<NetworkWish> NetworksBefore(ChangeRecord record, bool hasDaemon, string root, bool restarts = false)
    {
        if (!record.IsOfNetwork || (record.Way == Way.Files && !hasDaemon))
            yield break;
        foreach (var network in record.Networks)
            yield return Wish(network.Name, network.Config, network.Live is null ? NetworkGoal.Inactive : NetworkGoal.Active, network.Autostarts);
        if (record.Networks.Count > 0)
            yield break;
        foreach (var file in record.Files.Where(file => file.Role == Role.Config))
            yield return Wish(file.Name, file.Before, NetworkGoal.Present, record.Files.FirstOrDefault(link => link.Role == Role.Autostart) is { } link ? link.Before is not null : null);

        NetworkWish Wish(string name, byte[]? definition, NetworkGoal goal, bool? autostarts) => definition is null
            ? new() { Name = name, Goal = NetworkGoal.Absent, Force = true, Root = root }
            : new() { Name = name, Document = definition, Goal = goal, Autostart = autostarts, RestartsIfNeeded = restarts, Force = true, Root = root };
    }

    private static bool RunsOtherwise(ChangeRecord record, string network, TargetMachine machine)
    {
        machine.ForgetNetwork(network);
        return record.Networks.FirstOrDefault(before => before.Name == network)?.Live is { } before
            && machine.Libvirt.Xml(network, live: true) is { } now && !XmlLikeness.SameNetwork(now, before, reservationsCount: false);
    }
}
