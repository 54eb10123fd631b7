using System.Text.Json;
using System.Text.Json.Serialization;

namespace LibvirtIdem.Asking;

/// <summary>The arguments of <c>reservation</c> as the contract's section 2 names them.</summary>
internal sealed class ReservationOptions : IReservationKeys
{
    public TextOption? Command { get; set; }
    public TextOption? Network { get; set; }
    public TextOption? State { get; set; }
    public TextOption? Mac { get; set; }
    public TextOption? Id { get; set; }
    public TextOption? Name { get; set; }
    public TextOption? Ip { get; set; }
    public TextOption? LeaseTime { get; set; }
    public WordsOption? Aliases { get; set; }
    public ItemsOption? Reservations { get; set; }
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

    /// <summary>Keys that are no option: refused, unless Ansible sent them (<c>_ansible_…</c>).</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>One item of <c>reservations</c>.</summary>
internal sealed class ReservationItem : IReservationKeys
{
    public TextOption? State { get; set; }
    public TextOption? Mac { get; set; }
    public TextOption? Id { get; set; }
    public TextOption? Name { get; set; }
    public TextOption? Ip { get; set; }
    public TextOption? LeaseTime { get; set; }
    public WordsOption? Aliases { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>The keys of one reservation, which stand in the call itself or in an item of its list.</summary>
internal interface IReservationKeys
{
    TextOption? State { get; }
    TextOption? Mac { get; }
    TextOption? Id { get; }
    TextOption? Name { get; }
    TextOption? Ip { get; }
    TextOption? LeaseTime { get; }
    WordsOption? Aliases { get; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ReservationOptions))]
[JsonSerializable(typeof(ReservationItem))]
internal sealed partial class OptionsJson : JsonSerializerContext;
