using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>virNetworkUpdateSection (libvirt-network.h), as far as it is used here.</summary>
internal enum ApiSection { Reservation = 4, Range = 5, DnsHost = 10, DnsTxt = 11, DnsSrv = 12 }

/// <summary>One virNetworkUpdate of the running network. <paramref name="SubnetIndex"/> is -1 where it is about none.</summary>
internal sealed record LiveUpdate(ApiSection Section, ApiCommand Command, int SubnetIndex, string Element)
{
    public static IEnumerable<LiveUpdate> ForReservations(ReservationEdits edits) =>
        LiveCalls.Order(edits).Select(
            call => new LiveUpdate(ApiSection.Reservation, call.Command, call.SubnetIndex, NetworkXmlEditor.Element(call.Reservation)));

    /// <summary>libvirt rebuilds the firewall for these (networkUpdate, bridge_driver.c 9.0).</summary>
    public bool Interrupts => Section is ApiSection.Range or ApiSection.Reservation;

    /// <summary>libvirt restarts dnsmasq for these, with a new conf; for names it only sends a SIGHUP.</summary>
    public bool RestartsDnsmasq => Section is not (ApiSection.DnsHost or ApiSection.Reservation);
}

/// <summary>Everything that a call of <c>network</c> will do, or, with <see cref="Problems"/>, why nothing will.</summary>
internal sealed record NetworkPlan
{
    public required string Network { get; init; }

    public required NetworkState Before { get; init; }

    /// <inheritdoc cref="ReservationPlan.Needs"/>
    public Fact Needs { get; init; }

    public IReadOnlyList<Problem> Problems { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public IReadOnlyList<SettingChange> Changes { get; init; } = [];

    /// <summary>Parts that were asked for and are there already, or that stay.</summary>
    public int Unchanged { get; init; }

    /// <summary>What the daemon is told; the autostart link is set by hand where there is none.</summary>
    public NetworkSteps Steps { get; init; } = NetworkSteps.None;

    /// <summary>The persistent definition as the change makes it; null where there is none then.</summary>
    public byte[]? ConfigAfter { get; init; }

    /// <summary>The live definition as the change makes it; null where it does not run then.</summary>
    public byte[]? LiveAfter { get; init; }

    public IReadOnlyList<FileEdit> FileEdits { get; init; } = [];

    /// <summary>The status file with what only a reload of libvirt puts into the live definition; null where nothing is.</summary>
    public FileEdit? LiveEdit { get; init; }

    /// <summary>dnsmasq is restarted, alone, after all else (<see cref="RestartRecord"/>).</summary>
    public bool RestartsDnsmasq { get; init; }

    /// <summary>Something is to be done before dnsmasq is restarted: that comes last, planned on what is there by then.</summary>
    public bool HasFirstSteps => !Steps.IsEmpty || FileEdits.Count > 0 || Removals.Count > 0;

    /// <summary>Files that go.</summary>
    public IReadOnlyList<(Role Role, FileSnapshot File)> Removals { get; init; } = [];

    /// <summary>Files that change, written by us or by libvirt.</summary>
    public IReadOnlyList<(Role Role, string Path)> Files { get; init; } = [];

    /// <inheritdoc cref="ReservationPlan.NeedsDaemon"/>
    public bool NeedsDaemon { get; init; }

    public IReadOnlyList<RestartReason> RestartReasons { get; init; } = [];

    public IReadOnlyList<DiffText> Diffs { get; init; } = [];

    public bool IsRefused => Problems.Count > 0;

    public bool IsEmpty => !HasFirstSteps && !RestartsDnsmasq;
}
