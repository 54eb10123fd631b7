using System.Text.Json.Serialization;

namespace LibvirtIdem.Asking;

/// <summary>The keys of one reservation: an item of <c>reservations</c>, and what the call itself may give instead.</summary>
internal class ReservationItem : Options
{
    public TextOption? State { get; set; }
    public TextOption? Mac { get; set; }
    public TextOption? Id { get; set; }
    public TextOption? Name { get; set; }
    public TextOption? Ip { get; set; }
    public TextOption? Guest { get; set; }
    public TextOption? LeaseTime { get; set; }
    public WordsOption? Aliases { get; set; }
}

/// <summary>The arguments of <c>reservation</c>, as the contract's section 2 names them.</summary>
internal sealed class ReservationOptions : ReservationItem
{
    public TextOption? Command { get; set; }
    public TextOption? Network { get; set; }
    public ItemsOption? Reservations { get; set; }
    public TextOption? Csv { get; set; }
    public FlagOption? Purge { get; set; }
    public NumberOption? MaxRemovals { get; set; }
    public TextOption? OnConflict { get; set; }
    public TextOption? OnActiveLease { get; set; }
    public FlagOption? EtcHosts { get; set; }
    public FlagOption? HostsTemplate { get; set; }
    public WordsOption? Domains { get; set; }
    public TextOption? Apply { get; set; }
    public FlagOption? Force { get; set; }
    public TextOption? Root { get; set; }
    public FlagOption? CheckMode { get; set; }
    public FlagOption? Diff { get; set; }
    public FlagOption? Backup { get; set; }
    public FlagOption? UnsafeWrites { get; set; }
    public NumberOption? LockTimeout { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ReservationOptions))]
[JsonSerializable(typeof(ReservationItem))]
[JsonSerializable(typeof(ExportOptions))]
[JsonSerializable(typeof(InfoOptions))]
[JsonSerializable(typeof(UndoOptions))]
[JsonSerializable(typeof(NetworkOptions))]
internal sealed partial class OptionsJson : JsonSerializerContext;
