using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <content>/etc/hosts and its template.</content>
internal static partial class Message
{
    public static Problem ProtectedName(DesiredReservation wanted, Utf8Slice name, string path) =>
        new(ErrorCode.InvalidValue, $"{name} is a name of this host itself in {path}; give the guest another name, or use etc_hosts=false") { Field = "name", Value = name.ToString(), At = wanted.At };

    public static Problem NameOutside(DesiredReservation wanted, Utf8Slice name, IpAddress ip, string path, int line) =>
        new(ErrorCode.Conflict, $"{path} line {line} already maps {name} to {ip}; remove it there, or use on_conflict=replace") { Field = "name", Value = name.ToString(), At = wanted.At };

    public static Problem NameInBlock(DesiredReservation wanted, Utf8Slice name, IpAddress ip, string path) =>
        new(ErrorCode.Conflict, $"{path} already maps {name} to the reservation of {ip}; choose another name, or use on_conflict=replace") { Field = "name", Value = name.ToString(), At = wanted.At };

    public static string NameStays(string path, int line, Utf8Slice name, IpAddress ip) =>
        $"{path} line {line}, outside the managed block, still maps {name} to {ip}; it stays";

    public static string ForeignDomain(Utf8Slice name, string path) =>
        $"{name} is not written to {path}: its domain is not the network's; add domains={name.ToString()[(name.Span.IndexOf((byte)'.') + 1)..]} to include it";

    public static string KeptOutOfHosts(IpAddress ip, string path, string why) =>
        $"the existing name of {ip} is not written to {path}: {why}; give the reservation another name";

    public const string CloudInitManages =
        "cloud-init's manage_etc_hosts is on: the next boot rewrites /etc/hosts without these names; hosts_template=true also updates its template";
}
