using CsCheck;
using LibvirtIdem.Model;
using Xunit;

namespace LibvirtIdem.Tests.Model;

/// <summary>Texts of TXT records in dnsmasq's form; what dnsmasq itself makes of them is tried in <see cref="Live.ServedValuesLive"/>.</summary>
public sealed class TxtValues
{
    [Theory]
    [InlineData("v=spf1 -all", "v=spf1 -all")]
    [InlineData("#first", "#first")]
    [InlineData(@"back\slash", @"back\slash")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a #b", "\"a #b\"")]
    [InlineData(" a", "\" a\"")]
    [InlineData("say \"hi\" \\", "\"say \\\"hi\\\" \\\\\"")]
    [InlineData("grün", "\"grün\"")]
    public void QuotesOnlyWhatDnsmasqWouldRead(string text, string form) => Assert.Equal(form, TxtValue.Quote(text));

    /// <summary>As dnsmasq 2.90 served them.</summary>
    [Theory]
    [InlineData("keep # this", "keep")]
    [InlineData("one,two", "one|two")]
    [InlineData("one , two", "one | two")]
    [InlineData("say \"hi\"", "say hi")]
    [InlineData("  lead  ", "lead")]
    [InlineData(" #x", "")]
    [InlineData("a,,b", "a||b")]
    [InlineData("\"\"", "")]
    [InlineData("x \"a\"#c", "x a")]
    [InlineData("\"a\" \"b\"", "a b")]
    [InlineData("\"a\",\"b\"", "a|b")]
    [InlineData("\"\\t\\x\"", "\t\\x")]
    [InlineData("\"open", null)]
    [InlineData("\"a\"\"b\"", null)]
    public void ReadsAsDnsmasqDoes(string value, string? served) => Assert.Equal(served, TxtValue.Read(value) is { } strings ? string.Join('|', strings) : null);

    [Theory]
    [InlineData("v=spf1 -all", true)]
    [InlineData("\"v=spf1 -all\"", true)]
    [InlineData("\"a\",\"b\"", true)]
    [InlineData("grün", true)]
    [InlineData("a,b", false)]
    [InlineData("a #b", false)]
    [InlineData("a ", false)]
    [InlineData("say \"hi\"", false)]
    [InlineData("\"open", false)]
    public void KnowsWhatMeansItself(string value, bool itself) => Assert.Equal(itself, TxtValue.IsWellQuoted(value));

    [Fact]
    public void EveryTextComesBack() =>
        Gen.OneOf(Gen.Char[" ,\"\\#abtne"], Gen.Char['\u0020', '\u02FF']).Array[0, 40].Select(characters => new string(characters)).Sample(text =>
        {
            var form = TxtValue.Quote(text);
            Assert.Equal([text], TxtValue.Read(form)!);
            Assert.Equal(form, TxtValue.Canonical(form));
            Assert.True(TxtValue.IsWellQuoted(form));
        });

    /// <summary>Whatever stands in a definition: its form is served as the value is.</summary>
    [Fact]
    public void TheCanonicalFormIsServedTheSame() =>
        Gen.Char[" ,\"\\#abtne"].Array[0, 14].Select(characters => new string(characters)).Sample(value =>
        {
            var form = TxtValue.Canonical(value);
            Assert.Equal(TxtValue.Read(value), TxtValue.Read(form));
            Assert.Equal(form, TxtValue.Canonical(form));
        });
}
