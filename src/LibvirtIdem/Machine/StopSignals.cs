using System.Runtime.InteropServices;
using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>
/// SIGTERM, SIGINT and SIGHUP while a change is under way: they are noted, and the change is put back where it stands, or finished when
/// nearly all of it is done. Before <see cref="Begin"/> they end the process as ever. Nothing helps against SIGKILL but the journal.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];
    private volatile string? asked;

    /// <summary>The signal that came; null for none.</summary>
    public string? Received => asked;

    public void Begin()
    {
        if (registrations.Count > 0)
            return;
        try
        {
            foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP })
                registrations.Add(PosixSignalRegistration.Create(signal, Record));
        }
        catch (Exception failure) when (failure is TypeInitializationException or IOException or OutOfMemoryException)
        {
            // It needs a pipe and a thread of its own.
            throw new MachineException(Message.NoSignals());
        }
    }

    private void Record(PosixSignalContext context)
    {
        context.Cancel = true;
        asked = context.Signal switch { PosixSignal.SIGTERM => "SIGTERM", PosixSignal.SIGINT => "SIGINT", _ => "SIGHUP" };
    }

    /// <exception cref="MachineException">A signal came: what was done is to be put back.</exception>
    public void ThrowIfReceived()
    {
        if (asked is { } signal)
            throw new MachineException(Message.Interrupted(signal, []));
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        registrations.Clear();
    }
}
