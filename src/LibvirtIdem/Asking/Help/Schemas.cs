namespace LibvirtIdem.Asking;

/// <summary>
/// What <c>schema</c> prints: JSON Schema 2020-12 of arguments and result. Made from <see cref="OptionTable"/> and the types that print.
/// </summary>
internal static partial class Schemas
{
    public static byte[] All()
    {
        var text = new MemoryStream();
        text.Write("""
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem", "title": "libvirt-idem",
             "type": "object", "properties": {
            """u8);
        for (var command = Command.Reservation; CommandNames.TakesOptions(command); command++)
        {
            text.Write(command == Command.Reservation ? "\n"u8 : ",\n"u8);
            text.Write(System.Text.Encoding.UTF8.GetBytes("\"" + CommandNames.Names[(int)command] + "\": "));
            Write(command, text);
        }
        text.Write("\n}}\n"u8);
        return text.ToArray();
    }

    public static byte[] Of(Command command)
    {
        var text = new MemoryStream();
        Write(command, text);
        text.WriteByte((byte)'\n');
        return text.ToArray();
    }

    private static void Write(Command command, MemoryStream text)
    {
        text.Write(command switch
        {
            Command.Network => NetworkSchema,
            Command.Dns => DnsSchema,
            Command.Import => ImportSchema,
            Command.Export => ExportSchema,
            Command.Info => InfoSchema,
            Command.Undo => UndoSchema,
            _ => ReservationSchema,
        });
        text.Write(ArgumentDefinitions);
        text.Write(",\n"u8);
        text.Write(command switch
        {
            Command.Network => NetworkResultSchema,
            Command.Dns => DnsResultSchema,
            Command.Import => ImportResultSchema,
            Command.Export => ExportResultSchema,
            Command.Info => InfoResultSchema,
            Command.Undo => UndoResultSchema,
            _ => ReservationResultSchema,
        });
        text.Write(ResultDefinitions);
        text.Write("}}"u8);
    }
}
