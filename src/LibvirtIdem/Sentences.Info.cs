using LibvirtIdem.Planning;

namespace LibvirtIdem;

/// <summary>What <c>info</c> says.</summary>
internal static partial class Sentences
{
    public static string Seen(IReadOnlyList<NetworkInfo> networks)
    {
        var (reservations, leases, drift) = (0, 0, 0);
        foreach (var network in networks)
            (reservations, leases, drift) = (reservations + network.Reservations.Count, leases + network.Leases.Count, drift + network.Drift.Count);
        return $"{Counted(networks.Count, "network")}, {Counted(reservations, "reservation")}, {Counted(leases, "lease")}, "
            + (drift == 0 ? "no drift" : $"{Counted(drift, "difference")} between what should be the same (drift)");
    }

    public static string OddHostsfileLines(string path, int first, int count) =>
        $"{path} has {Counted(count, "line")} that libvirt does not write{(count == 1 ? $", line {first}" : $", the first of them line {first}")}; libvirt drops {(count == 1 ? "it" : "them")} at its next write";

    public static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
