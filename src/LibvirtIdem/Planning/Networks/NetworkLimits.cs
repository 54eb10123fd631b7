using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// What a definition must hold before anything is written: libvirt's own rules, of which it says most only when the network starts, and
/// what would take something from others. Only what the call changes is checked, so that existing violations do not block other changes.
/// </summary>
internal sealed class NetworkLimits(NetworkRequest request, NetworkState state, FactsOfPlan facts, NetworkDefinition after)
{
    private const long FirstRegister = 10_001_000;

    /// <summary>No libvirt before it keeps the port.</summary>
    private const long FirstForwarderPort = 12_000_000;

    private readonly NetworkDefinition? before = state.Base;
    private readonly Dictionary<Subnet, SubnetElement> subnetsBefore = Subnets(state.Base);
    private readonly XmlElement network = XmlElement.ReadNetwork(after.Xml);

    public List<Problem> Problems { get; } = [];

    public List<string> Warnings { get; } = [];

    public void Check()
    {
        if (request.IsDocumentChecked)
            Problems.AddRange(DocumentValues.Check(after, before));
        CheckMode();
        CheckName();
        if (!after.HasOwnBridge)
            return;
        CheckRanges();
        CheckReservations();
        CheckDhcp();
        CheckExtras();
        CheckBridge();
        foreach (var subnet in after.Subnets)
            if (Old(subnet) is null)
                CheckSubnet(subnet.Subnet);
        CheckSlaac();
    }

    private void CheckMode()
    {
        if (!after.HasOwnBridge && request.Document is null && request.FirstBridgeOnlyOption is { } option)
            Problems.Add(Message.NotInMode(after.Name, option, after.Forward));
        if (!after.HasOwnBridge && request.DnsEdits is not null)
            Problems.Add(Message.NoDnsInMode(after.Name, after.Forward));
        if (before is { HasOwnBridge: false } && request.Forward is { } mode)
            Problems.Add(Message.NoWayFromMode(after.Name, before.Forward, mode));
        if (after.Forward is "nat" or "route" or "open" && after.Subnets.Length == 0)
            Problems.Add(Message.ForwardNeedsSubnet(after.Forward));
        if (request.NatIpv6 == true && request.Forward is null && after.Forward != "nat")
            Problems.Add(Message.NeedsForward("nat_ipv6", "true", "nat", after.Forward));
        foreach (var (key, value) in new[] { ("nat_ports", request.NatPorts), ("nat_addresses", request.NatAddresses) })
            if (value is { Length: > 0 } && request.Forward is null && after.Forward != "nat")
                Problems.Add(Message.NeedsForward(key, value, "nat", after.Forward));
        if (request is { ForwardDev.Length: > 0, Forward: null } && after.Forward is "none" or "open")
            Problems.Add(Message.NeedsForward("forward_dev", request.ForwardDev!, "nat or route", after.Forward));
    }

    /// <summary>The names of dnsmasq's files are made from it, and are in its conf.</summary>
    private void CheckName()
    {
        if (before is null && (request.Document is null || request.IsDocumentChecked)
            && after.Name.Contains(" #", StringComparison.Ordinal))
            Problems.Add(Message.NetworkNameRefused(after.Name, "dnsmasq takes a # behind a space for the beginning of a comment"));
    }

    private void CheckRanges()
    {
        foreach (var range in request.Ranges ?? [])
            if (after.SubnetOf(range.Start) is not { } subnet || !subnet.Subnet.Contains(range.End))
                Problems.Add(Message.RangeOutside(range, after.Name, [.. after.Subnets.Select(subnet => subnet.Subnet)]));
        foreach (var subnet in after.Subnets)
        {
            var old = Old(subnet)?.Ranges.ToHashSet();
            foreach (var range in subnet.Ranges)
            {
                if (old?.Contains(range) == true)
                    continue;
                if (!subnet.Subnet.Contains(range.Start) || !subnet.Subnet.Contains(range.End))
                    Problems.Add(Message.RangeOutside(range, after.Name, [.. after.Subnets.Select(subnet => subnet.Subnet)]));
                else if (subnet.Subnet.ReservedFor(range.Start) is { } startPurpose && range.Start != subnet.Subnet.Address)
                    Problems.Add(Message.RangeReserved(range, range.Start, startPurpose, subnet.Subnet));
                else if (subnet.Subnet.ReservedFor(range.End) is { } endPurpose && range.End != subnet.Subnet.Address)
                    Problems.Add(Message.RangeReserved(range, range.End, endPurpose, subnet.Subnet));
                else if (range.Contains(subnet.Subnet.Address))
                    // libvirt takes it, and dnsmasq never gives out an address of its own interface (address_available, dhcp.c 2.90).
                    Warnings.Add(Message.RangeOverBridge(range, subnet.Subnet));
            }
        }
    }

