using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <summary>What <c>export</c> says.</summary>
internal static partial class Message
{
    public const string SpreadsheetWouldRun = "a spreadsheet would run it as a formula";

    public const string NoCell = "a cell of a CSV file cannot hold it";

    public const string NotAnId = "it is no DUID of 3 to 130 bytes";

    public const string DeadId = "its id is no DUID in hex with colons, so no client ever gets it";

    public const string NotAGuestsMac = "it is no guest's address";

    public const string NotALeaseTime = "it is shorter or longer than a lease may be";

    public const string NothingToKnowItBy = "nothing is left to know the guest by";

    public const string NameOfTheMachine = "its name, or an alias, is one of the machine's own";

    public const string AddressOutside = "its address lies in no subnet of the network, or is the network's own";

    public const string NoClient = "it names no client that a reservation could be for";

    public const string SecondLease = "the same client holds another one that lasts longer";

    public const string SecondName = "another guest calls itself so too";

    public static Problem AnsibleNeedsDest() =>
        new(ErrorCode.MissingField, "dest is missing: the text would go to standard output, where Ansible expects JSON; give dest, or format=json") { Field = "dest" };

    public static Problem NotPersistent(string network) =>
        new(ErrorCode.NotSupported, $"network {network} has no persistent definition; source=live exports what the running one has") { Field = "source", Value = "config" };

    public static Problem NotRunning(string network, string source) =>
        new(ErrorCode.NotSupported, $"network {network} does not run, so there is nothing live in it; start it, or export source=config") { Field = "source", Value = source };

    public static string SkippedTransient(string network) => $"network {network} is left out: it has no persistent definition; source=live exports it";

    public static string SkippedNetwork(string network, string why) => $"network {Shortened(network)} is left out: {why}";

    public static string NotExported(string network, Reservation reservation, string why) => $"{network}: {Shortened(reservation.ToString())} is left out: {why}";

    public static string NotExported(string network, Lease lease, string why) => $"{network}: the lease of {lease.Ip} to {Shortened(lease.ToString())} is left out: {why}";

    public static string CellNotExported(string network, Reservation reservation, string field, string why) =>
        $"{network}: the {field} of {Shortened(reservation.ToString())} is left out: {why}; an import leaves it as it is";

    public static string NameNotExported(string network, Lease lease, string why) => $"{network}: the name of the lease of {lease.Ip} to {Shortened(lease.ToString())} is left out: {why}";

    public static string Exported(IReadOnlyList<string> networks, int count, string? dest) =>
        $"{(networks.Count == 0 ? "no network" : string.Join(", ", networks))}: {count} reservation{(count == 1 ? "" : "s")} exported{(dest is null ? "" : $" to {dest}")}";

    public static Problem DestNotAFile(string path, bool isLink) =>
        new(ErrorCode.IoError, isLink ? $"dest={path} is a symbolic link, which is not followed; give the path of the file itself, or remove the link"
            : $"dest={path} is no regular file; give the path of one, or leave dest out and redirect the output")
        { Field = "dest", Value = path };
}
