using System.Text;
using LibvirtIdem.Formats;
using LibvirtIdem.Tests.Fuzz;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Formats;

/// <summary>
/// The short way through reservations that are written as libvirt writes them, against the scanner's: a tab behind <c>&lt;host</c> means the same, moves
/// nothing, and no reservation is usual any more.
/// </summary>
public sealed class UsualReservations
{
    private static readonly string[] Tokens =
    [
        "<host mac='52:54:00:00:00:01' name='web1' ip='192.168.122.9'/>", "<host name='web1' ip='192.168.122.9'/>", "<host mac='52:54:00:00:00:0A' ip='192.168.122.10'/>",
        "<host id='00:03:00:01:52:54:00:00:00:01' name='web1' ip='2001:db8::9'/>", "<host ip='192.168.122.9'/>", " name=''", " ip='2001:db8::1'", " ip='::ffff:1.2.3.4'", " id='0:3'", " mac=''",
        "mac='52-54-00-00-00-01'", "&amp;", "é", "'/>", "'>", "</host>", "<dhcp>", "</dhcp>", "<!--", "-->", "\t", "\r\n", "name='", "256", "01", "g",
    ];

    [Fact]
    public void TheScannerReadsThemAlike()
    {
        var files = Directory.EnumerateFiles(Path.Combine(World.Repository, "tests", "fixtures"), "*.xml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        var inputs = new Mutations(files, Tokens);
        var (usual, read) = (0, 0);
        for (var number = 0; number < Effort.Of(20_000, 1_000_000); number++)
        {
            var xml = inputs.Input(number);
            var other = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(xml).Replace("<host ", "<host\t", StringComparison.Ordinal));
            var (expected, actual) = (Read(other), Read(xml));
            Assert.True(expected == actual, $"input {number}:\n{Encoding.UTF8.GetString(xml)}\nby the scanner {expected}\nthe short way {actual}");
            read += actual.StartsWith("unreadable", StringComparison.Ordinal) ? 0 : 1;
            usual += other.AsSpan().SequenceEqual(xml) ? 0 : 1;
        }
        Assert.True(read > 1000 && usual > 1000, $"only {read} inputs are read, and {usual} have a usual reservation");
    }

    private static string Read(byte[] xml)
    {
        try
        {
            var definition = NetworkXml.Read(xml);
            return string.Join('\n', definition.Reservations.Select(element =>
                $"{element.Start}-{element.End} in {element.SubnetIndex}: {element.Reservation} {element.Reservation.Mac} {element.Reservation.Id} {element.Reservation.Id?.IsDead} {element.Reservation.LeaseTime} {element.Reservation.Name.IsNull}")
                .Concat(definition.Subnets.Select(subnet => $"{subnet.Subnet} {subnet.Element} {subnet.Dhcp} {subnet.LastRange} {subnet.FirstBootp} {subnet.FirstReservation}-{subnet.EndReservation}")));
        }
        catch (UnreadableException unreadable)
        {
            // What it quotes of the document has the tab in it.
            return $"unreadable, line {unreadable.Line}: {unreadable.Message.Replace('\t', ' ')}";
        }
    }
}
