using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// What of a running network goes in by virNetworkUpdate: ranges and DNS records, each by an exact DELETE and ADD (conf/network_conf.c
/// 9.0). libvirt matches loosely, so the list is played through here first, and what cannot be said without meaning another entry waits for
/// a restart. MODIFY is never sent: for a DNS host that is not there by its address it corrupts the daemon's memory
/// (virNetworkDefUpdateDNSHost).
/// </summary>
internal sealed class LiveSettings
{
    private readonly XmlElement live;
    private readonly XmlElement wanted;
    private readonly List<LiveUpdate> updates = [];

    private LiveSettings(XmlElement live, XmlElement wanted) => (this.live, this.wanted) = (live, wanted);

    /// <param name="live">As it runs.</param>
    /// <param name="wanted">As it shall be.</param>
    /// <param name="kinds">The kinds that the call is about.</param>
    /// <param name="covered">The kinds that are right once the updates are in.</param>
    public static IReadOnlyList<LiveUpdate> Updates(XmlElement live, XmlElement wanted, List<string> kinds, out List<string> covered)
    {
        var parts = new LiveSettings(live, wanted);
        covered = kinds.FindAll(parts.TryCover);
        return parts.updates;
    }

    /// <summary>The running network's document once the updates are in.</summary>
    /// <param name="live">As it runs.</param>
    /// <param name="wanted">As it shall be.</param>
    /// <param name="wantedXml">The document of <paramref name="wanted"/>.</param>
    /// <param name="covered">The kinds that the updates are of.</param>
    public static byte[] Applied(byte[] live, XmlElement wanted, byte[] wantedXml, List<string> covered)
    {
        var draft = new XmlEditor(live);
        foreach (var list in ElementList.Live.Where(list => covered.Contains(list.What))
            .Concat(covered.Contains(NetworkSetting.Range) ? ElementList.RangesOf(draft.Network) : []))
        {
            while (list.In(draft.Network) is [var first, ..])
                draft.Remove(first);
            foreach (var element in list.In(wanted))
                draft.AddCopy(list.Ensure(draft)!, element, wantedXml);
        }
        return draft.Xml;
    }

    public static List<string> AllKinds => [NetworkSetting.Range, NetworkSetting.DnsHost, NetworkSetting.DnsSrv, NetworkSetting.DnsTxt];

    public static List<string> KindsOf(NetworkRequest request)
    {
        if (request.Document is not null)
            return AllKinds;
        var kinds = new List<string>();
        if (request.Ranges is not null || request.LeaseTime is not null || request.ClearsLeaseTime)
            kinds.Add(NetworkSetting.Range);
        if (request.DnsHosts is not null || request.DnsEdits is not null)
            kinds.Add(NetworkSetting.DnsHost);
        if (request.DnsSrv is not null)
            kinds.Add(NetworkSetting.DnsSrv);
        if (request.DnsTxt is not null)
            kinds.Add(NetworkSetting.DnsTxt);
        return kinds;
    }

    private bool TryCover(string kind)
    {
        var before = updates.Count;
        var done = kind switch
        {
            NetworkSetting.Range => TryRanges(),
            NetworkSetting.DnsHost =>
                TryRecords(ApiSection.DnsHost, "host", NetworkElements.Host,
                (one, other) => NetworkElements.HostKey(one) == NetworkElements.HostKey(other), HostVictim),
            NetworkSetting.DnsSrv => TryRecords(ApiSection.DnsSrv, "srv", NetworkElements.Srv, IsSameSrv, Markup),
            _ => TryRecords(ApiSection.DnsTxt, "txt", NetworkElements.Txt, (one, other) => one["name"] == other["name"], Markup),
        };
        if (!done)
            updates.RemoveRange(before, updates.Count - before);
        return done;
    }

