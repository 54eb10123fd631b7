namespace LibvirtIdem.Formats;

/// <content>The dnsmasq options that are reservations.</content>
internal ref partial struct NetworkXml
{
    /// <summary>By whatever prefix: no other namespace has <c>option</c> elements with a <c>dhcp-host=</c>.</summary>
    private void ReadOptions()
    {
        while (scanner.Read() && !IsEndAt(depth + 1))
        {
            if (scanner.Node != XmlNode.StartElement || scanner.Depth != depth + 2 || !scanner.Name.EndsWith(":option"u8))
                continue;
            var start = scanner.Start;
            if (Attribute("value"u8) is { } value && value.StartsWith(HostOption.Begin, StringComparison.Ordinal))
                hostOptions.Add((value, start, 0));
            ToEnd(depth + 2);
            if (hostOptions is [.., { End: 0 } last])
                hostOptions[^1] = last with { End = scanner.End };
        }
    }

    /// <summary>Behind those of the subnets, wherever the options stand.</summary>
    private void AddOptions()
    {
        foreach (var (value, start, end) in hostOptions)
        {
            if (HostOption.TryRead(value, out var reservation) && subnets.Exists(subnet => subnet.Subnet.Contains(reservation.Ip)))
                reservations.Add(reservation, subnets.Count, start, end);
            else
                otherHostOptions.Add(value);
        }
    }
}
