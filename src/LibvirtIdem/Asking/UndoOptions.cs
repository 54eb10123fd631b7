using System.Text.Json;
using System.Text.Json.Serialization;

namespace LibvirtIdem.Asking;

/// <summary>The arguments of <c>undo</c>, as the contract's section 6 names them.</summary>
internal sealed class UndoOptions
{
    public TextOption? Command { get; set; }
    public TextOption? Root { get; set; }
    public FlagOption? CheckMode { get; set; }
    public FlagOption? Diff { get; set; }
    public NumberOption? LockTimeout { get; set; }

    /// <summary>Keys that are no option: refused, unless Ansible sent them (<c>_ansible_…</c>).</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
