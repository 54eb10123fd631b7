using System.Text;
using CsCheck;
using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Tests.Planning;

/// <summary>Small random networks and calls, in which everything collides with everything.</summary>
internal static class Worlds
{
    private const string Frame = "<network>\n  <name>default</name>\n  <bridge name='virbr0'/>\n  <ip address='10.0.0.1' prefix='24'>\n    <dhcp>\n      <range start='10.0.0.100' end='10.0.0.110'/>\n{0}    </dhcp>\n  </ip>\n</network>\n";

    /// <summary>Reservations as libvirt could hold them: no two share mac, ip or name.</summary>
    public static readonly Gen<IReadOnlyList<Reservation>> Held =
        from count in Gen.Int[0, 6]
        from macs in Gen.Shuffle(Enumerable.Range(1, 8).ToArray())
        from ips in Gen.Shuffle(Enumerable.Range(2, 8).ToArray())
        from names in Gen.Shuffle(Enumerable.Range(1, 8).ToArray())
        from shapes in Gen.Int[0, 2].Array[6]
        select (IReadOnlyList<Reservation>)Enumerable.Range(0, count).Select(i => new Reservation
        {
            Ip = Ip(ips[i]),
            Mac = shapes[i] == 2 ? null : new MacAddress((ulong)(0x525400000000 + macs[i])),
            Name = shapes[i] == 1 ? default(Utf8Slice) : $"n{names[i]}",
        }).ToList();

    public static readonly Gen<DesiredReservation[]> Asked =
        (from present in Gen.Frequency((4, true), (1, false))
         from mac in Gen.Int[1, 8]
         from ip in Gen.Int[2, 9]
         from name in Gen.Int[1, 8]
         from shape in Gen.Int[0, 3]
         from lease in Gen.Bool
         select new DesiredReservation
         {
             IsPresent = present,
             Mac = shape == 2 ? null : new MacAddress((ulong)(0x525400000000 + mac)),
             Name = shape is 1 or 3 ? default(Utf8Slice) : $"n{name}",
             Ip = present ? Ip(ip) : null,
             LeaseTime = lease ? new LeaseTime(30, LeaseUnit.Minutes) : null,
         }).Array[1, 5];

    public static ReservationState State(IReadOnlyList<Reservation> config, IReadOnlyList<Reservation>? live, bool hasDaemon, string hosts = "127.0.0.1 localhost\n")
    {
        var (persistent, running) = (Definition(config), live is null ? null : Definition(live));
        return new()
        {
            HasDaemon = hasDaemon,
            Facts = new() { Reload = new(1, []) },
            Networks =
            [
                new()
                {
                    Config = persistent,
                    Live = running,
                    ConfigFile = new("/config", persistent.Xml, null),
                    StatusFile = new("/status", running?.Xml, null),
                    Hostsfile = new("/hostsfile", Hostsfile.Render(live ?? config), null),
                },
            ],
            EtcHosts = new("/etc/hosts", Encoding.UTF8.GetBytes(hosts), null),
        };
    }

    public static ReservationRequest Request(DesiredReservation[] wanted) => new()
    {
        OnConflict = OnConflict.Replace,
        Networks =
        [
            new("default", [.. wanted.Select((item, index) => new DesiredReservation
            {
                At = InputLocation.Item(index), IsPresent = item.IsPresent, Mac = item.Mac, Name = item.Name, Ip = item.Ip, LeaseTime = item.LeaseTime,
            })]),
        ],
    };

    public static NetworkDefinition Definition(IEnumerable<Reservation> reservations) => NetworkXml.Read(Encoding.UTF8.GetBytes(
        Frame.Replace("{0}", string.Concat(reservations.Select(reservation => $"      {NetworkXmlEditor.Element(reservation)}\n")), StringComparison.Ordinal)));

    /// <summary>A set in one text, whatever its order.</summary>
    public static string Canonical(IEnumerable<Reservation> reservations) =>
        string.Join('\n', reservations.Select(reservation => $"{reservation} {reservation.LeaseTime}").Order(StringComparer.Ordinal));

    private static IpAddress Ip(int last) => IpAddress.TryParse($"10.0.0.{last}", out var ip) ? ip : throw new InvalidOperationException();
}
