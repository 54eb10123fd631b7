using System.Text;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// A <see cref="PortRecord"/> as XML: <c>&lt;ports&gt;</c> with <c>port</c>, <c>setting</c> and libvirt's own documents, base64.
/// </summary>
internal static class PortRecordXml
{
    public static byte[] Write(PortRecord ports) => Encoding.UTF8.GetBytes(new XmlElementBuilder("ports")
    {
        Children =
        [
            .. ports.Ports.Select(port =>
                new XmlElementBuilder("port", ("interface", port.Interface), ("guest", port.Guest), ("mac", port.Mac))),
            .. ports.Settings.Select(setting => new XmlElementBuilder("setting", ("path", setting.Key), ("value", setting.Value))),
            .. ports.Documents.Select(document => new XmlElementBuilder("document", ("base64", Convert.ToBase64String(document)))),
        ],
    }.Render('\'', null, "", "\n"));

    /// <exception cref="UnreadableException">Not well-formed.</exception>
    /// <exception cref="FormatException">A document is no base64.</exception>
    public static PortRecord Read(byte[] xml)
    {
        var root = XmlElement.ReadRoot(xml);
        return new(
            root.All("port").ConvertAll(
                port => new GuestPort(port["interface"] ?? throw new FormatException(), port["guest"], port["mac"])),
            root.All("setting").ToDictionary(
                setting => setting["path"] ?? throw new FormatException(), setting => setting["value"] ?? "", StringComparer.Ordinal),
            root.All("document").ConvertAll(document => Convert.FromBase64String(document["base64"] ?? "")));
    }
}
