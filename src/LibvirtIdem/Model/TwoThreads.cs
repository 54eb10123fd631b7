using System.Runtime.ExceptionServices;

namespace LibvirtIdem.Model;

/// <summary>Two pieces of work that have nothing to do with each other, at the same time.</summary>
internal static class TwoThreads
{
    /// <summary>Runs both; what <paramref name="first"/> throws goes before what <paramref name="second"/> does.</summary>
    public static void Run(Action first, Action second)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Caught(first));
        try
        {
            thread.Start();
        }
        catch (OutOfMemoryException)
        {
            // No further thread may be had: a limit on processes (ulimit -u, pids.max), or on addresses.
            first();
            second();
            return;
        }
        var failureHere = Caught(second);
        thread.Join();
        if ((failure ?? failureHere) is { } thrown)
            ExceptionDispatchInfo.Throw(thrown);
    }

    private static Exception? Caught(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
}
