using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

internal enum OnConflict { Fail, Replace }

internal enum OnActiveLease { Warn, Fail, Ignore }

internal enum Apply { Auto, Api, Files }

/// <summary>What is asked of one reservation. Null means "not given", so what is there stays.</summary>
internal sealed class Wanted
{
    /// <summary>In the caller's list, from 0; null where it was not a list.</summary>
    public int? Index { get; init; }

    public required bool IsPresent { get; init; }

    public MacAddress? Mac { get; init; }

    public ClientId? Id { get; init; }

    /// <summary>Empty clears the name.</summary>
    public string? Name { get; init; }

    public IpAddress? Ip { get; init; }

    public LeaseTime? LeaseTime { get; init; }

    public bool ClearsLeaseTime { get; init; }

    /// <summary>Empty clears them.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }
}

/// <summary>A call of <c>reservation</c>, checked as far as it can be without looking at the machine.</summary>
internal sealed class ReservationRequest
{
    public required string Network { get; init; }

    public required IReadOnlyList<Wanted> Wanted { get; init; }

    public OnConflict OnConflict { get; init; }

    public OnActiveLease OnActiveLease { get; init; }

    public bool EtcHosts { get; init; } = true;

    public bool HostsTemplate { get; init; }

    public IReadOnlyList<string> Domains { get; init; } = [];

    public Apply Apply { get; init; }

    public bool Force { get; init; }

    public string Root { get; init; } = "/";

    public bool CheckMode { get; init; }

    public bool Diff { get; init; }

    public bool Backup { get; init; }

    public bool UnsafeWrites { get; init; }

    /// <summary>How long to wait for another run.</summary>
    public int LockSeconds { get; init; } = 30;
}
