using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem.Commands;

/// <summary>The spine of <c>info</c>: read, compare, tell. No lock, and nothing is written.</summary>
internal static class InfoCommand
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
            return ReservationReport.Refused(request.Network, [failure.Problem]);
        }
    }
}
