using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <summary>Every sentence the tool says to its user: what is wrong, where, and what to do about it.</summary>
internal static partial class Message
{
    private static string Meant(string? command) => command is null ? "; libvirt-idem --help lists the commands" : $"; did you mean {command}?";

    private static string Who(DesiredReservation wanted) =>
        wanted.Mac?.ToString() ?? wanted.Id?.ToString() ?? (wanted.Name.IsNullOrEmpty ? null : wanted.Name.ToString()) ?? wanted.Ip?.ToString() ?? "the item";

    private static string IdentityField(DesiredReservation wanted) =>
        wanted.Mac is not null ? "mac" : wanted.Id is not null ? "id" : !wanted.Name.IsNullOrEmpty ? "name" : "ip";

    private static string Shared(Reservation one, Reservation other) =>
        one.Ip == other.Ip ? "ip" : one.Mac is not null && one.Mac == other.Mac ? "mac" : one.Id is not null && one.Id == other.Id ? "id" : "name";

    private static string Also(InputLocation at) =>
        at.Index is { } item ? $" (the other is item {item})" : at.Row is { } row ? $" (the other is in row {row})" : "";

    /// <summary>As much of a value as is useful; control characters would break the message's line.</summary>
    private static string Shortened(string value)
    {
        var text = value.Length > 80 ? value[..(char.IsHighSurrogate(value[79]) ? 79 : 80)] + "…" : value;
        return text.AsSpan().IndexOfAnyInRange('\0', '\x1F') < 0 ? text
            : string.Concat(text.Select(character => character < ' ' ? $"\\x{(int)character:x2}" : character.ToString()));
    }
}
