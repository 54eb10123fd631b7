using System.Text.Json;
using System.Text.Json.Serialization;

namespace LibvirtIdem.Asking;

/// <summary>What all objects of options have in common.</summary>
internal abstract class Options
{
    /// <summary>Keys that are no option: refused, unless Ansible sent them (<c>_ansible_…</c>).</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>Whether any of the keys shows that Ansible makes the call.</summary>
    public bool IsFromAnsible() => Unknown?.Keys.Any(IsAnsibles) == true;

    /// <summary>Whether Ansible set one of the few of its keys that mean something to a module.</summary>
    public bool IsSetByAnsible(string key) => Unknown is not null && Unknown.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.True;

    public static bool IsAnsibles(string key) => key.StartsWith("_ansible_", StringComparison.Ordinal);
}
