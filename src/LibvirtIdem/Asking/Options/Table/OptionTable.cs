namespace LibvirtIdem.Asking;

/// <summary>
/// The table of options: for each command its groups, in the order of <c>--help</c>. A new option is a row in one of the lists, a line in
/// the parser of its command, and <c>make texts</c>.
/// </summary>
internal static class OptionTable
{
    public static Option[][] GroupsOf(Command command) => command switch
    {
        Command.Reservation => [ReservationOptions.What, ReservationOptions.How, SharedOptions.OfChanges],
        Command.Import => [ReservationOptions.OfFiles, ReservationOptions.How, SharedOptions.OfChanges],
        Command.Network => [NetworkOptions.Main, NetworkOptions.Further, NetworkOptions.How, SharedOptions.OfSettings],
        Command.Dns => [DnsOptions.What, DnsOptions.How, SharedOptions.OfSettings],
        Command.Export => [ViewOptions.Export],
        Command.Info => [ViewOptions.Info],
        Command.Undo => [ViewOptions.Undo],
        _ => [],
    };

    public static IEnumerable<Option> Of(Command command) => GroupsOf(command).SelectMany(group => group);
}
