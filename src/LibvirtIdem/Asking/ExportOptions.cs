using System.Text.Json;
using System.Text.Json.Serialization;

namespace LibvirtIdem.Asking;

/// <summary>The arguments of <c>export</c>, as the contract's section 6 names them.</summary>
internal sealed class ExportOptions
{
    public TextOption? Command { get; set; }
    public TextOption? Network { get; set; }
    public TextOption? Format { get; set; }
    public TextOption? Source { get; set; }
    public FlagOption? Names { get; set; }
    public TextOption? Dest { get; set; }
    public TextOption? Root { get; set; }

    /// <summary>Keys that are no option: refused, unless Ansible sent them (<c>_ansible_…</c>).</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
