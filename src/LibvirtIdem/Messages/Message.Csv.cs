using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <summary>Messages about CSV files.</summary>
internal static partial class Message
{
    public static Problem NoCsv(string path) => new(ErrorCode.IoError, $"csv={path} cannot be read; give the path of a CSV file, or - for standard input") { Field = "csv", Value = path };

    public static Problem NotImported(string path, int line, string why) =>
        new(ErrorCode.ParseError, $"{path} line {line}: {why}; nothing was written. Correct the line or leave it out, or give format= if the file is of another format") { At = InputLocation.Line(line), Field = "csv", Value = path };

    public static Problem FormatWithoutFile() => new(ErrorCode.Usage, "format is for a file; give csv, or import FILE") { Field = "format" };

    public static Problem CsvWithoutHeader(string path) =>
        new(ErrorCode.ParseError, $"{path}: the first row has none of the columns mac, id, name, ip, guest, lease_time, aliases, state, network; a header row is needed") { Field = "csv", Value = path };

    public static Problem CsvWithoutIp(string path) => new(ErrorCode.MissingField, $"{path} has no column ip (or state, to remove by mac or name); add one") { Field = "ip" };

    public static Problem CsvColumnTwice(string path, string one, string other, string key) =>
        new(ErrorCode.Usage, $"{path}: the columns {one} and {other} both map to {key}; remove one of them") { Field = key };

    public static Problem CsvNotUtf8(string path, int line) => new(ErrorCode.ParseError, $"{path} line {line} is not UTF-8; save the file as CSV UTF-8") { At = InputLocation.Line(line), Field = "csv", Value = path };

    public static Problem CsvCells(int found, int expected, InputLocation at) =>
        new(ErrorCode.ParseError, $"the row has {found} cell{(found == 1 ? "" : "s")}, the header {expected}: quote cells that contain commas, and keep the commas of empty cells") { At = at };

    public static Problem CsvQuotes(InputLocation at) => new(ErrorCode.ParseError, "unbalanced quote; write \"\" for a quote inside a quoted cell") { At = at };

    public static string IgnoredColumns(string path, IReadOnlyList<string> columns) =>
        $"{path}: ignored column{(columns.Count == 1 ? "" : "s")} {string.Join(", ", columns)}";

    public static Problem CsvColumnOfClients(string path, string column, string key, string kind) =>
        new(ErrorCode.MissingField, $"{path}: no row has a mac or an id, and the ignored column {column} contains nothing but {kind}; rename it to {key}, or delete it to reserve by name only") { Field = key };

    public static Problem ClientIsNoMac(string column, string value, InputLocation at) =>
        new(ErrorCode.MissingField, $"mac is missing, and {column}={Shortened(value)} is not a MAC address: libvirt identifies IPv4 guests by MAC; add a mac to the row") { Field = "mac", Value = Shortened(value), At = at };

    public static string ClientsIgnored(string path, string column) =>
        $"{path}: a client identifier in column {column} that is not the MAC of its row is ignored: libvirt identifies IPv4 guests by MAC only";
}
