using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <content>A call of <c>dns</c>: its names go into each definition as that is, so names that only one of them has stay there.</content>
internal sealed partial class NetworkPlanner
{
    private int unchangedNames;

    private byte[] WithNames(DnsEdits edits, byte[] xml)
    {
        var named = DnsMerge.Apply(edits, xml, out var conflicts, out var unchanged);
        problems.AddRange(conflicts);
        unchangedNames = unchanged;
        return named;
    }

    /// <summary>
    /// A play that defines a network and then its names goes through its check mode too: as if there were one without names.
    /// </summary>
    private void PlanAssumed(DnsEdits edits)
    {
        var bare = NewNetwork.Bare(request.Name);
        var named = WithNames(edits, bare);
        changes.AddRange(SettingChanges.Between(
            NetworkSettings.Read(XmlElement.ReadNetwork(bare)), NetworkSettings.Read(XmlElement.ReadNetwork(named)), out _));
        if (!ReferenceEquals(named, bare))
            AddChange(steps => steps with { Define = named });
        warnings.Add(Message.NetworkAssumed(request.Name, Suggestion.For(request.Name, state.KnownNetworks), 0));
        plan = plan with { Unchanged = unchangedNames };
    }

    /// <summary>What the running network shall say.</summary>
    private byte[] Wanted(NetworkDefinition live, NetworkDefinition after)
    {
        if (request.DnsEdits is not { } edits)
            return after.Xml;
        return WithNames(edits, live.Xml);
    }

    /// <summary>Where the persistent definition has the names already, the running network's changes are the call's.</summary>
    private void AddLiveNames(List<SettingChange> missing)
    {
        if (changes.Count == 0)
            changes.AddRange(missing);
    }
}
