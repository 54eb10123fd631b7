using static LibvirtIdem.Asking.OptionKind;

namespace LibvirtIdem.Asking;

/// <summary>Options of <c>dns</c>.</summary>
internal static class DnsOptions
{
    /// <summary>Of one name: an item of <c>records</c>, and what the call itself may give instead.</summary>
    public static readonly Option[] Record =
    [
        new("state", Text, "or absent: remove the name, from all addresses or from those of ip")
        {
            Default = "present",
            Choices = ["present", "absent"],
            Long = """
                `absent`: remove the name from all addresses, or from those of `ip`; the address keeps its other names. Also the state of
                `records` that have none
                """,
        },
        new("name", Text, "the name; *.apps.lab.test answers for apps.lab.test and every name under it")
        {
            Long = "the name; `*.apps.lab.test` is a wildcard: it answers for `apps.lab.test` and every name under it",
        },
        new("ip", Words, "its address, or a list: all it has of the family")
        {
            Example = """["192.168.122.5", "2001:db8:122::5"]""",
            Long = "its address, or a list: all addresses of the family that the name has. Another one is a conflict, which names it",
        },
        new("aliases", Words, "more names of the same addresses") { Shape = "a,b", Example = """["www", "web1.lab.test"]""" },
    ];

    public static readonly Option[] What =
    [
        new("network", Text, "the network") { Default = "default", Long = "the libvirt network" },
        .. Record,
        new("records", Records, "many names in one change, instead of the options above")
        {
            Fields =
            [
                new("name", Text, "the name", IsRequired: true),
                new("ip", Words, "its address, or a list of them"),
                new("aliases", Words, "more names of the same addresses"),
                new("state", Text, "as the option of the same name") { Choices = ["present", "absent"] },
            ],
            Example = """[{"name": "api.lab.test", "ip": "192.168.122.5"}]""",
            Long = "a list of objects with these four keys instead: one change; each name once for each family",
        },
    ];

    public static readonly Option[] How =
    [
        new("on_conflict", Text, "or replace: take the name away from its other addresses of the family")
        {
            Default = "fail",
            Choices = ["fail", "replace"],
            Long = "`replace`: the name loses its other addresses of the family",
        },
        new("restart", Text, """
            dnsmasq: restart dnsmasq alone for wildcards, guests stay attached; if_needed: that if it is enough, else restart the network
            (plain names need no restart)
            """)
        {
            Default = "never",
            Choices = ["never", "dnsmasq", "if_needed"],
            Long = "for wildcards: `dnsmasq` restarts dnsmasq alone; `if_needed`: that if it is enough, else the network",
        },
        SharedOptions.Apply,
    ];
}
