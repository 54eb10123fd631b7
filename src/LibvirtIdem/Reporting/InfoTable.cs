using System.Globalization;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Reporting;

/// <summary>What <c>info</c> found, for a person at a terminal: lines of at most 80 columns.</summary>
internal sealed class InfoTable
{
    private const int Width = 80;
    private const int MostRows = 40;
    private const int MostDrift = 20;
    private const string Indent = "    ";

    private readonly Palette palette;
    private readonly List<string> lines = [];

    private InfoTable(Palette palette) => this.palette = palette;

    public static IReadOnlyList<string> Draw(Info info, bool hasColor)
    {
        var table = new InfoTable(new(hasColor));
        foreach (var network in info.Networks)
            table.Add(network);
        foreach (var warning in info.Warnings)
            table.AddWrapped(Message.Warning(warning), Ink.Yellow);
        return table.lines;
    }

    private void Add(NetworkInfo network)
    {
        lines.Add("");
        AddWrapped(Headline(network), Ink.Bold);
        var uses = AddressUse.Of(network);
        AddAddresses(uses);
        AddDetails(network.Details);
        foreach (var subnet in network.Subnets)
        {
            lines.Add("");
            AddWrapped(Headline(subnet), Ink.Bold);
            lines.AddRange(SubnetMap.Draw(subnet, uses, palette));
        }
        if (network.Subnets.Count > 0)
            lines.AddRange(SubnetMap.Legend(palette));
        if (network.NextFree is { } free)
            lines.Add(Message.NextFree(free));
        if (network.Drift.Count > 0)
            lines.Add("");
        for (var row = 0; row < Math.Min(network.Drift.Count, MostDrift); row++)
        {
            var drift = network.Drift[row];
            AddWrapped(Message.DriftLine(InfoReport.Word(drift.Where), InfoReport.Word(drift.Problem),
                drift.Reservation?.Reservation.ToString() ?? ""), Ink.Magenta);
        }
        AddMore(network.Drift.Count - MostDrift);
    }

    private void AddAddresses(List<AddressUse> uses)
    {
        if (uses.Count == 0)
            return;
        // Where not all fit, those that need a look come first.
        var shown = uses;
        if (uses.Count > MostRows)
            shown = [.. uses.FindAll(use => use.IsConflict), .. uses.FindAll(use => !use.IsConflict)];
        var rows = new List<string[]> { Message.Columns };
        foreach (var use in shown[..Math.Min(shown.Count, MostRows)])
            rows.Add(Cells(use));
        // Addresses are never cut; a DUID may be, which has up to 389 characters, and then a name.
        var (address, state) = (Widest(rows, 0, IpAddress.LongestText), Widest(rows, 3, Width));
        var (name, client, room) = (Widest(rows, 1, 63), Widest(rows, 2, 41), Width - address - state - 6);
        client = Math.Min(client, Math.Max(room - name, MacAddress.TextLength));
        name = Math.Max(Math.Min(name, room - client), 6);
        for (var row = 0; row < rows.Count; row++)
        {
            var cells = rows[row];
            var text = $"{Fitted(cells[0], address)}  {Fitted(cells[1], name)}  {Fitted(cells[2], client)}  ";
            // An IPv6 address of full length leaves the rest no room.
            var left = Math.Max(Width - text.Length, 0);
            text = text.Length > Width ? text[..Width] : text;
            var ink = row == 0 ? Ink.Faint : shown[row - 1].IsConflict ? Ink.Red : Ink.Plain;
            lines.Add(palette.Paint((text + (cells[3].Length <= left ? cells[3] : Fitted(cells[3], left))).TrimEnd(), ink));
        }
        AddMore(uses.Count - MostRows);
    }

