using System.Text.Json;
using System.Text.Json.Serialization;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Reporting;

/// <summary>
/// The one JSON object that comes out (the contract's section 3). What has nothing to say is left out, but for the first five.
/// </summary>
internal record Result
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required bool Changed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required bool Failed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string Msg { get; init; }

    public string? Network { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public SummaryRow Summary { get; init; } = new(0, 0, 0, 0);

    /// <summary>What an export lists.</summary>
    public IEnumerable<ListedRow>? Reservations { get; init; }

    public IEnumerable<ChangeRow>? Changes { get; init; }

    public IReadOnlyList<FileRow>? Files { get; init; }

    /// <summary>none, files, api, reload or quiet.</summary>
    public string? Applied { get; init; }

    public EffectsRow? Effects { get; init; }

    [JsonPropertyOrder(2)]
    public IReadOnlyList<RestartReasonRow>? RestartReasons { get; init; }

    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    [JsonPropertyOrder(2)]
    public IReadOnlyList<DiffRow>? Diff { get; init; }

    [JsonPropertyOrder(2)]
    public IReadOnlyList<ErrorRow>? Errors { get; init; }

    /// <summary>How many there are, where more than the first hundred.</summary>
    [JsonPropertyOrder(2)]
    public int? ErrorsTotal { get; init; }

    /// <summary>What goes out instead of this object: an export in a form of its own.</summary>
    [JsonIgnore]
    public byte[]? Text { get; init; }
}

/// <summary>The result of a plan for reservations that was carried out, or only made.</summary>
internal sealed record ReservationResult : Result
{
    /// <summary>The items with <c>auto</c> or a guest.</summary>
    [JsonPropertyOrder(1)]
    public new IReadOnlyList<ResolvedRow>? Reservations { get; init; }

    [JsonPropertyOrder(1)]
    public required bool RestartRequired { get; init; }
}

internal sealed record SummaryRow(int Added, int Updated, int Removed, int Unchanged);

internal sealed record ReservationRow(string? Mac, string? Id, string? Name, string Ip, string? LeaseTime, IReadOnlyList<string>? Aliases);

/// <summary>A reservation of an export; <c>network</c> only where it is of several.</summary>
internal sealed record ListedRow(
    string? Network, string? Mac, string? Id, string? Name, string Ip, string? LeaseTime, IEnumerable<string>? Aliases);

/// <summary>
/// An item that left values to the tool, as it stands after the call: the item's index from 0, or its row as an editor counts lines;
/// neither of a single one.
/// </summary>
internal sealed record ResolvedRow(
    int? Index, int? Row, string? Network, string? Mac, string? Id, string? Name, string Ip, string? LeaseTime);

/// <summary><c>action</c>: added, updated or removed. <c>network</c> only where the call is for several.</summary>
internal sealed record ChangeRow(
    string Action, string? Network, string? Mac, string? Id, string? Name, string Ip, string? LeaseTime, IReadOnlyList<string>? Aliases,
    ReservationRow? Before)
{
    /// <summary>rolled_back: of an interrupted run; no_guest: removed by <c>prune</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Its name is in the network's own DNS after the change, or was, where it is removed; left out where it is not.</summary>
    public bool? Dns { get; init; }
}

internal sealed record FileRow(string Path, string Role, string? BackupFile);

/// <summary>
/// What the change cost. <c>interruptions</c>: how often a network's firewall rules were rebuilt, some 0.3 s for new connections each.
/// </summary>
internal sealed record EffectsRow(int FilesWritten, int DnsmasqReloads, int DnsmasqRestarts, int DaemonReloads, int DaemonStarts,
    int ApiUpdates, int Interruptions, int LeasesReleased)
{
    public static EffectsRow Of(ApplyResult applied) =>
        new(applied.FilesWritten, applied.DnsmasqReloads, applied.DnsmasqRestarts, applied.DaemonReloads, applied.DaemonStarts,
            applied.ApiUpdates, applied.Interruptions, applied.LeasesReleased);
}

/// <summary>Why something must be started again; <c>needs</c>: dnsmasq alone, or the network.</summary>
internal sealed record RestartReasonRow(string What, string Needs)
{
    /// <summary>Null for none.</summary>
    public static IReadOnlyList<RestartReasonRow>? Of(IReadOnlyList<RestartReason> reasons) => reasons.Count == 0 ? null
        : [.. reasons.Select(reason => new RestartReasonRow(reason.What, reason.Needs == RestartKind.Dnsmasq ? "dnsmasq" : "network"))];
}

/// <summary>Ansible's shape; a text over its limit is left out, and the limit said instead.</summary>
internal sealed record DiffRow(string BeforeHeader, string AfterHeader, string? Before, string? After, int? SrcLarger, int? DstLarger);

internal sealed record ErrorRow(string Code, string Msg, string? Field, string? Value, int? Index, int? Row, ReservationRow? Holder);

/// <summary>
/// What is generated from these types is called directly: the serializer around it would be half the work of a short result.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Result))]
[JsonSerializable(typeof(ReservationResult))]
[JsonSerializable(typeof(NetworkResult))]
[JsonSerializable(typeof(InfoResult))]
internal sealed partial class ResultJson : JsonSerializerContext
{
    public static void Write(Utf8JsonWriter writer, Result result)
    {
        var generated = new ResultJson();
        if (result is ReservationResult reservations)
            generated.ReservationResultSerializeHandler(writer, reservations);
        else if (result is NetworkResult network)
            generated.NetworkResultSerializeHandler(writer, network);
        else if (result is InfoResult info)
            generated.InfoResultSerializeHandler(writer, info);
        else
            generated.ResultSerializeHandler(writer, result);
    }
}
