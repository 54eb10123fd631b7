using System.Text;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>
/// What a caller wrote of one reservation, as text. Null text is "not given"; empty text clears, as far as the key can be cleared.
/// </summary>
internal struct ItemFields
{
    public Utf8Slice State;
    public Utf8Slice Mac;
    public Utf8Slice Id;
    public Utf8Slice Name;
    public Utf8Slice Ip;
    public Utf8Slice Guest;
    public Utf8Slice LeaseTime;
    public IReadOnlyList<Utf8Slice>? Aliases;
    public bool? Dns;
}

/// <summary>
/// From text to one wanted reservation that makes sense in itself, be it a call's own keys, an item of a list or a row of a file.
/// </summary>
internal sealed class ReservationItemParser(bool etcHosts, bool? dns, List<Problem> problems)
{
    /// <summary>One at least asks for an address to be found.</summary>
    public bool SawAuto { get; private set; }

    /// <summary>One at least asks for a MAC to be chosen.</summary>
    public bool SawAutoMac { get; private set; }

    /// <summary>One at least is to have its names in the network's DNS.</summary>
    public bool SawDns { get; private set; }

    /// <summary>The reservation; null where problems were found and noted.</summary>
    public DesiredReservation? Parse(in ItemFields fields, InputLocation at)
    {
        var before = problems.Count;
        var isAuto = fields.Ip.Span.SequenceEqual("auto"u8);
        var isPresent = IsPresent(fields.State, at);
        // What identifies nothing, such as auto and aliases, is ignored with state=absent: so a list of guests can switch its state.
        var wantsAddress = isAuto && isPresent;
        SawAuto |= wantsAddress;
        var isAutoMac = fields.Mac.Span.SequenceEqual("auto"u8);
        var wantsMac = isAutoMac && isPresent;
        SawAutoMac |= wantsMac;
        var (mac, id) = (isAutoMac ? null : Mac(fields.Mac, at), Id(fields.Id, at));
        var ip = isAuto ? null : Ip(fields.Ip, at);
        var leaseTime = LeaseTimeOf(fields.LeaseTime, at, out var clears);
        var given = new Reservation { Ip = ip ?? default, Mac = mac, Id = id, Name = fields.Name, LeaseTime = leaseTime };
        var wanted = new DesiredReservation(given, ip is not null)
        {
            At = at,
            IsPresent = isPresent,
            WantsAddress = wantsAddress,
            WantsMac = wantsMac,
            ClearsLeaseTime = clears,
            Aliases = fields.Aliases,
            Dns = fields.Dns ?? dns,
        };
        SawDns |= wanted is { IsPresent: true, Dns: true };
        // Of a value that cannot be read it is known that it was given, no more.
        var isReadable = problems.Count == before;
        CheckValues(wanted);
        if (!fields.Guest.IsNull && GuestRefusal(fields.Guest) is { } why)
            problems.Add(Message.BadGuestName(fields.Guest.ToString(), why, at));
        if (isReadable)
            CheckConsistency(wanted, !fields.Guest.IsNull);
        return problems.Count == before ? wanted : null;
    }

    private void CheckValues(in DesiredReservation wanted)
    {
        var at = wanted.At;
        if (wanted.Mac is { } mac && mac.Value == 0)
            problems.Add(Message.ZeroMac(at));
        else if (wanted.Mac is { IsMulticast: true } multicast)
            problems.Add(Message.Multicast(multicast, at));
        if (wanted.Id is { HasLegalLength: false } id)
            problems.Add(Message.WrongValue("id", id.ToString(), "a DUID of 3 to 130 bytes", at));
        if (wanted.IsPresent)
            CheckNames(wanted);
    }

    /// <summary>The name becomes a file's.</summary>
    private static string? GuestRefusal(Utf8Slice guest) => NetworkName.Refusal(guest.ToString());

