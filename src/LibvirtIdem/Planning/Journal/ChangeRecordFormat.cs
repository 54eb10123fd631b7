using System.Globalization;
using System.Text;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// A change record as bytes: one line for each part, with the lengths of the contents that follow it, and <c>end</c>. Contents are written
/// as they are, so that the journal of thousands of reservations costs no more than writing them. Format 2 is written; format 1 can be
/// read.
/// </summary>
internal static class ChangeRecordFormat
{
    private const string Title = "libvirt-idem change";
    private const string None = "-";

    /// <summary>After a file's mode: it is written in place.</summary>
    private const string InPlace = "w";

    /// <summary>After a network: its dnsmasq is restarted.</summary>
    private const string Restart = "restart-dnsmasq";

    /// <summary>The same bytes as the content before it: the settings do not change.</summary>
    private const string Same = "=";

    /// <summary>More parts than any change has.</summary>
    private const int MostParts = 100_000;

    public static byte[] Write(ChangeRecord record)
    {
        var text = new Utf8Builder(4096);
        text.Append($"{Title} 2 {RecordWords.Command(record.IsOfNetwork)} {RecordWords.Of(record.Way)}\n");
        foreach (var file in record.Files)
        {
            text.Append(
                $"file {RecordWords.Of(file.Role)} {Convert.ToString(file.Mode, 8)}{(file.InPlace ? InPlace : "")} {Length(file.Before)} {file.After ?? None} {file.Name}\n");
            Add(text, file.Before);
        }
        foreach (var network in record.Networks)
            Add(text, network);
        return text.Append("end\n").Written.ToArray();
    }

