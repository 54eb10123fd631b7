using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <summary>What <c>export</c> says.</summary>
internal static partial class Message
{
    public const string SpreadsheetWouldRun = "a spreadsheet would run it as a formula";

    public const string NoCell = "a cell of a CSV file cannot hold it";

    public const string NotAnId = "it is not a DUID of 3 to 130 bytes";

    public const string DeadId = "its id is not a DUID in hex with colons, so it matches no client";

    public const string NotAGuestsMac = "it is not a valid MAC address for a guest";

    public const string NotALeaseTime = "it is shorter or longer than a lease may be";

    public const string NothingToKnowItBy = "no identifier is left";

    public const string NameOfTheMachine = "its name, or an alias, is a name of the host itself";

    public const string AddressOutside = "its address is in no subnet of the network, or is one of the network's own";

    public const string NoClient = "it has no MAC or DUID";

    public const string SecondLease = "the same client has a later lease";

    public const string SecondName = "another guest uses the same name";

    public const string NoDomain = "it has no domain, and neither has the network (libvirt-idem network domain=lab.test)";

    public const string LongName = "with its domain it is longer than 253 characters";

    public static string NotInAZone(string network, string name, IpAddress ip, string why) => $"{network}: the name {Shortened(name)} of {ip} is in no zone: {why}";

    public static Problem AnsibleNeedsDest() =>
        new(ErrorCode.MissingField, "dest is missing: the text would go to standard output, where Ansible expects JSON; give dest, or format=json") { Field = "dest" };

    public static Problem NotPersistent(string network) =>
        new(ErrorCode.NotSupported, $"network {network} has no persistent definition; use source=live to export the running network") { Field = "source", Value = "config" };

    public static Problem NotRunning(string network, string source) =>
        new(ErrorCode.NotSupported, $"network {network} is not active, so it has no live definition; start it, or use source=config") { Field = "source", Value = source };

    public static string SkippedTransient(string network) => $"network {network} is left out: it has no persistent definition; use source=live to export it";

    public static string SkippedNetwork(string network, string why) => $"network {Shortened(network)} is left out: {why}";

    public static string NotExported(string network, Reservation reservation, string why) => $"{network}: {Shortened(reservation.ToString())} is left out: {why}";

    public static string NotExported(string network, Lease lease, string why) => $"{network}: the lease of {lease.Ip} to {Shortened(lease.ToString())} is left out: {why}";

    public static string CellNotExported(string network, Reservation reservation, string field, string why) =>
        $"{network}: the {field} of {Shortened(reservation.ToString())} is left out: {why}; an import keeps the present value";

    public static string NameNotExported(string network, Lease lease, string why) => $"{network}: the name of the lease of {lease.Ip} to {Shortened(lease.ToString())} is left out: {why}";

    public static string Exported(IReadOnlyList<string> networks, int count, string? dest) =>
        $"{(networks.Count == 0 ? "no network" : string.Join(", ", networks))}: {count} reservation{(count == 1 ? "" : "s")} exported{(dest is null ? "" : $" to {dest}")}";

    public static Problem DestNotAFile(string path, bool isLink) =>
        new(ErrorCode.IoError, isLink ? $"dest={path} is a symbolic link, which is not followed; give the path of the file itself, or remove the link"
            : $"dest={path} is not a regular file; give the path of one, or leave out dest and redirect the output")
        { Field = "dest", Value = path };
}
