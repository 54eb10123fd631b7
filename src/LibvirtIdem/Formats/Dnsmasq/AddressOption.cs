using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// A line of dnsmasq's conf, of which <c>address=/apps.lab.test/192.168.122.6</c> is understood: dnsmasq answers the domain and all names
/// under it with the address (dnsmasq(8), --address). A line may have several domains; one without an address, or with <c>#</c>, answers
/// for all families.
/// </summary>
internal sealed class AddressOption
{
    private const string Begin = "address=/";

    private readonly string text;
    private readonly List<string> domains;
    private bool isChanged;

    private AddressOption(string text, List<string> domains, string ip) => (this.text, this.domains, Ip) = (text, domains, ip);

    /// <summary>As it is written; empty where there is none.</summary>
    public string Ip { get; }

    /// <summary>The line; null where no domain is left in it.</summary>
    public string? Text => !isChanged ? text : domains.Count == 0 ? null : $"{Begin}{string.Join('/', domains)}/{Ip}";

    public IReadOnlyList<string> Domains => domains;

    public static AddressOption Read(string text)
    {
        if (!text.StartsWith(Begin, StringComparison.Ordinal) || text.LastIndexOf('/') is var last && last < Begin.Length)
            return new(text, [], "");
        return new(text, [.. text[Begin.Length..last].Split('/')], text[(last + 1)..].Trim());
    }

    public static AddressOption Of(string domain, IpAddress ip) => new($"{Begin}{domain}/{ip}", [domain], ip.ToString());

    public bool Has(string domain) => domains.Exists(other => IsSame(other, domain));

    public void Remove(string domain)
    {
        domains.RemoveAll(other => IsSame(other, domain));
        isChanged = true;
    }

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
