using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// The words of a stored change record: a table of their own, so that no rename in the code changes what is on disk. The second word of a
/// row is the one that format 1 wrote.
/// </summary>
internal static class RecordWords
{
    private const string Reservation = "reservation";
    private const string Network = "network";

    private static readonly (Role Role, string Word, string Old)[] Roles =
    [
        (Role.Config, "config", "Config"), (Role.Status, "status", "Status"), (Role.Hostsfile, "hostsfile", "Hostsfile"),
        (Role.EtcHosts, "etc_hosts", "EtcHosts"), (Role.HostsTemplate, "hosts_template", "HostsTemplate"),
        (Role.Autostart, "autostart", "Autostart"),
    ];

    private static readonly (ApplyMethod Way, string Word, string Old)[] Ways =
        [(ApplyMethod.Files, "files", "Files"), (ApplyMethod.Api, "api", "Api"), (ApplyMethod.Reload, "reload", "Reload"),
            (ApplyMethod.Quiet, "quiet", "Quiet")];

    /// <summary>The text of which format 1 holds a hash: one reservation a line, by address. It never changes.</summary>
    public static string Fingerprinted(IEnumerable<Reservation> reservations) =>
        string.Concat(reservations.OrderBy(reservation => reservation.Ip)
        .Select(reservation => reservation + (reservation.LeaseTime is { } lease ? $" {lease}\n" : "\n")));

    public static string Command(bool isOfNetwork) => isOfNetwork ? Network : Reservation;

    public static bool? IsNetwork(string word) => word switch { Network => true, Reservation => false, _ => null };

    public static string Of(Role role) => Array.Find(Roles, row => row.Role == role).Word;

    public static string Of(ApplyMethod way) => Array.Find(Ways, row => row.Way == way).Word;

    /// <summary>Null for an unknown word.</summary>
    public static Role? RoleOf(string word) =>
        Array.FindIndex(Roles, row => row.Word == word || row.Old == word) is >= 0 and var row ? Roles[row].Role : null;

    /// <inheritdoc cref="RoleOf"/>
    public static ApplyMethod? WayOf(string word) =>
        Array.FindIndex(Ways, row => row.Word == word || row.Old == word) is >= 0 and var row ? Ways[row].Way : null;
}
