using System.Globalization;
using System.Text;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// A change record as bytes: a line for each part with the lengths of what follows it, and <c>end</c>. Contents stand as they are, so that a journal
/// of thousands of reservations costs no more than writing them.
/// </summary>
internal static class ChangeText
{
    private const string Title = "libvirt-idem change 1";
    private const string None = "-";

    /// <summary>After a file's mode.</summary>
    private const string InPlace = "w";

    /// <summary>More parts than any change has.</summary>
    private const int MostParts = 100_000;

    public static byte[] Write(ChangeRecord record)
    {
        var text = new Utf8Text(4096);
        text.Append($"{Title} {(record.IsOfNetwork ? "network" : "reservation")} {record.Way}\n");
        foreach (var file in record.Files)
        {
            text.Append($"file {file.Role} {Convert.ToString(file.Mode, 8)}{(file.InPlace ? InPlace : "")} {Length(file.Before)} {file.After ?? None} {file.Name}\n");
            Add(text, file.Before);
        }
        foreach (var network in record.Networks)
        {
            var touched = network.Touched.Count == 0 ? null : Document(network.Touched);
            var autostarts = network.Autostarts switch { true => "yes", false => "no", null => None };
            text.Append($"network {Length(network.Config)} {Length(network.Live)} {Length(touched)} {autostarts},{network.After ?? None} {network.Name}\n");
            Add(text, network.Config);
            Add(text, network.Live);
            Add(text, touched);
        }
        return text.Append("end\n").Written.ToArray();
    }

    /// <summary>Null where the bytes are no such record, or one of another version.</summary>
    public static ChangeRecord? Read(byte[] bytes)
    {
        try
        {
            return new Reader(bytes).Read();
        }
        catch (Exception damaged) when (damaged is FormatException or UnreadableException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static string Length(byte[]? content) => content?.Length.ToString(CultureInfo.InvariantCulture) ?? None;

    private static void Add(Utf8Text text, byte[]? content)
    {
        if (content is not null)
            text.Append(content).Append('\n');
    }

    /// <summary>The reservations as libvirt writes them, in a network that says no more than that.</summary>
    private static byte[] Document(IReadOnlyList<Reservation> reservations)
    {
        var text = new Utf8Text(reservations.Count * 100 + 200).Append("<network><name>touched</name>");
        foreach (var family in new[] { Family.V4, Family.V6 })
        {
            text.Append(family == Family.V4 ? "<ip address='192.0.2.1' prefix='24'><dhcp>" : "<ip family='ipv6' address='2001:db8::1' prefix='64'><dhcp>");
            foreach (var reservation in reservations)
                if (reservation.Family == family)
                    text.Append(NetworkXmlEditor.Element(reservation));
            text.Append("</dhcp></ip>");
        }
        return text.Append("</network>").Written.ToArray();
    }

    private ref struct Reader(byte[] bytes)
    {
        private int at;

        public ChangeRecord? Read()
        {
            var title = Line().Split(' ');
            if (title.Length != 5 || string.Join(' ', title[..3]) != Title || title[3] is not ("reservation" or "network") || !Enum.TryParse<Way>(title[4], out var way))
                return null;
            var (files, networks) = (new List<FileRecord>(), new List<NetworkRecord>());
            for (var part = 0; part < MostParts; part++)
            {
                var words = Line().Split(' ', 6);
                if (words is ["end"])
                    return at == bytes.Length ? new(title[3] == "network", way, files, networks) : null;
                if (words is ["file", var role, var mode, var length, var after, var name] && Enum.TryParse<Role>(role, out var known))
                    files.Add(new(known, name, Content(length), after == None ? null : after, Convert.ToUInt32(mode.TrimEnd(InPlace[0]), 8)) { InPlace = mode.EndsWith(InPlace, StringComparison.Ordinal) });
                else if (words is ["network", var config, var live, var touched, var marks, var network] && marks.Split(',') is [var autostarts, var outcome])
                    networks.Add(new(network, Content(config), Content(live), autostarts switch { "yes" => true, "no" => false, _ => null }, Reservations(Content(touched)))
                    {
                        After = outcome == None ? null : outcome,
                    });
                else
                    return null;
            }
            return null;
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
