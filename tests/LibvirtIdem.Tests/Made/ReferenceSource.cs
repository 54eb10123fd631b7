using LibvirtIdem.Asking;

namespace LibvirtIdem.Tests.Made;

/// <summary>The tables of options in docs/reference.md.</summary>
internal static class ReferenceSource
{
    public static string Text(string page)
    {
        foreach (var command in Enum.GetValues<Command>().Where(command => OptionTexts.Listed(command).Length > 0))
            page = Section.Put(page, $"options of {CommandNames.Names[(int)command]}", Table(command));
        return page;
    }

    private static string Table(Command command)
    {
        var isFirst = command == Command.Reservation;
        var options = OptionTable.Of(command).ToList();
        var same = isFirst ? [] : options.Where(option => SharedOptions.OfChanges.Contains(option)).ToList();
        var rows = options.Except(same).Select(option => $"| `{option.Key}` | {Default(option)}| {OptionTexts.Reference(option)} |\n");
        if (same.Count > 0)
            rows = rows.Append($"| {string.Join(", ", same.Select(option => $"`{option.Key}`"))} | | as for `reservation` |\n");
        return "\n| option | default | meaning |\n|---|---|---|\n" + string.Concat(rows) + "\n";

        static string Default(Option option) => option.Default is null ? "" : $"`{option.Default}` ";
    }
}
