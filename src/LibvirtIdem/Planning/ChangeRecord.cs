using System.Globalization;
using System.IO.Hashing;
using System.Text;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// What one call changes, as far as it takes to put it back: kept in the journal while it is under way, for <c>undo</c> afterwards. It says roles
/// and names, never paths: the journal of an image is somebody else's data.
/// </summary>
/// <param name="IsOfNetwork">The command was <c>network</c>, so <see cref="Networks"/> are put back as whole definitions.</param>
/// <param name="Way">How it got in; <see cref="Way.Files"/> where no daemon ran.</param>
/// <param name="Files">In the order in which they are put in place; a file may come twice.</param>
/// <param name="Networks">What the daemon was told; empty without one.</param>
internal sealed record ChangeRecord(bool IsOfNetwork, Way Way, IReadOnlyList<FileRecord> Files, IReadOnlyList<NetworkRecord> Networks)
{
    /// <summary>The record of both steps of one change, this one first.</summary>
    public ChangeRecord And(ChangeRecord later)
    {
        var networks = Networks.ToList();
        foreach (var network in later.Networks)
        {
            var known = networks.FindIndex(earlier => earlier.Name == network.Name);
            if (known < 0)
                networks.Add(network);
            else
                networks[known] = networks[known] with { Touched = [.. networks[known].Touched.Union(network.Touched)] };
        }
        return this with { Way = later.Way, Files = [.. Files, .. later.Files], Networks = networks };
    }

    /// <summary>The networks whose dnsmasq reads what is put back.</summary>
    public IEnumerable<string> NetworkNames =>
        Files.Where(file => file.Role is not (Role.EtcHosts or Role.HostsTemplate)).Select(file => file.Name).Concat(Networks.Select(network => network.Name)).Distinct(StringComparer.Ordinal);
}

/// <summary>One file of a change.</summary>
/// <param name="Role">Which, together with its name. <see cref="Role.Autostart"/>: the link; its content is empty.</param>
/// <param name="Name">The network; for a template of /etc/hosts its own name.</param>
/// <param name="Before">What it held; null where it was missing.</param>
/// <param name="After">The <see cref="Hash"/> of what it is to hold; null where it goes.</param>
/// <param name="Mode">Permission bits, where it has to be made.</param>
internal sealed record FileRecord(Role Role, string Name, byte[]? Before, string? After, uint Mode)
{
    /// <summary>It is a mount point, so it is written in place: a run that was killed may have left a mixture of both contents.</summary>
    public bool InPlace { get; init; }

    /// <summary>It holds what the change put there.</summary>
    public bool IsAfter(byte[]? now) => now is null ? After is null : After is not null && Hash(now) == After;

    /// <summary>It holds what was there before the change.</summary>
    public bool IsBefore(byte[]? now) => now is null ? Before is null : Before is not null && now.AsSpan().SequenceEqual(Before);

    /// <summary>Tells contents apart that differ by accident or by an editor's hand; no secret depends on it.</summary>
    public static string Hash(ReadOnlySpan<byte> content) => XxHash128.HashToUInt128(content).ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>One network of a change that a daemon took in.</summary>
/// <param name="Name">The network.</param>
/// <param name="Config">Its persistent definition before; null where it had none.</param>
/// <param name="Live">Its live definition before; null where it did not run.</param>
/// <param name="Autostarts">Before; null where the change leaves that alone.</param>
/// <param name="Touched">Every reservation that was to go, come or change on either side, as it was and as it was to be.</param>
internal sealed record NetworkRecord(string Name, byte[]? Config, byte[]? Live, bool? Autostarts, IReadOnlyList<Reservation> Touched)
{
    /// <summary>The <see cref="Fingerprint"/> when the change was done; null before that, and where the definition is too large to be asked for.</summary>
    public string? After { get; init; }

    /// <summary>Of what the change made of the persistent definition: as long as it is the same, the change can be undone.</summary>
    public string? Fingerprint(byte[]? config, bool isOfNetwork) =>
        config is null ? null : FileRecord.Hash(isOfNetwork ? config : Encoding.UTF8.GetBytes(NetworkPlanner.Canonical(SetOf(config).Items.Where(Touched.ToHashSet().Contains))));

    public static ReservationSet SetOf(byte[]? definition)
    {
        var set = new ReservationSet();
        foreach (var element in definition is null ? [] : NetworkXml.Read(definition).Reservations.ToArray())
            set.Add(element.Reservation);
        return set;
    }
}
