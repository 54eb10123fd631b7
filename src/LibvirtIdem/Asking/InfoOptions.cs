using System.Text.Json;
using System.Text.Json.Serialization;

namespace LibvirtIdem.Asking;

/// <summary>The arguments of <c>info</c>, as the contract's section 6 names them.</summary>
internal sealed class InfoOptions
{
    public TextOption? Command { get; set; }
    public TextOption? Network { get; set; }
    public TextOption? Root { get; set; }

    /// <summary>Keys that are no option: refused, unless Ansible sent them (<c>_ansible_…</c>).</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
