using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Brings one file in the form of /etc/hosts in step with the reservations that the call names. Lines of other reservations in the block
/// stay; outside it only <c>on_conflict=replace</c> takes a name off a line.
/// </summary>
internal sealed class HostsPlanner
{
    private readonly ReservationRequest request;
    private readonly string shownPath;
    private readonly EtcHosts hosts;
    private readonly string? domain;
    private readonly Lazy<HashSet<IpAddress>> reserved;
    private readonly HashSet<string> protectedNames;
    private readonly Dictionary<IpAddress, List<string>> block = [];
    private readonly List<ForeignName> taken = [];

    /// <param name="request">The call.</param>
    /// <param name="file">The file as it was read.</param>
    /// <param name="hostName">The machine's own name, which stays its own.</param>
    /// <param name="domain">The network's.</param>
    /// <param name="reserved">The addresses that are reserved once the call is done.</param>
    /// <exception cref="UnreadableException">The file's markers are damaged.</exception>
    public HostsPlanner(ReservationRequest request, FileSnapshot file, string? hostName, string? domain, Lazy<HashSet<IpAddress>> reserved)
    {
        (this.request, this.domain, this.reserved, shownPath) = (request, domain, reserved, file.Path);
        hosts = EtcHosts.Read(file.Bytes ?? System.Text.Encoding.UTF8.GetBytes(EtcHosts.Minimal), request.Network);
        foreach (var entry in hosts.Own)
            block[entry.Ip] = block.TryGetValue(entry.Ip, out var names) ? [.. names, .. entry.Names] : [.. entry.Names];
        protectedNames = hostName is null ? [] : [hostName.ToLowerInvariant(), hostName.ToLowerInvariant().Split('.')[0]];
        foreach (var own in protectedNames.ToArray())
            protectedNames.UnionWith(hosts.NamesBeside(own));
    }

