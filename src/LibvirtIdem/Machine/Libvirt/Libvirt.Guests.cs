using LibvirtIdem.Formats;

namespace LibvirtIdem.Machine;

/// <content>Guests: libvirt's domains.</content>
internal sealed partial class Libvirt
{
    private const int DomainGetXmlDesc = 14;
    private const int DomainLookupByName = 23;
    private const int ConnectListAllDomains = 273;

    private const int NoSuchGuest = 42; // VIR_ERR_NO_DOMAIN
    private const int InactiveGuest = 2; // VIR_DOMAIN_XML_INACTIVE

    /// <summary>A guest's XML: as it is defined (a transient one as it runs), or as it runs. Null where there is no such guest.</summary>
    public byte[]? Guest(string guest, bool running)
    {
        var reply = Send(new RpcCall(DomainLookupByName).Text(guest), "find guest", guest);
        if (reply.IsError)
            return reply.ErrorCode == NoSuchGuest ? null : throw Failed(reply, "find guest", guest);
        return Call(new RpcCall(DomainGetXmlDesc).Handle(reply.Guest(out _)).Number(running ? 0 : InactiveGuest), "describe guest", guest)
            .Text().ToArray();
    }

    /// <summary>
    /// The XML of every guest, transient ones too: as it is defined and as it runs. One that ends or is removed meanwhile is left out.
    /// </summary>
    public List<byte[]> GuestDescriptions()
    {
        var reply = Call(new RpcCall(ConnectListAllDomains).Number(1).Number(0), "list the guests");
        var guests = new List<byte[]>();
        for (var left = reply.Number(); left > 0; left--)
            guests.Add(reply.Guest(out _));
        var descriptions = new List<byte[]>(guests.Count * 2);
        foreach (var guest in guests)
            foreach (var flags in (ReadOnlySpan<int>)[InactiveGuest, 0])
            {
                var description = Send(new RpcCall(DomainGetXmlDesc).Handle(guest).Number(flags), "describe guest", "");
                if (!description.IsError)
                    descriptions.Add(description.Text().ToArray());
                else if (description.ErrorCode != NoSuchGuest)
                    throw Failed(description, "describe guest", "");
            }
        return descriptions;
    }

    /// <summary>The name of every guest.</summary>
    public List<string> Guests()
    {
        var reply = Call(new RpcCall(ConnectListAllDomains).Number(1).Number(0), "list the guests");
        var names = new List<string>();
        for (var left = reply.Number(); left > 0; left--)
        {
            reply.Guest(out var name);
            names.Add(name);
        }
        return names;
    }
}
