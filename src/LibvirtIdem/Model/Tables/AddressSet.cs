namespace LibvirtIdem.Model;

/// <summary>Addresses, each once.</summary>
internal sealed class AddressSet
{
    private readonly List<IpAddress> addresses = [];
    private readonly RowIndex index = new(0);

    public int Count => addresses.Count;

    /// <summary>False where it is there already.</summary>
    public bool Add(IpAddress ip)
    {
        if (Contains(ip))
            return false;
        index.Add(RowIndex.Hash(ip), addresses.Count);
        addresses.Add(ip);
        return true;
    }

    public bool Contains(IpAddress ip)
    {
        for (var place = index.First(RowIndex.Hash(ip)); place >= 0; place = index.Next(place))
            if (addresses[index.Row(place)] == ip)
                return true;
        return false;
    }
}