    private void CheckConsistency(in DesiredReservation wanted, bool hasGuest)
    {
        var at = wanted.At;
        if (wanted.WantsMac && RefusalOfAutoMac(wanted, hasGuest) is { } refusal)
        {
            problems.Add(refusal);
            return;
        }
        if (!wanted.IsPresent)
        {
            if (!hasGuest && wanted is { Mac: null, Id: null, Ip: null, Name.IsNullOrEmpty: true })
                problems.Add(Message.AbsentNeedsOne(at));
            return;
        }
        if (wanted.WantsAddress)
            CheckAuto(wanted, hasGuest);
        else if (wanted.Ip is not { } ip)
            problems.Add(Message.NeedsIp(at));
        else if (ip.Family == Family.V6 && wanted is { Mac: { } mac, Id: not null })
            problems.Add(Message.MacAndId(mac, at));
        else if (ip.Family == Family.V4 && wanted.Id is not null)
            problems.Add(Message.IdOnIpv4(at));
        else if (!hasGuest && wanted is { Mac: null, Id: null, Name.IsNullOrEmpty: true })
            problems.Add(Message.NeedsIdentity(ip.Family, at));
    }

    private static Problem? RefusalOfAutoMac(in DesiredReservation wanted, bool hasGuest) =>
        hasGuest ? Message.AutoMacOfGuest(wanted.At)
        : wanted.Name.IsNullOrEmpty ? Message.AutoMacNeedsName(wanted.At)
        : wanted.Id is not null ? Message.AutoMacAndId(wanted.At)
        : null;

    /// <summary>Whose address it is says of which family it is to be.</summary>
    private void CheckAuto(in DesiredReservation wanted, bool hasGuest)
    {
        if (wanted is { Mac: not null, Id: not null })
            problems.Add(Message.AutoForTwo(wanted.At));
        else if (!hasGuest && wanted is { Mac: null, Id: null, Name.IsNullOrEmpty: true })
            problems.Add(Message.NeedsIdentity(Family.V4, wanted.At));
    }

    private void CheckNames(in DesiredReservation wanted)
    {
        if (!wanted.Name.IsNullOrEmpty && HostName.Refusal(wanted.Name.Span) is { } why)
            problems.Add(Message.BadName("name", wanted.Name.ToString(), why, wanted.At));
        if (wanted.Aliases is not { Count: > 0 } aliases)
            return;
        foreach (var alias in aliases)
            if (HostName.Refusal(alias.Span) is { } whyNot)
                problems.Add(Message.BadName("aliases", alias.ToString(), whyNot, wanted.At));
        if (!etcHosts && wanted.Dns != true)
            problems.Add(Message.AliasesNeedEtcHosts(wanted.At));
    }

    private bool IsPresent(Utf8Slice state, InputLocation at)
    {
        if (state.IsNull || state.Span.SequenceEqual("present"u8))
            return true;
        if (!state.Span.SequenceEqual("absent"u8))
            Refuse("state", state, "one of present, absent", at);
        return false;
    }

    private MacAddress? Mac(Utf8Slice text, InputLocation at)
    {
        if (text.IsNull)
            return null;
        if (MacAddress.TryParse(text.Span, out var mac))
            return mac;
        Refuse("mac", text, "a MAC address, such as 52:54:00:12:34:56", at);
        return null;
    }

    private ClientId? Id(Utf8Slice text, InputLocation at)
    {
        if (text.IsNull)
            return null;
        if (ClientId.TryParse(text, out var id))
            return id.Revived();
        Refuse("id", text, "a DUID in hex, such as 00:03:00:01:52:54:00:12:34:56", at);
        return null;
    }

    private IpAddress? Ip(Utf8Slice text, InputLocation at)
    {
        if (text.IsNull)
            return null;
        if (IpAddress.TryParse(text.Span, out var ip))
            return ip;
        Refuse("ip", text, "an IPv4 or IPv6 address, nor auto", at);
        return null;
    }

    private LeaseTime? LeaseTimeOf(Utf8Slice text, InputLocation at, out bool clears)
    {
        clears = !text.IsNull && (text.IsNullOrEmpty || text.Span.SequenceEqual("default"u8));
        if (text.IsNull || clears)
            return null;
        Span<char> characters = stackalloc char[16];
        if (text.Length <= characters.Length
            && LeaseTime.TryParse(characters[..Encoding.Latin1.GetChars(text.Span, characters)], out var time))
            return time;
        Refuse("lease_time", text, "infinite, default, or a number with s, m, h or d of at least 2 minutes, such as 30m", at);
        return null;
    }

    private void Refuse(string key, Utf8Slice value, string expected, InputLocation at) =>
        problems.Add(value.IsNullOrEmpty ? Message.Empty(key, at) : Message.WrongValue(key, value.ToString(), expected, at));
}
