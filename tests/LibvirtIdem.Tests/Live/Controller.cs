using System.Text.Json.Nodes;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>
/// An Ansible controller in a world: the collection as <c>make collection</c> stages it, the host <c>here</c> (local connection), and
/// <c>hv</c>, the same hypervisor over ssh by tests/world/target, where there is no Python.
/// </summary>
public sealed class Controller : IAsyncLifetime
{
    private const string Ssh = "-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o LogLevel=ERROR -i /run/ssh/user";

    private static readonly string Collections = Path.Combine(World.Repository, "build");

    public World World { get; } = new();

    public static string Collection { get; } = Path.Combine(Collections, "ansible_collections/libvirt_idem/libvirt");

    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        if (Environment.UserName != "root")
            return;
        Assert.True(Directory.Exists(Collection), $"{Collection} is missing; run scripts/collection first");
        World.Shell($"""
            mkdir -p /run/ssh /run/plays/files
            ssh-keygen -q -t ed25519 -N '' -f /run/ssh/host
            ssh-keygen -q -t ed25519 -N '' -f /run/ssh/user
            : >/run/plays/ansible.cfg
            echo 'here ansible_connection=local' >/run/plays/inventory
            """);
        World.Network("default", "<ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip>", bridge: "virbr0");
        StartTargets([("hv", 2201)], alone: false);
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();

    /// <summary>Starts sshds and puts them into the inventory.</summary>
    public void StartTargets(IReadOnlyList<(string Name, int Port)> targets, bool alone)
    {
        foreach (var (name, port) in targets)
            World.Shell($"""
                setsid unshare --mount {(alone ? "--pid --fork --kill-child" : "")} '{World.Repository}/tests/world/target' {port} {(alone ? "alone" : "")} </dev/null >/run/ssh/{name}.log 2>&1 &
                echo "{name} ansible_host=127.0.0.1 ansible_port={port} ansible_user=root ansible_ssh_common_args='{Ssh}'" >>/run/plays/inventory
                """);
        foreach (var (_, port) in targets)
            World.Shell($"for try in $(seq 300); do ss -tln | grep -q ':{port} ' && exit; sleep 0.1; done; exit 1");
    }

    /// <summary>Runs one of Ansible's programs as a user with a home and settings of its own.</summary>
    public Outcome Ansible(params string[] words) => World.Run("env", [
        "-C", "/run/plays", "HOME=/run/controller", "ANSIBLE_HOME=/run/controller/.ansible", "ANSIBLE_CONFIG=/run/plays/ansible.cfg", "ANSIBLE_NOCOLOR=1",
        $"ANSIBLE_COLLECTIONS_PATH={Collections}", "ANSIBLE_INVENTORY=/run/plays/inventory", "ANSIBLE_DEPRECATION_WARNINGS=0", .. words]);

    /// <summary>A play without facts; its tasks are YAML, indented by four.</summary>
    public Outcome Play(string hosts, string tasks, params string[] words)
    {
        World.RunWith($"- hosts: {hosts}\n  gather_facts: false\n  tasks:\n{tasks}\n", "tee", "/run/plays/play.yml");
        return Ansible(["ansible-playbook", "play.yml", .. words]);
    }

    /// <summary>One task on one host, by Ansible's ad-hoc call; what the module returned.</summary>
    public JsonNode Task(string host, string module, string arguments, params string[] words)
    {
        var outcome = Ansible(["ansible", "-o", host, "-m", $"libvirt_idem.libvirt.{module}", "-a", arguments, .. words]);
        var start = outcome.Output.IndexOf("=> {", StringComparison.Ordinal);
        Assert.True(start >= 0, outcome.Output + outcome.Error);
        return JsonNode.Parse(outcome.Output[(start + 3)..])!;
    }
}
