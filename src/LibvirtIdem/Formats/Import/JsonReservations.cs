using System.Text;
using System.Text.Json;

namespace LibvirtIdem.Formats;

/// <summary>
/// What <c>export format=json</c> writes: an object with <c>reservations</c> and perhaps <c>network</c>, or the list alone.
/// </summary>
internal static class JsonReservations
{
    public static void Read(byte[] file, ImportedRows rows, bool namesNetwork)
    {
        var text = file.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? file.AsSpan(Encoding.UTF8.Preamble.Length) : file;
        var reader = new Utf8JsonReader(text);
        var lines = new LineCounter(text);
        try
        {
            var (network, found, hasList) = (default(string), new List<(int Line, ImportedRow Row)>(), false);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                hasList = true;
                ReadList(ref reader, ref lines, found);
            }
            else
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var key = reader.GetString();
                    reader.Read();
                    if (key == "network" && reader.TokenType == JsonTokenType.String)
                        network = reader.GetString();
                    else if (key == "reservations" && reader.TokenType == JsonTokenType.StartArray)
                    {
                        hasList = true;
                        ReadList(ref reader, ref lines, found);
                    }
                    else
                    {
                        reader.Skip();
                    }
                }
            }
            if (!hasList)
                throw new UnreadableException(1, "it has no list of reservations");
            while (reader.Read())
            {
            }
            foreach (var (line, row) in found)
                rows.Add(line, row with { Network = row.Network ?? (namesNetwork ? network : null) });
        }
        catch (JsonException wrong)
        {
            throw new UnreadableException(1 + (int)(wrong.LineNumber ?? 0), "it is not JSON");
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for a text that is not Unicode.
            throw new UnreadableException(lines.At((int)reader.TokenStartIndex), "a text is not Unicode");
        }
    }

    private static void ReadList(ref Utf8JsonReader reader, ref LineCounter lines, List<(int Line, ImportedRow Row)> found)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var line = lines.At((int)reader.TokenStartIndex);
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new UnreadableException(line, "a reservation is an object");
            var row = new ImportedRow();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var key = reader.GetString()!;
                reader.Read();
                var at = lines.At((int)reader.TokenStartIndex);
                Set(row, key, Value(ref reader, at), at);
            }
            found.Add((line, row));
        }
    }

    private static string? Value(ref Utf8JsonReader reader, int line)
    {
        if (reader.TokenType is JsonTokenType.Null)
            return null;
        if (reader.TokenType is JsonTokenType.String)
            return reader.GetString();
        if (reader.TokenType is not JsonTokenType.StartArray)
            throw new UnreadableException(line, "a value is a text, or a list of texts");
        var words = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
            words.Add(reader.GetString()!);
        return reader.TokenType == JsonTokenType.EndArray ? string.Join(' ', words)
            : throw new UnreadableException(line, "a value is a text, or a list of texts");
    }

    private static void Set(ImportedRow row, string key, string? value, int line)
    {
        switch (key)
        {
            case "mac": row.Mac = value; break;
            case "id": row.Id = value; break;
            case "name": row.Name = value; break;
            case "ip": row.Ip = value; break;
            case "guest": row.Guest = value; break;
            case "lease_time": row.LeaseTime = value; break;
            case "aliases": row.Aliases = value; break;
            case "state": row.State = value; break;
            case "network": row.Network = value; break;
            default: throw new UnreadableException(line, $"a reservation has no {key}");
        }
    }
}
