using System.Text;
using LibvirtIdem.Asking;

namespace LibvirtIdem.Tests.Made;

/// <summary>libvirt-idem(1): the help of each command, its options, and the few sections that only a man page has.</summary>
internal static class ManPage
{
    /// <summary>A man page wants the day it was last looked at; this is the day of its words, not of a build.</summary>
    private const string Date = "2026-11-25";

    private const string Tail = """
        .SH EXIT STATUS
        .TP
        0
        done
        .TP
        1
        failed: the result says what, on what, and what to do; nothing stays half done
        .TP
        2
        the call itself is wrong
        .TP
        70
        a bug in libvirt-idem (with JSON too)
        .SH ENVIRONMENT
        .TP
        NO_COLOR
        where it is set, the table and the map of \fBinfo\fR have no colours
        .SH FILES
        .TP
        /etc/libvirt/qemu/networks/NAME.xml, /run/libvirt/network/NAME.xml
        a network's persistent and running definition
        .TP
        /var/lib/libvirt/dnsmasq/NAME.hostsfile
        what its dnsmasq reads
        .TP
        /etc/hosts
        own lines stand between
        \(dq# BEGIN libvirt\-idem NAME\(dq and \(dq# END libvirt\-idem NAME\(dq
        .TP
        /var/lib/libvirt\-idem
        the lock, the journal of a change, and the last changes, for \fBundo\fR
        .SH SEE ALSO
        .BR virsh (1),
        .BR dnsmasq (8),
        .BR hosts (5)

        """;

    public static string Text(string version)
    {
        var page = new StringBuilder($"""
            .\" Made from CommandPage and OptionTable; make texts writes it.
            .TH LIBVIRT\-IDEM 1 {Date} "libvirt\-idem {version}" "User Commands"
            .SH NAME
            libvirt\-idem \- bring libvirt networks and reservations to a declared state
            .SH SYNOPSIS
            .nf
            \fBlibvirt\-idem\fR \fICOMMAND\fR [\fIARGS\fR]
            \fBlibvirt\-idem\fR \fIARGS_FILE\fR
            .fi
            .SH DESCRIPTION

            """);
        Paragraph(page, CommandPage.About);
        page.Append(".PP\n");
        Paragraph(page, CommandPage.Forms);
        page.Append(".SH COMMANDS\n");
        foreach (var command in Enum.GetValues<Command>())
        {
            var help = CommandPage.Of(command);
            page.Append($".SS {Escaped($"{CommandNames.Names[(int)command]} {help.Usage}")}\n");
            var (first, further) = (help.Text.Split("\n\n"), help.Notes.Split("\n\n", StringSplitOptions.RemoveEmptyEntries));
            Paragraph(page, first[0]);
            Paragraphs(page, first.Skip(1));
            foreach (var option in OptionTexts.Listed(command).SelectMany(group => group))
            {
                page.Append($".TP\n\\fB{Escaped(option.Key)}\\fR={Escaped(OptionTexts.Value(option))}\n");
                Flow(page, OptionTexts.Short(option));
            }
            Paragraphs(page, further);
        }
        page.Append(".SH EXAMPLES\n");
        Paragraph(page, CommandPage.Examples);
        page.Append(Tail);
        return page.ToString();
    }

    private static void Paragraphs(StringBuilder page, IEnumerable<string> paragraphs)
    {
        foreach (var paragraph in paragraphs)
        {
            page.Append(".PP\n");
            Paragraph(page, paragraph);
        }
    }

    /// <summary>Text flows; commands and tables stay as they are.</summary>
    private static void Paragraph(StringBuilder page, string paragraph)
    {
        var lines = paragraph.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var isText = !lines.Any(line => line.StartsWith(' ') || line.StartsWith("libvirt-idem ", StringComparison.Ordinal) || line.StartsWith("eval ", StringComparison.Ordinal));
        if (isText)
        {
            Flow(page, string.Join(' ', lines));
            return;
        }
        var head = lines.TakeWhile(line => line.EndsWith(':') && !line.StartsWith(' ')).ToList();
        foreach (var line in head)
            page.Append(Escaped(line)).Append('\n');
        if (head.Count > 0)
            page.Append(".PP\n");
        page.Append(".RS 2\n.nf\n");
        foreach (var line in lines.Skip(head.Count))
            page.AppendJoin("\\\n", Wrapped(line.TrimStart(), keepsSpace: true)).Append('\n');
        page.Append(".fi\n.RE\n");
    }

    private static void Flow(StringBuilder page, string text) => page.AppendJoin('\n', Wrapped(text, keepsSpace: false)).Append('\n');

    /// <summary>In input lines of less than 80 bytes, as readers of the source like them.</summary>
    private static List<string> Wrapped(string text, bool keepsSpace)
    {
        const int Most = 76;
        var lines = new List<string>();
        var rest = Escaped(text);
        while (Encoding.UTF8.GetByteCount(rest) > Most)
        {
            var end = rest.LastIndexOf(' ', Most);
            lines.Add(rest[..(keepsSpace ? end + 1 : end)]);
            rest = rest[(end + 1)..];
        }
        return [.. lines, rest];
    }

    private static string Escaped(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Replace("…", "...", StringComparison.Ordinal);
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }
}
