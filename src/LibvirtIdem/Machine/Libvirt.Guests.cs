using System.Runtime.InteropServices;
using System.Text;

namespace LibvirtIdem.Machine;

/// <content>Guests: libvirt's domains.</content>
internal sealed unsafe partial class Libvirt
{
    private const int NoSuchGuest = 42; // VIR_ERR_NO_DOMAIN
    private const uint InactiveGuest = 2; // VIR_DOMAIN_XML_INACTIVE

    /// <summary>A guest's XML: as it is defined (a transient one as it runs), or as it runs. Null where there is no such guest.</summary>
    public byte[]? Guest(string guest, bool running)
    {
        var lookup = (delegate* unmanaged<nint, byte*, nint>)Function("virDomainLookupByName");
        nint found;
        fixed (byte* name = Encoding.UTF8.GetBytes(guest + '\0'))
            found = lookup(connection, name);
        if (found == 0)
            return ((delegate* unmanaged<int>)Function("virGetLastErrorCode"))() == NoSuchGuest ? null : throw Failed(library, $"find guest {guest}");
        var describe = (delegate* unmanaged<nint, uint, byte*>)Function("virDomainGetXMLDesc");
        var text = describe(found, running ? 0 : InactiveGuest);
        if (text == null)
            throw Failed(library, $"describe guest {guest}");
        var xml = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).ToArray();
        NativeMemory.Free(text);
        return xml;
    }

    /// <summary>The name of every guest.</summary>
    public List<string> Guests()
    {
        var list = (delegate* unmanaged<nint, nint**, uint, int>)Function("virConnectListAllDomains");
        nint* all;
        var count = list(connection, &all, 0);
        if (count < 0)
            throw Failed(library, "list the guests");
        var nameOf = (delegate* unmanaged<nint, byte*>)Function("virDomainGetName");
        var names = new List<string>(count);
        for (var guest = 0; guest < count; guest++)
            names.Add(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(nameOf(all[guest]))));
        return names;
    }
}