    /// <summary>Null where the bytes are no such record, or one of an unknown format.</summary>
    public static ChangeRecord? Read(byte[] bytes)
    {
        try
        {
            return new ChangeRecordReader(bytes).Read();
        }
        catch (Exception damaged) when (damaged is FormatException or UnreadableException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static void Add(Utf8Builder text, NetworkRecord network)
    {
        var (added, removed) = (Document(network.Added), Document(network.Removed));
        var ports = network.Ports is null ? null : PortRecordXml.Write(network.Ports);
        text.Append(
            $"network {Length(network.Config.Before)} {AfterLength(network.Config)} {Length(network.Live.Before)} {AfterLength(network.Live)} {Length(added)} {Length(removed)} {Length(ports)} "
            + $"{network.AutostartBefore switch { true => "yes", false => "no", null => None }} {network.Name}\n");
        var (config, live) = (network.Config, network.Live);
        foreach (var content in new[] { config.Before, ChangedAfter(config), live.Before, ChangedAfter(live), added, removed, ports })
            Add(text, content);
        if (network.RestartsDnsmasq)
            text.Append($"{Restart} {network.Name}\n");
    }

    private static byte[]? ChangedAfter(DefinitionChange definition) => definition.KeepsSettings ? null : definition.After;

    private static string AfterLength(DefinitionChange definition) =>
        definition is { KeepsSettings: true, Before: not null } ? Same : Length(definition.After);

    private static string Length(byte[]? content) => content?.Length.ToString(CultureInfo.InvariantCulture) ?? None;

    private static void Add(Utf8Builder text, byte[]? content)
    {
        if (content is not null)
            text.Append(content).Append('\n');
    }

    /// <summary>The reservations as libvirt writes them, in a network that has nothing else; null for none.</summary>
    private static byte[]? Document(IReadOnlyList<Reservation> reservations)
    {
        if (reservations.Count == 0)
            return null;
        var text = new Utf8Builder(reservations.Count * 100 + 200).Append("<network><name>touched</name>");
        foreach (var family in new[] { Family.V4, Family.V6 })
        {
            text.Append(family == Family.V4 ? "<ip address='192.0.2.1' prefix='24'><dhcp>"
                : "<ip family='ipv6' address='::1' prefix='0'><dhcp>");
            foreach (var reservation in reservations)
                if (reservation.Family == family && !reservation.IsOption)
                    text.Append(NetworkXmlEditor.Element(reservation));
            text.Append("</dhcp></ip>");
        }
        if (reservations.Any(reservation => reservation.IsOption))
            text.Append(
                $"<dnsmasq:options>{string.Concat(reservations.Where(reservation => reservation.IsOption).Select(reservation => $"<dnsmasq:option value='{HostOption.Render(reservation)}'/>"))}</dnsmasq:options>");
        return text.Append("</network>").Written.ToArray();
    }

    private ref struct ChangeRecordReader(byte[] bytes)
    {
        private int at;

        public ChangeRecord? Read()
        {
            var title = Line().Split(' ');
            if (title.Length != 5 || string.Join(' ', title[..2]) != Title || title[2] is not ("1" or "2")
                || RecordWords.IsNetwork(title[3]) is not { } isOfNetwork || RecordWords.WayOf(title[4]) is not { } way)
                return null;
            var (files, networks) = (new List<FileRecord>(), new List<NetworkRecord>());
            for (var part = 0; part < MostParts; part++)
            {
                var line = Line();
                if (line == "end")
                    return at == bytes.Length ? new(isOfNetwork, way, files, networks) : null;
                if (line.StartsWith("file ", StringComparison.Ordinal))
                    files.Add(File(line));
                else if (line.StartsWith("network ", StringComparison.Ordinal))
                    networks.Add(title[2] == "1" ? OldNetwork(line, isOfNetwork) : Network(line));
                else if (networks.Count > 0 && line == $"{Restart} {networks[^1].Name}")
                    networks[^1] = networks[^1] with { RestartsDnsmasq = true };
                else
                    return null;
            }
            return null;
        }

        private FileRecord File(string line) =>
            line.Split(' ', 6) is ["file", var role, var mode, var length, var after, var name] && RecordWords.RoleOf(role) is { } known
                ? new(known, name, Content(length), after == None ? null : after,
                    Convert.ToUInt32(mode.TrimEnd(InPlace[0]),
                    8))
                { InPlace = mode.EndsWith(InPlace, StringComparison.Ordinal) } : throw new FormatException();

        private NetworkRecord Network(string line)
        {
            if (line.Split(' ', 10) is not ["network", var config, var configAfter, var live, var liveAfter, var added, var removed,
                var ports, var autostart, var name])
                throw new FormatException();
            var (configChange, liveChange) = (Change(config, configAfter), Change(live, liveAfter));
            return new(name, configChange, liveChange)
            {
                Added = Reservations(Content(added)),
                Removed = Reservations(Content(removed)),
                Ports = Content(ports) is { } document ? PortRecordXml.Read(document) : null,
                AutostartBefore = autostart switch { "yes" => true, "no" => false, None => null, _ => throw new FormatException() },
            };
        }

        private DefinitionChange Change(string before, string after)
        {
            var content = Content(before);
            return new(content, after == Same ? content : Content(after));
        }

        /// <summary>
        /// Format 1: both definitions before, every reservation that was touched, and a hash of the persistent definition afterwards.
        /// </summary>
        private NetworkRecord OldNetwork(string line, bool isOfNetwork)
        {
            if (line.Split(' ', 6) is not ["network", var config, var live, var touched, var marks, var name]
                || marks.Split(',') is not [var autostart, var fingerprint])
                throw new FormatException();
            var (configBefore, liveBefore, entries) = (Content(config), Content(live), Reservations(Content(touched)));
            var (before, liveSet) = (NetworkRecord.SetOf(configBefore), NetworkRecord.SetOf(liveBefore));
            return new(name, DefinitionChange.OfReservations(configBefore), DefinitionChange.OfReservations(liveBefore))
            {
                AutostartBefore = autostart switch { "yes" => true, "no" => false, _ => null },
                Added = [.. entries.Where(entry => !before.Contains(entry) && !liveSet.Contains(entry))],
                Removed = [.. entries.Where(entry => before.Contains(entry) || liveSet.Contains(entry))],
                IsAfterUnknown = isOfNetwork,
                OldFingerprint = fingerprint == None ? null : fingerprint,
            };
        }

        private static IReadOnlyList<Reservation> Reservations(byte[]? document) =>
            document is null ? [] : [.. NetworkXml.Read(document).Reservations.ToArray().Select(element => element.Reservation)];

        private string Line()
        {
            var length = bytes.AsSpan(at).IndexOf((byte)'\n');
            if (length < 0)
                throw new FormatException();
            var line = Encoding.UTF8.GetString(bytes, at, length);
            at += length + 1;
            return line;
        }

        private byte[]? Content(string length)
        {
            if (length == None)
                return null;
            var count = int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture);
            if (count > bytes.Length - at - 1 || bytes[at + count] != (byte)'\n')
                throw new FormatException();
            var content = bytes[at..(at + count)];
            at += count + 1;
            return content;
        }
    }
}
