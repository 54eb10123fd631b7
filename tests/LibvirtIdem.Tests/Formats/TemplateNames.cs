using System.Text;
using LibvirtIdem.Formats;
using Xunit;

namespace LibvirtIdem.Tests.Formats;

/// <summary>Names of cloud-init's templates of /etc/hosts: what an image's os-release or a change record says is not a path.</summary>
public sealed class TemplateNames
{
    [Theory]
    [InlineData("hosts.debian.tmpl", true)]
    [InlineData("hosts.opensuse-leap.tmpl", true)]
    [InlineData("hosts.rhel_8.10.tmpl", true)]
    [InlineData("hosts..tmpl", false)]
    [InlineData("hosts.tmpl", false)]
    [InlineData("hosts...tmpl", false)]
    [InlineData("hosts.a..b.tmpl", false)]
    [InlineData("hosts./etc/x.tmpl", false)]
    [InlineData("hosts.../../x.tmpl", false)]
    [InlineData("hosts.Debian.tmpl", false)]
    [InlineData("hosts.debian.tmpl\n", false)]
    [InlineData("hosts.de\0bian.tmpl", false)]
    [InlineData("99-evil.rules", false)]
    [InlineData("", false)]
    public void AreOfOneForm(string name, bool isOne) => Assert.Equal(isOne, CloudInit.IsTemplateName(name));

    [Fact]
    public void AreTakenFromOsReleaseOnlyWhereTheyAreOfThatForm() =>
        Assert.Equal("hosts.debian.tmpl", string.Join(' ', CloudInit.TemplateNames(Encoding.UTF8.GetBytes("ID=../../../run/x\nID_LIKE=\"debian /etc ..\"\n"))));
}