    private void AddDetails(NetworkDetails details)
    {
        List<string> rows =
        [
            .. details.Names.Select(names => $"dns {names.Ip} {string.Join(' ', names.Names)}"),
            .. details.Srv.Select(srv =>
                $"srv _{srv.Service}._{srv.Protocol}{(srv.Domain is null ? "" : "." + srv.Domain)} {srv.Target} {srv.Port}".TrimEnd()),
            .. details.Txt.Select(txt => $"txt {txt.Name} {txt.Value}"),
            .. details.Forwarders.Select(forwarder =>
                $"forwarder {forwarder.Address}{(forwarder.Port is null ? "" : $"#{forwarder.Port}")}{(forwarder.Domain is null ? "" : $" for {forwarder.Domain}")}"),
            .. details.Routes.Select(route => $"route {route.Destination} via {route.Gateway}"),
            .. details.DnsmasqOptions.Select(option => $"dnsmasq option {option}"),
        ];
        if (rows.Count > 0)
            lines.Add("");
        foreach (var row in rows[..Math.Min(rows.Count, MostRows)])
            AddWrapped(row, Ink.Plain);
        AddMore(rows.Count - MostRows);
    }

    private static string Headline(NetworkInfo network) =>
        $"{network.Name}: {(network.Forward == "none" ? "isolated" : network.Forward)}{(network.Bridge is null ? "" : $", bridge {network.Bridge}")}, "
        + (network.IsActive ? "active" : "inactive") + (network.Autostarts ? ", autostart" : "")
            + (network.IsPersistent ? "" : ", not persistent")
        + (network.Domain is null ? "" : $", domain {network.Domain}") + (network.Details.Mtu is { } mtu ? $", mtu {mtu}" : "")
            + (network.Details.Title is { } title ? $", {title}" : "");

    private static string Headline(SubnetInfo subnet) =>
        subnet.Subnet + string.Concat(
            subnet.Ranges.Select(range =>
            $", range {range.Range.Start} to {range.Range.End}{(range.LeaseTime is { } time ? $" for {time}" : "")}"));

    private static string[] Cells(AddressUse use)
    {
        var (name, client) = ("", "");
        if (use.Reservations.Count > 0)
            (name, client) =
                (use.Reservations[0].Name.ToString(),
                use.Reservations[0].Mac?.ToString() ?? (use.Ip.Family == Family.V6 ? use.Reservations[0].Id?.ToString() : null) ?? "");
        else if (use.Lease is { } only)
            (name, client) = (only.Name ?? "", (use.Ip.Family == Family.V6 ? only.Id?.ToString() : null) ?? only.Mac?.ToString() ?? "");
        var until = use.Lease is not { } lease ? "" : lease.Expires?.ToString("dd MMM HH:mm", CultureInfo.InvariantCulture) ?? "infinite";
        return [use.Ip.ToString(), TerminalText.Shown(name), TerminalText.Shown(client),
            Message.StateOf(use.IsConflict, use.Reservations.Count > 0, use.Lease is not null, until)];
    }

    private static int Widest(List<string[]> rows, int column, int most)
    {
        var widest = 0;
        foreach (var row in rows)
            widest = Math.Max(widest, row[column].Length);
        return Math.Min(widest, most);
    }

    private static string Fitted(string text, int width) =>
        text.Length <= width ? text.PadRight(width) : width < 1 ? "" : text[..(width - 1)] + "…";

    private void AddMore(int count)
    {
        if (count > 0)
            lines.Add(Message.More(count));
    }

    private void AddWrapped(string text, Ink ink)
    {
        var line = "";
        foreach (var word in TerminalText.Shown(text).Split(' '))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (longer.Length > Width && line.Length > 0)
            {
                lines.Add(palette.Paint(line, ink));
                longer = Indent + word;
            }
            // What is longer than a line, such as a DUID or a path, is cut.
            for (; longer.Length > Width; longer = Indent + longer[Width..])
                lines.Add(palette.Paint(longer[..Width], ink));
            line = longer;
        }
        lines.Add(palette.Paint(line, ink));
    }
}