    /// <summary>No reservation may fall out of its subnet unless that is meant.</summary>
    private void CheckReservations()
    {
        var stranded = new List<Reservation>();
        foreach (var element in after.Reservations)
            if (element.SubnetIndex != after.OptionsPlace && !after.Subnets[element.SubnetIndex].Subnet.Contains(element.Reservation.Ip)
                && before?.SubnetOf(element.Reservation.Ip) is not null)
                stranded.Add(element.Reservation);
        if (request.Document is null && before is not null)
            AddMissing(before, after, stranded);
        if (stranded.Count > 0 && !request.Force)
            Problems.Add(Message.ReservationsLost(after.Name, stranded));
    }

    private static void AddMissing(NetworkDefinition before, NetworkDefinition after, List<Reservation> missing)
    {
        if (before.Reservations.Count == after.Reservations.Count)
            return;
        var left = new ReservationSet();
        foreach (var element in after.Reservations)
            left.Add(element.Reservation);
        foreach (var element in before.Reservations)
            if (!left.Contains(element.Reservation))
                missing.Add(element.Reservation);
    }

    /// <summary>
    /// libvirt serves DHCP on one subnet of a family (networkValidate 9.0); a file that breaks it loads, but the network does not start.
    /// </summary>
    private void CheckDhcp()
    {
        foreach (var family in new[] { Family.V4, Family.V6 })
        {
            var serving = Array.FindAll(after.Subnets, subnet => subnet.Subnet.Family == family && subnet.HasDhcp);
            if (serving.Length > 1)
                Problems.Add(Message.TwoDhcpSubnets(after.Name, serving.Select(subnet => subnet.Subnet)));
        }
    }

    private void CheckExtras()
    {
        var dhcp = network.All("ip").Find(ip => ip.Child("dhcp")?.Child("bootp") is not null);
        if (request is { BootpServer.Length: > 0, BootpFile: null } && dhcp is null)
            Problems.Add(Message.BootpNeedsFile(request.BootpServer));
        if (request is { BootpFile.Length: > 0 } && !after.HasDhcp(Family.V4))
            Problems.Add(Message.BootpNeedsRange(request.BootpFile));
        if (request is { TftpRoot.Length: > 0 } && !Array.Exists(after.Subnets, subnet => subnet.Subnet.Family == Family.V4))
            Problems.Add(Message.TftpNeedsIpv4(request.TftpRoot));
        if (request.DomainLocalOnly == true && network.Child("domain") is null)
            Problems.Add(Message.NeedsDomain("domain_local_only"));
        CheckDns();
        // libvirt refuses records in a <dns> that is off (virNetworkDNSDefParseXML 9.0).
        if (network.Child("dns") is { Children.Count: > 0 } dns && dns["enable"] == "no" && request.Document is null)
            Problems.Add(Message.DnsIsOff(after.Name));
        else if (request.DnsEdits is { HasWildcards: true } edits && edits.Edits.Any(edit => !edit.IsAbsent)
            && network.Child("dns")?["enable"] == "no")
            Problems.Add(Message.DnsIsOff(after.Name));
        foreach (var route in request.Routes ?? [])
            if (after.SubnetOf(route.Gateway) is null)
                Problems.Add(Message.GatewayOutside(route, after.Name, [.. after.Subnets.Select(subnet => subnet.Subnet)]));
    }