    /// <param name="section">Of libvirt's update.</param>
    /// <param name="name">Of the elements.</param>
    /// <param name="valueOf">What one says.</param>
    /// <param name="isMatch">Whether libvirt would take the second, which is in its list, for the first, which is sent.</param>
    /// <param name="victim">What is sent to have one deleted.</param>
    private bool TryRecords(ApiSection section, string name, Func<XmlElement, string> valueOf, Func<XmlElement, XmlElement, bool> isMatch,
        Func<XmlElement, XmlElementBuilder> victim)
    {
        var list = live.Child("dns")?.All(name) ?? [];
        var missing = wanted.Child("dns")?.All(name) ?? [];
        var strays = new List<XmlElement>();
        foreach (var element in list)
        {
            var value = valueOf(element);
            var index = missing.FindIndex(candidate => valueOf(candidate) == value);
            if (index >= 0)
                missing.RemoveAt(index);
            else
                strays.Add(element);
        }
        foreach (var stray in strays)
        {
            if (list.Count(candidate => isMatch(stray, candidate)) != 1)
                return false;
            list.Remove(stray);
            Send(section, ApiCommand.Delete, -1, victim(stray));
        }
        foreach (var element in missing)
        {
            if (list.Exists(candidate => isMatch(element, candidate)))
                return false;
            list.Add(element);
            Send(section, ApiCommand.AddLast, -1, Markup(element));
        }
        return true;
    }

    /// <summary>By its address alone: with its names, a record that shares one of them would match as well.</summary>
    private static XmlElementBuilder HostVictim(XmlElement host) => new("host", ("ip", host["ip"]));

    /// <summary>
    /// What the sent one does not say matches anything; port, priority and weight are not looked at (virNetworkDefUpdateDNSSrv 9.0).
    /// </summary>
    private static bool IsSameSrv(XmlElement sent, XmlElement candidate)
    {
        foreach (var attribute in new[] { "service", "protocol", "domain", "target" })
            if (sent[attribute] is { } value && value != candidate[attribute])
                return false;
        return true;
    }

    private bool TryRanges()
    {
        var subnets = live.All("ip");
        for (var index = 0; index < subnets.Count; index++)
        {
            if (SubnetOf(subnets[index]) is not { } subnet)
                continue;
            var present = subnets[index].Child("dhcp")?.All("range") ?? [];
            var target = wanted.All("ip").Find(ip => SubnetOf(ip) == subnet);
            // The subnet itself goes at the next start, and its ranges with it.
            if (target is null)
                return present.Count == 0;
            var missing = target.Child("dhcp")?.All("range") ?? [];
            var strays = new List<XmlElement>();
            foreach (var range in present)
            {
                var same = missing.FindIndex(candidate => NetworkElements.Range(candidate) == NetworkElements.Range(range));
                if (same >= 0)
                    missing.RemoveAt(same);
                else
                    strays.Add(range);
            }
            if (missing.Count > 0 && HasDhcpElsewhere(subnet, index))
                return false;
            // First what is new, so that there is a range all the time; one of the same bounds can only come after the old one.
            var later = missing.FindAll(range =>
                strays.Exists(stray => NetworkElements.RangeKey(stray) == NetworkElements.RangeKey(range)));
            foreach (var range in missing.Where(range => !later.Contains(range)))
                Send(ApiSection.Range, ApiCommand.AddLast, index, Markup(range));
            foreach (var range in strays)
                Send(ApiSection.Range, ApiCommand.Delete, index, Markup(range));
            foreach (var range in later)
                Send(ApiSection.Range, ApiCommand.AddLast, index, Markup(range));
        }
        return wanted.All("ip").TrueForAll(
            ip => ip.Child("dhcp")?.Child("range") is null || subnets.Exists(subnet => SubnetOf(subnet) == SubnetOf(ip)));
    }

    /// <summary>libvirt refuses a range where another subnet of the family has DHCP.</summary>
    private bool HasDhcpElsewhere(Subnet subnet, int index)
    {
        var definition = live.All("ip");
        for (var other = 0; other < definition.Count; other++)
            if (other != index && SubnetOf(definition[other])?.Family == subnet.Family && definition[other].Child("dhcp") is not null)
                return true;
        return false;
    }

    private static Subnet? SubnetOf(XmlElement ip) => NetworkElements.SubnetOf(ip["address"], ip["netmask"], ip["prefix"]);

    private static XmlElementBuilder Markup(XmlElement element)
    {
        var attributes = new (string, string?)[element.Attributes.Count];
        for (var index = 0; index < attributes.Length; index++)
            attributes[index] = (element.Attributes[index].Name, element.Attributes[index].Value);
        return new(element.Name, attributes)
        {
            Children = element.Children.ConvertAll(Markup),
            Text = element.Children.Count == 0 && element.Text.Trim() is { Length: > 0 } text ? text : null,
        };
    }

    private void Send(ApiSection section, ApiCommand command, int subnet, XmlElementBuilder element) =>
        updates.Add(new(section, command, subnet, element.Render('\'', null, "", "\n")));
}
