using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using LibvirtIdem.Model;
using Xunit;

namespace LibvirtIdem.Tests.Model;

/// <summary>The quick looks at names against slow ones that say the same in one line each.</summary>
public sealed partial class HostNames
{
    private static readonly string[] Words = ["infinite", "IGNORE", "ignored", "i", "s", "5m", "123", "localhost", "mylocalhost", "localhost.x", "ip6-a", "IP6-", "_gateway", "broadcasthost", "10.0.0.1", "own", "OWN", "-a", "a-", ""];

    private static readonly Gen<string> Label = Gen.OneOf(Gen.String[Gen.Char["abxyzABXYZ019-"], 1, 20], Gen.Int[0, Words.Length - 1].Select(word => Words[word]), Gen.String[Gen.Char["a.-_:1é "], 0, 6], Gen.String[Gen.Char['a', 'c'], 60, 66]);

    private static readonly Gen<string> Name = Label.Array[1, 4].Select(labels => string.Join('.', labels));

    [Fact]
    public void ARefusalIsOfWhatIsNoNameOrReadOtherwise() => Name.Sample(name => Assert.Equal(IsName(name), HostName.Refusal(Encoding.UTF8.GetBytes(name)) is null), iter: Effort.Of(20_000, 2_000_000));

    [Fact]
    public void ProtectedNamesAreTheMachines() => Name.Sample(name => Assert.Equal(IsProtected(name), HostName.IsReservedName(name, ["own"])), iter: Effort.Of(20_000, 2_000_000));

    [Fact]
    public void TheSameKeyHasTheSameHash() =>
        Gen.Select(Name, Name, Gen.OneOf(Label, Gen.Const("x.y")), Gen.Int[0, 3]).Sample((one, other, domain, kind) =>
        {
            other = kind switch { 0 => other, 1 => one.ToUpperInvariant(), 2 => $"{one.Split('.')[0]}.{domain}", _ => one.Split('.')[0] };
            foreach (var network in new Utf8Slice[] { default, domain })
            {
                if (!HostName.SameKey(one, other, network))
                    continue;
                Assert.Equal(Hash(one), Hash(other));
                Assert.Equal(HostName.KeyHash(one, Hash(one), network), HostName.KeyHash(other, Hash(other), network));
            }
        }, iter: Effort.Of(20_000, 2_000_000));

    private static uint Hash(string name) => HostName.Hash(Encoding.UTF8.GetBytes(name));

    private static bool IsName(string name) =>
        name.Length <= 253 && Labels().IsMatch(name) && !Refused().IsMatch(name) && !name.Split('.')[^1].All(char.IsAsciiDigit);

    private static bool IsProtected(string name) =>
        Machines().IsMatch(name) || string.Equals(name, "own", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Labels();

    [GeneratedRegex(@"\A(infinite|ignore|[0-9]+[smhdw])\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Refused();

    [GeneratedRegex(@"\A(.*localhost|localhost\..*|ip6-.*|_gateway|broadcasthost)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Machines();
}