    private void CheckDns()
    {
        if (request.DomainRegister == true && network.Child("domain") is null)
            Problems.Add(Message.NeedsDomain("domain_register"));
        else if (request.DomainRegister == true && state.LibvirtVersion < FirstRegister)
            Problems.Add(Message.NoDomainRegister(
                state.LibvirtVersion.Value, after.Bridge ?? "", after.Subnets is [var first, ..] ? first.Subnet.Address : null,
                network.Child("domain")!["name"]!));
        if (state.LibvirtVersion < FirstForwarderPort
            && request.DnsForwarders?.FirstOrDefault(forwarder => forwarder.Port is not null and not 53) is { } forwarder)
            Problems.Add(Message.NoForwarderPort(state.LibvirtVersion.Value, forwarder.Address!.Value, forwarder.Port!.Value));
        // Otherwise the network does not start (virSocketAddrPTRDomain, util/virsocketaddr.c 9.0).
        if (request.LocalPtr == true && Array.Find(
            after.Subnets, subnet => subnet.Subnet.Prefix % (subnet.Subnet.Family == Family.V4 ? 8 : 4) != 0) is { } odd)
            Problems.Add(Message.NoLocalPtr(odd.Subnet));
    }

    private void CheckBridge()
    {
        if (after.Bridge is not { } bridge || bridge == before?.Bridge)
            return;
        if (facts.Neighbours.Others.FirstOrDefault(other => other.HasOwnBridge && other.Bridge == bridge) is { } holder)
            Problems.Add(Message.BridgeTaken(bridge, holder.Name));
        else if (facts.Neighbours.Interfaces.Contains(bridge, StringComparer.Ordinal) && bridge != state.Network.Live?.Bridge)
            Problems.Add(Message.BridgeIsInterface(bridge));
    }

    private void CheckSubnet(Subnet subnet)
    {
        foreach (var other in after.Subnets)
            if (other.Subnet != subnet && SubnetMerge.Overlap(subnet, other.Subnet))
                Problems.Add(Message.SubnetTwice(subnet.Family == Family.V4 ? "ipv4" : "ipv6", subnet));
        if (request.Force)
            return;
        foreach (var other in facts.Neighbours.Others)
            foreach (var taken in other.Subnets)
                if (SubnetMerge.Overlap(subnet, taken.Subnet) && !Problems.Exists(problem => problem.Value == subnet.ToString()))
                    Problems.Add(Message.SubnetOfNetwork(subnet, taken.Subnet, other.Name, Free(subnet)));
        foreach (var route in facts.Neighbours.Routes)
            if (SubnetMerge.Overlap(subnet, route.Destination) && route.Interface != after.Bridge
                && route.Interface != state.Network.Live?.Bridge
                && !Problems.Exists(problem => problem.Value == subnet.ToString()))
                Problems.Add(Message.SubnetOfHost(subnet, route.Destination, route.Interface, Free(subnet)));
    }

    private Subnet? Free(Subnet subnet) =>
        subnet.Family == Family.V4 ? FreeSubnet.Find(facts.Neighbours, state.Network.Live, out _) : null;

    /// <summary>
    /// Guests configure themselves from the bridge's advertisements only in a /64 without DHCPv6 (RFC 4862 section 5.5.3; dnsmasq says
    /// ra-only there).
    /// </summary>
    private void CheckSlaac()
    {
        foreach (var subnet in after.Subnets)
        {
            if (subnet.Subnet.Family != Family.V6)
                continue;
            var old = Old(subnet);
            if (subnet is { HasDhcp: true, Subnet.Prefix: < Subnet.LeastDhcpV6Prefix } && old is not { HasDhcp: true })
                Problems.Add(Message.TooWideForDhcp(subnet.Subnet));
            if (old is null && subnet is { HasDhcp: false, Subnet.Prefix: not 64 })
                Warnings.Add(Message.NoSlaac(subnet.Subnet));
            if (old is { HasDhcp: false, Subnet.Prefix: 64 } && subnet.Ranges.Count > 0 && !request.Force)
                Problems.Add(Message.SlaacOffByRange(subnet.Ranges[0], after.Name));
        }
    }

    /// <summary>The subnet as it was; null where it is new.</summary>
    private SubnetElement? Old(SubnetElement subnet) => subnetsBefore.GetValueOrDefault(subnet.Subnet);

    /// <summary>The first of each.</summary>
    private static Dictionary<Subnet, SubnetElement> Subnets(NetworkDefinition? definition)
    {
        var subnets = new Dictionary<Subnet, SubnetElement>();
        foreach (var subnet in definition?.Subnets ?? [])
            subnets.TryAdd(subnet.Subnet, subnet);
        return subnets;
    }
}
