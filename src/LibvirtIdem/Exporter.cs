using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Machine;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem;

/// <summary>The spine of <c>export</c>: read, choose what can be exported, put it into its form, hand it out.</summary>
internal static class Exporter
{
    public static Result Run(ExportRequest request)
    {
        try
        {
            using var machine = new TargetMachine(request.Root);
            var export = ExportPlanner.Plan(request, ExportReader.Read(request, machine));
            if (export.Problem is { } problem)
                return Report.Refused(request.Network, [problem], export.Warnings);
            if (request.Dest is not { } dest)
                return request.Format == ExportFormat.Json ? ExportReport.Listed(export) : ExportReport.Told(export, Text(request, export));
            return ExportReport.Written(export, TargetMachine.FullPath(dest), DestFile.Bring(dest, Text(request, export), request.CheckMode));
        }
        catch (MachineException failure)
        {
            return Report.Refused(request.Network, [failure.Problem]);
        }
    }

    private static byte[] Text(ExportRequest request, Export export) => request.Format switch
    {
        ExportFormat.Csv => ReservationTexts.Csv(export.Reservations, namesNetworks: request.Network is null),
        ExportFormat.Hosts => ReservationTexts.Hosts(export.Reservations),
        ExportFormat.Dnsmasq => ReservationTexts.Dnsmasq(export.Reservations),
        ExportFormat.Ansible => ReservationTexts.Ansible(export.Reservations, namesNetworks: export.Networks.Count > 1),
        _ => ExportReport.Json(export),
    };
}
