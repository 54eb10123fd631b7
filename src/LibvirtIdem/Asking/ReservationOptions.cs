using System.Text.Json;
using System.Text.Json.Serialization;

namespace LibvirtIdem.Asking;

/// <summary>The arguments of <c>reservation</c> as the contract's section 2 names them.</summary>
internal sealed class ReservationOptions : IReservationKeys
{
    public Option<string> Command { get; set; }
    public Option<string> Network { get; set; }
    public Option<string> State { get; set; }
    public Option<string> Mac { get; set; }
    public Option<string> Id { get; set; }
    public Option<string> Name { get; set; }
    public Option<string> Ip { get; set; }
    public Option<string> LeaseTime { get; set; }
    public Option<List<string>> Aliases { get; set; }
    public Option<List<ReservationItem>> Reservations { get; set; }
    public Option<string> OnConflict { get; set; }
    public Option<string> OnActiveLease { get; set; }
    public Option<bool> EtcHosts { get; set; }
    public Option<bool> HostsTemplate { get; set; }
    public Option<List<string>> Domains { get; set; }
    public Option<string> Apply { get; set; }
    public Option<bool> Force { get; set; }
    public Option<string> Root { get; set; }
    public Option<bool> CheckMode { get; set; }
    public Option<bool> Diff { get; set; }
    public Option<bool> Backup { get; set; }
    public Option<bool> UnsafeWrites { get; set; }
    public Option<int> LockTimeout { get; set; }

    /// <summary>Keys that are no option: refused, unless Ansible sent them (<c>_ansible_…</c>).</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>One item of <c>reservations</c>.</summary>
internal sealed class ReservationItem : IReservationKeys
{
    public Option<string> State { get; set; }
    public Option<string> Mac { get; set; }
    public Option<string> Id { get; set; }
    public Option<string> Name { get; set; }
    public Option<string> Ip { get; set; }
    public Option<string> LeaseTime { get; set; }
    public Option<List<string>> Aliases { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>The keys of one reservation, which stand in the call itself or in an item of its list.</summary>
internal interface IReservationKeys
{
    Option<string> State { get; }
    Option<string> Mac { get; }
    Option<string> Id { get; }
    Option<string> Name { get; }
    Option<string> Ip { get; }
    Option<string> LeaseTime { get; }
    Option<List<string>> Aliases { get; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    Converters = [typeof(TextOption), typeof(FlagOption), typeof(NumberOption), typeof(ListOption), typeof(ItemsOption)])]
[JsonSerializable(typeof(ReservationOptions))]
internal sealed partial class OptionsJson : JsonSerializerContext;
