using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Machine;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem.Commands;

/// <summary>The spine of <c>export</c>: read, choose what can be exported, put it into its form, hand it out.</summary>
internal static class ExportCommand
{
    public static Result Run(ExportRequest request)
    {
        try
        {
            using var machine = new TargetMachine(request.Root);
            var export = ExportPlanner.Plan(request, ExportReader.Read(request, machine));
            if (export.Problem is { } problem)
                return ReservationReport.Refused(request.Network, [problem], export.Warnings);
            if (request.Dest is not { } dest)
                return request.Format == ExportFormat.Json ? ExportReport.Listed(export) : ExportReport.Told(export, Text(request, export));
            return ExportReport.Written(export, TargetMachine.FullPath(dest),
                DestFile.Update(dest, Text(request, export), request.CheckMode));
        }
        catch (MachineException failure)
        {
            return ReservationReport.Refused(request.Network, [failure.Problem]);
        }
    }

    private static byte[] Text(ExportRequest request, Export export) => request.Format switch
    {
        ExportFormat.Csv => ExportFormats.Csv(export.Reservations, namesNetworks: request.Network is null),
        ExportFormat.Hosts => ExportFormats.Hosts(export.Reservations),
        ExportFormat.Dnsmasq => ExportFormats.Dnsmasq(export.Reservations),
        ExportFormat.Ansible => ExportFormats.Ansible(export.Reservations, namesNetworks: export.Networks.Count > 1),
        ExportFormat.SshConfig => SshConfig.Render(export.Reservations),
        ExportFormat.Zone => ZoneFile.Render(export.Zones, export.ReverseZones),
        _ => ExportReport.Json(export),
    };
}
