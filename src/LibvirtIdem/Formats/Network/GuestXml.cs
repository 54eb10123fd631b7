using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>A guest's interface: on a libvirt network, or plugged into a bridge by its name.</summary>
internal sealed record GuestInterface(MacAddress? Mac, string? Network, string? Bridge);

/// <summary>A libvirt domain, as far as addresses go.</summary>
internal sealed record GuestDefinition(string Name, IReadOnlyList<GuestInterface> Interfaces);

/// <summary>Reads a domain's XML (docs/formatdomain.rst 9.0, network interfaces).</summary>
internal static class GuestXml
{
    /// <exception cref="UnreadableException">Not well-formed, or no domain.</exception>
    public static GuestDefinition Read(byte[] xml)
    {
        var root = XmlElement.ReadRoot(xml);
        // The file of a running domain (virDomainObjFormat 9.0).
        var domain = root.Name == "domstatus" ? root.Child("domain") ?? root : root;
        if (domain.Name != "domain" || domain.Child("name") is not { } name)
            throw new UnreadableException(1, "there is no <domain> with a name in it");
        var interfaces = new List<GuestInterface>();
        foreach (var element in domain.Child("devices")?.All("interface") ?? [])
        {
            var (type, source) = (element["type"], element.Child("source"));
            MacAddress? mac = MacAddress.TryParse(Encoding.UTF8.GetBytes(element.Child("mac")?["address"] ?? ""), out var address) ? address
                : null;
            interfaces.Add(new(mac, type == "network" ? source?["network"] : null, type == "bridge" ? source?["bridge"] : null));
        }
        return new(name.Text.Trim(), interfaces);
    }
}
