using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem;

/// <summary>The spine of <c>info</c>: read, compare, tell. No lock, and nothing is written.</summary>
internal static class Inspector
{
    public static Result Run(InfoRequest request)
    {
        try
        {
            using var machine = new TargetMachine(request.Root);
            return InfoReport.Done(InfoPlanner.Plan(InfoReader.Read(request, machine)));
        }
        catch (MachineException failure)
        {
            return Report.Refused(request.Network, [failure.Problem]);
        }
    }
}
