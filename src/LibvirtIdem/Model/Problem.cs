namespace LibvirtIdem.Model;

/// <summary>The codes of the contract's section 3, as scripts compare them.</summary>
internal static class ErrorCode
{
    public const string Usage = "usage";
    public const string UnknownOption = "unknown_option";
    public const string InvalidValue = "invalid_value";
    public const string MissingField = "missing_field";
    public const string DuplicateInInput = "duplicate_in_input";
    public const string Conflict = "conflict";
    public const string OutOfSubnet = "out_of_subnet";
    public const string OutsideScope = "outside_scope";
    public const string ReservedAddress = "reserved_address";
    public const string ActiveLease = "active_lease";
    public const string SlaacOff = "slaac_off";
    public const string NetworkNotFound = "network_not_found";
    public const string Ambiguous = "ambiguous";
    public const string TooManyRemovals = "too_many_removals";
    public const string Locked = "locked";
    public const string ChangedUnderneath = "changed_underneath";
    public const string ParseError = "parse_error";
    public const string Permission = "permission";
    public const string IoError = "io_error";
    public const string DaemonError = "daemon_error";
    public const string NotConverged = "not_converged";
    public const string NotSupported = "not_supported";
}

/// <summary>One error: a stable code, a message, and the option, value and input location where they apply.</summary>
internal sealed record Problem(string Code, string Msg)
{
    public string? Field { get; init; }

    public string? Value { get; init; }

    /// <summary>Of the reservation in what the caller wrote.</summary>
    public InputLocation At { get; init; }

    /// <summary>The reservation that is in the way.</summary>
    public Reservation? Holder { get; init; }
}
