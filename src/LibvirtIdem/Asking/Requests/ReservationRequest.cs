using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

internal enum OnConflict { Fail, Replace }

internal enum OnActiveLease { Warn, Fail, Ignore, Release }

internal enum ApplyOption { Auto, Api, Reload, Quiet, Files }

/// <summary>What may be restarted for a change: nothing, dnsmasq alone, or that where it is enough and else the network.</summary>
internal enum RestartOption { Never, Dnsmasq, IfNeeded }

/// <summary>The item of that number is for a libvirt domain: its MAC is meant, and its name where the item gives none.</summary>
internal readonly record struct GuestLookup(int Item, string Name);

/// <summary>What is asked of one network. <paramref name="IsNamedByRows"/>: each of its rows names it, in a column of its own.</summary>
internal sealed record NetworkReservationsRequest(string Name, DesiredReservation[] Wanted, bool IsNamedByRows = false)
{
    /// <summary>
    /// There is no such network (yet), and check mode predicts as if there were one whose subnets hold every address that is asked for.
    /// </summary>
    public bool IsAssumed { get; init; }

    /// <summary>In the order of the items. What reads the machine fills in what they stand for.</summary>
    public IReadOnlyList<GuestLookup> Guests { get; init; } = [];
}

/// <summary>A call of <c>reservation</c> or <c>import</c>, checked as far as it can be without looking at the machine.</summary>
internal sealed record ReservationRequest
{
    /// <summary>One, or as many as the file's column <c>network</c> names.</summary>
    public required IReadOnlyList<NetworkReservationsRequest> Networks { get; init; }

    /// <summary>
    /// Rows and items that are invalid in themselves. The others are checked too, so that all errors are reported at once.
    /// </summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>What was noticed while the call was read.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The network of the call; null where there are several.</summary>
    public string? Network => Networks.Count == 1 ? Networks[0].Name : null;

    /// <summary>
    /// Without networks that cannot be worked on: each row of such a network has its problem, and the other networks are checked too.
    /// </summary>
    public ReservationRequest Without(IReadOnlyList<(NetworkReservationsRequest Network, Problem Problem)> unusable)
    {
        var names = unusable.Select(network => network.Network.Name).ToHashSet(StringComparer.Ordinal);
        return this with
        {
            Networks = [.. Networks.Where(network => !names.Contains(network.Name))],
            Problems =
            [
                .. unusable.Where(network => !network.Network.IsNamedByRows).Select(network => network.Problem), .. Problems,
                .. unusable.Where(network => network.Network.IsNamedByRows)
                    .SelectMany(network => network.Network.Wanted.Select(row => network.Problem with { At = row.At })),
            ],
        };
    }

    /// <summary>
    /// With these networks assumed to be there. Which addresses <c>ip=auto</c> would find in them is not known, so those items are left
    /// out.
    /// </summary>
    public ReservationRequest Assuming(IReadOnlyList<string> names) => this with
    {
        Networks = [.. Networks.Select(network => !names.Contains(network.Name, StringComparer.Ordinal) ? network
            : network with { IsAssumed = true, Wanted = Array.FindAll(network.Wanted, wanted => !wanted.WantsAddress) })],
    };

    /// <summary>Also remove what the call does not name.</summary>
    public bool Purge { get; init; }

    /// <summary>Also remove reservations whose MAC no libvirt domain has.</summary>
    public bool Prune { get; init; }

    /// <summary>Filled in by what reads the machine; null without <see cref="Prune"/>.</summary>
    public GuestMacs? GuestMacs { get; init; }

    /// <summary>The only addresses that the call may place, allocate or remove; null for all.</summary>
    public AddressScope? Within { get; init; }

    /// <summary>More removals than this are refused.</summary>
    public int? MaxRemovals { get; init; }

    public OnConflict OnConflict { get; init; }

    public OnActiveLease OnActiveLease { get; init; }

    public bool EtcHosts { get; init; } = true;

    public bool HostsTemplate { get; init; }

    public IReadOnlyList<string> Domains { get; init; } = [];

    public ApplyOption Apply { get; init; }

    public RestartOption Restart { get; init; }

    public bool Force { get; init; }

    public string Root { get; init; } = "/";

    public bool CheckMode { get; init; }

    public bool Diff { get; init; }

    public bool Backup { get; init; }

    public bool UnsafeWrites { get; init; }

    /// <summary>One of the reservations at least asks for an address to be found.</summary>
    public bool WantsAddresses { get; init; }

    /// <summary>One of the reservations at least asks for a MAC to be chosen.</summary>
    public bool WantsMacs { get; init; }

    /// <summary>One of the reservations at least is to have its names in the network's DNS.</summary>
    public bool WantsDns { get; init; }

    /// <summary>
    /// Aliases, by network and address, that an earlier step of this call has taken from /etc/hosts: where they are in a network's DNS they
    /// go from there too.
    /// </summary>
    public IReadOnlyDictionary<(string Network, IpAddress Ip), IReadOnlyList<Utf8Slice>>? OldAliases { get; init; }

    /// <summary>The call says <c>dns=false</c>: what it removes keeps its names there.</summary>
    public bool LeavesDns { get; init; }

    /// <summary>A person watches.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>How long to wait for another run.</summary>
    public int LockSeconds { get; init; } = RequestParser.DefaultLockSeconds;
}
