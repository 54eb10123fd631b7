using System.Diagnostics.CodeAnalysis;

namespace LibvirtIdem.Model;

/// <summary>What is asked of one reservation. Null means "not given", so what is there stays. Packed: a call may have a million.</summary>
internal readonly struct DesiredReservation
{
    private readonly Reservation given;
    private readonly bool hasIp;

    /// <summary>What is given of it; an address only where <paramref name="hasIp"/>.</summary>
    public DesiredReservation(in Reservation given, bool hasIp) => (this.given, this.hasIp) = (given, hasIp);

    /// <summary>All that is given of it.</summary>
    [UnscopedRef]
    public ref readonly Reservation Given => ref given;

    /// <summary>In the caller's list or file.</summary>
    public InputLocation At { get; init; }

    public required bool IsPresent { get; init; }

    public MacAddress? Mac
    {
        get => given.Mac;
        init => given = given with { Mac = value };
    }

    public ClientId? Id
    {
        get => given.Id;
        init => given = given with { Id = value };
    }

    /// <summary>Empty clears the name.</summary>
    public Utf8Slice Name
    {
        get => given.Name;
        init => given = given with { Name = value };
    }

    /// <inheritdoc cref="Reservation.NameHash"/>
    public uint NameHash => given.NameHash;

    public IpAddress? Ip
    {
        get => hasIp ? given.Ip : null;
        init => (hasIp, given) = (value is not null, given with { Ip = value ?? default });
    }

    public LeaseTime? LeaseTime
    {
        get => given.LeaseTime;
        init => given = given with { LeaseTime = value };
    }

    public bool ClearsLeaseTime { get; init; }

    /// <summary><c>ip=auto</c>: <see cref="Ip"/> is null until the plan has found one.</summary>
    public bool WantsAddress { get; init; }

    /// <summary><c>mac=auto</c>: <see cref="Mac"/> is null until the plan has found one.</summary>
    public bool WantsMac { get; init; }

    /// <summary><c>guest=</c>: the MAC is that of a libvirt domain.</summary>
    public bool IsOfGuest { get; init; }

    /// <summary>The caller does not know all of its values before the call.</summary>
    public bool IsResolved => WantsAddress || WantsMac || IsOfGuest;

    /// <summary>Empty clears them.</summary>
    public IReadOnlyList<Utf8Slice>? Aliases { get; init; }

    /// <summary>Its names in the network's own DNS too; null keeps what it has there, false leaves that alone.</summary>
    public bool? Dns { get; init; }

    /// <summary>What it becomes: what is given, which most often is all, and of what is there the rest. An address must be given.</summary>
    public Reservation Over(in Reservation before)
    {
        var result = given;
        if (Mac is null && (given.Family == Family.V4 || Id is null) && before.Mac is { } mac)
            result = result with { Mac = mac };
        if (Id is null && Mac is null && given.Family == Family.V6 && before.Id is { } id)
            result = result with { Id = id.Revived() };
        if (NameOver(before.Name) is var name && !name.Equals(Name))
            result = result with { Name = name };
        if (this is { LeaseTime: null, ClearsLeaseTime: false } && before.LeaseTime is { } lease)
            result = result with { LeaseTime = lease };
        return result;
    }

    /// <summary>A name that differs in case only stays as it is spelled: libvirt compares it exactly, others do not.</summary>
    private Utf8Slice NameOver(Utf8Slice before) =>
        Name.IsNull || (!Name.IsNullOrEmpty && Name.EqualsIgnoreCase(before)) ? before : Name.IsNullOrEmpty ? default : Name;
}
