using System.Collections;
using LibvirtIdem.Model;

namespace LibvirtIdem.Reporting;

/// <summary>A plan's changes as rows of a result, each made when it is asked for.</summary>
internal sealed class PlannedRows(IEnumerable<Change> changes, bool namesNetworks) : IEnumerable<ChangeRow>
{
    public IEnumerable<Change> Changes => changes;

    /// <summary>The call is for several networks.</summary>
    public bool NamesNetworks => namesNetworks;

    public IEnumerator<ChangeRow> GetEnumerator()
    {
        foreach (var change in changes)
            yield return ReservationReport.Row(change, namesNetworks);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
