using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// A whole document in the place of a definition. What it leaves to libvirt (uuid, the bridge's name and mac) stays as it is, and so do the
/// reservations where the document has none at all: they are another command's. Where it says what is there already, nothing is taken over.
/// </summary>
internal static class DocumentMerge
{
    /// <summary>Gives the request the name that its document has; answers what is wrong with that.</summary>
    public static Problem? ReadName(NetworkRequest request)
    {
        if (request.Document is not { } document)
            return null;
        try
        {
            var name = NetworkXml.Read(document).Name;
            if (XmlElement.ReadNetwork(document).Start != FirstElement(document))
                return Message.BadDocument(1, "its outermost element is not <network>");
            if (NetworkName.Refusal(name) is { } why)
                return Message.NetworkNameRefused(name, why);
            if (request.Name.Length > 0 && request.Name != name)
                return Message.OtherNameInXml(name, request.Name);
            request.Name = name;
            return null;
        }
        catch (UnreadableException unreadable)
        {
            return Message.BadDocument(unreadable.Line, unreadable.Message);
        }
    }

    /// <param name="document">The document.</param>
    /// <param name="before">What is there; null where nothing is.</param>
    /// <param name="lost">Reservations that have no place in the document.</param>
    public static byte[] Apply(byte[] document, NetworkDefinition? before, out IReadOnlyList<Reservation> lost)
    {
        lost = [];
        if (before is null)
            return document;
        var draft = new XmlEditor(document);
        Keep(draft, XmlElement.ReadNetwork(before.Xml), before);
        var definition = NetworkXml.Read(draft.Xml);
        lost = Lost(definition, before, out var kept);
        if (!kept.IsEmpty)
            definition = NetworkXml.Read(NetworkXmlEditor.Apply(kept));
        var (removed, added) =
            SettingChanges.Differing(NetworkSettings.Read(XmlElement.ReadNetwork(before.Xml)),
            NetworkSettings.Read(XmlElement.ReadNetwork(definition.Xml)));
        return removed.Count + added.Count == 0 && SameReservations(definition, before) ? before.Xml : definition.Xml;
    }

    /// <summary>What libvirt would choose is chosen already.</summary>
    private static void Keep(XmlEditor draft, XmlElement old, NetworkDefinition before)
    {
        if (draft.Network.Child("uuid") is null && before.Uuid is { } uuid)
            draft.Add(draft.Network, new("uuid") { Text = uuid });
        if (!NetworkXml.Read(draft.Xml).HasOwnBridge)
            return;
        if (NewNetwork.LeavesBridgeOpen(draft.Network) && before.Bridge is { } bridge)
            draft.Set(draft.Ensure(draft.Network, "bridge"), "name", bridge);
        if (draft.Network.Child("mac") is null && old.Child("mac")?["address"] is { } mac)
            draft.Add(draft.Network, new("mac", ("address", mac)));
    }

    private static List<Reservation> Lost(NetworkDefinition document, NetworkDefinition before, out ReservationEdits kept)
    {
        kept = new(document);
        var lost = new List<Reservation>();
        var named = new ReservationSet();
        foreach (var element in document.Reservations)
            named.Add(element.Reservation);
        foreach (var element in before.Reservations)
        {
            if (document.Reservations.Count == 0 && document.PlaceOf(element.Reservation) is { } place)
                kept.Add(place, element.Reservation);
            else if (!named.Contains(element.Reservation))
                lost.Add(element.Reservation);
        }
        return lost;
    }

    private static bool SameReservations(NetworkDefinition one, NetworkDefinition other)
    {
        var set = new ReservationSet();
        foreach (var element in other.Reservations)
            set.Add(element.Reservation);
        return one.Reservations.Count == other.Reservations.Count && one.Reservations.All(element => set.Contains(element.Reservation));
    }

    private static int FirstElement(byte[] document)
    {
        var scanner = new XmlScanner(document);
        return scanner.Read() ? scanner.Start : 0;
    }
}
