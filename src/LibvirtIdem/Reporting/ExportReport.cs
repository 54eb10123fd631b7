using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LibvirtIdem.Messages;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Reporting;

/// <summary>The results of <c>export</c>.</summary>
internal static class ExportReport
{
    /// <summary>The reservations in the result itself.</summary>
    public static Result Listed(Export export) => Done(export, null) with { Reservations = Rows(export) };

    /// <summary>The text instead of the result.</summary>
    public static Result Told(Export export, byte[] text) => Done(export, null) with { Text = text };

    public static Result Written(Export export, string dest, bool changed) => Done(export, dest) with
    {
        Changed = changed,
        Files = changed ? [new(dest, "dest", null)] : null,
    };

    /// <summary>What <c>reservation FILE</c> reads back, for one network.</summary>
    public static byte[] Json(Export export)
    {
        using var stream = new MemoryStream();
        using (var writer =
            new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            ExportJson.Write(writer, new(Only(export), Rows(export)));
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static Result Done(Export export, string? dest) => new()
    {
        Changed = false,
        Failed = false,
        Msg = Message.Exported(export.Networks, export.Reservations.Count, dest),
        Network = Only(export),
        Summary = new(0, 0, 0, export.Reservations.Count),
        Warnings = export.Warnings,
    };

    private static string? Only(Export export) => export.Networks.Count == 1 ? export.Networks[0] : null;

    private static IEnumerable<ListedRow> Rows(Export export) => export.Reservations.Select(row => new ListedRow(
        Only(export) is null ? row.Network : null, row.Reservation.Mac?.ToString(), row.Reservation.Id?.ToString(),
        row.Reservation.Name.OrNull(), row.Reservation.Ip.ToString(),
        row.Reservation.LeaseTime?.ToString(), row.Aliases?.Select(alias => alias.ToString())));
}

/// <summary>The file that <c>format=json</c> makes.</summary>
internal sealed record ExportFile(string? Network, IEnumerable<ListedRow> Reservations);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ExportFile))]
internal sealed partial class ExportJson : JsonSerializerContext
{
    public static void Write(Utf8JsonWriter writer, ExportFile file) => new ExportJson().ExportFileSerializeHandler(writer, file);
}