    public List<Problem> Problems { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>The block before and after, for a person to compare; lines outside it that lose a name are there with it.</summary>
    public string TextBefore => EtcHosts.Canonical(hosts.Own) + string.Concat(taken.Select(name => $"line {name.LineNumber}: {name.Ip} {name.Name}\n"));

    public string TextAfter => EtcHosts.Canonical(Entries());

    /// <summary>The further names of a reservation, as they stand in the block.</summary>
    public IReadOnlyList<string> AliasesOf(Reservation? reservation) =>
        reservation is not null && block.TryGetValue(reservation.Ip, out var names)
            ? [.. names.Where(name => !name.Equals(reservation.Name, StringComparison.OrdinalIgnoreCase))]
            : [];

    /// <summary>Takes out what goes. Before <see cref="Put"/>: its address and its names may be given on in the same call.</summary>
    public void TakeOut(IReadOnlyCollection<Reservation> gone, bool warnsOfForeign)
    {
        foreach (var reservation in gone)
            block.Remove(reservation.Ip);
        if (!warnsOfForeign)
            return;
        var names = gone.Where(reservation => reservation.Name is not null).ToLookup(reservation => reservation.Name!.ToLowerInvariant(), StringComparer.Ordinal);
        if (names.Count == 0)
            return;
        foreach (var mention in hosts.Foreign(names.Select(name => name.Key).ToHashSet(StringComparer.Ordinal)))
            if (names[mention.Name.ToLowerInvariant()].Any(reservation => reservation.Ip == mention.Ip))
                Warnings.Add(Sentences.NameStays(shownPath, mention.LineNumber, mention.Name, mention.Ip));
    }

    /// <summary>Puts in the lines of all reservations that stay or come.</summary>
    public void Put(IReadOnlyList<(Target Target, IReadOnlyList<string> Aliases)> wanted)
    {
        var lines = new List<(Target Target, List<string> Names)>();
        var owners = new Dictionary<(Family, string), Target>();
        foreach (var (target, aliases) in wanted)
        {
            var names = new List<string>();
            foreach (var name in aliases.Prepend(target.Desired!.Name).OfType<string>())
            {
                var key = (target.Desired.Family, name.ToLowerInvariant());
                if (HostName.IsProtected(name, protectedNames))
                    Problems.Add(Sentences.ProtectedName(target.Wanted, name, shownPath));
                else if (owners.TryGetValue(key, out var owner) && owner != target)
                    Problems.Add(Sentences.TwoWantTheSame(target.Wanted, target.Desired, owner.Desired!, owner.Wanted.Index));
                else if (!MayStandInHosts(name))
                    Warnings.Add(Sentences.ForeignDomain(name, shownPath));
                else if (owners.TryAdd(key, target))
                    names.Add(name);
            }
            block.Remove(target.Desired.Ip);
            lines.Add((target, names));
        }
        ClearOldLines(owners);
        var elsewhere = FindElsewhere(owners);
        foreach (var (target, names) in lines)
        {
            names.RemoveAll(name => elsewhere.Contains((target.Desired!.Ip, name.ToLowerInvariant())));
            if (names.Count > 0)
                block[target.Desired!.Ip] = names;
        }
    }

    /// <summary>The file's new bytes, or null where it says the same already.</summary>
    public byte[]? Result() => Same(hosts.Own, Entries()) && taken.Count == 0 ? null : hosts.With(Entries(), taken);

    /// <summary>A name that is wanted now, in the block at another address: a leftover, unless a reservation stands behind it.</summary>
    private void ClearOldLines(Dictionary<(Family, string), Target> owners)
    {
        foreach (var (ip, names) in block.ToArray())
        {
            foreach (var name in names.ToArray())
            {
                if (!owners.TryGetValue((ip.Family, name.ToLowerInvariant()), out var owner))
                    continue;
                if (reserved.Value.Contains(ip) && request.OnConflict == OnConflict.Fail)
                    Problems.Add(Sentences.NameInBlock(owner.Wanted, name, ip, shownPath));
                names.Remove(name);
            }
            if (names.Count == 0)
                block.Remove(ip);
        }
    }

    private HashSet<(IpAddress, string)> FindElsewhere(Dictionary<(Family, string), Target> owners)
    {
        var elsewhere = new HashSet<(IpAddress, string)>();
        if (owners.Count == 0)
            return elsewhere;
        foreach (var mention in hosts.Foreign(owners.Keys.Select(key => key.Item2).ToHashSet(StringComparer.Ordinal)))
        {
            if (!owners.TryGetValue((mention.Ip.Family, mention.Name.ToLowerInvariant()), out var owner))
                continue;
            if (mention.Ip == owner.Desired!.Ip)
                elsewhere.Add((mention.Ip, mention.Name.ToLowerInvariant()));
            else if (request.OnConflict == OnConflict.Replace)
                taken.Add(mention);
            else
                Problems.Add(Sentences.NameOutside(owner.Wanted, mention.Name, mention.Ip, shownPath, mention.LineNumber));
        }
        return elsewhere;
    }

    /// <summary>A dotted name that is not the network's own could take a real site away from the whole machine.</summary>
    private bool MayStandInHosts(string name) =>
        !name.Contains('.', StringComparison.Ordinal)
        || request.Domains.Append(domain).OfType<string>().Any(own => name.EndsWith("." + own.TrimStart('.'), StringComparison.OrdinalIgnoreCase));

    private List<HostsEntry> Entries() => block.Select(line => new HostsEntry(line.Key, line.Value)).ToList();

    private static bool Same(List<HostsEntry> one, List<HostsEntry> other) =>
        one.Count == other.Count && one.Zip(other).All(pair => pair.First.Ip == pair.Second.Ip && pair.First.Names.SequenceEqual(pair.Second.Names, StringComparer.Ordinal))
        || one.Count == other.Count && string.Equals(EtcHosts.Canonical(one), EtcHosts.Canonical(other), StringComparison.OrdinalIgnoreCase);
}
