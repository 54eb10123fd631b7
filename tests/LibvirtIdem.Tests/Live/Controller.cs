using System.Text.Json.Nodes;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>
/// An Ansible controller in a world: the collection as <c>make collection</c> stages it, the host <c>here</c> (local connection), and
/// <c>hv</c>, the same hypervisor over ssh by tests/world/target, where there is no Python.
/// </summary>
public class Controller : IAsyncLifetime
{
    // What the newest Ansible's programs are called by in the world.
    private const string Newer = "/run/ansible";

    private const string Ssh = "-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o LogLevel=ERROR -i /run/ssh/user";

    private static readonly string Collections = Path.Combine(World.Repository, "build");

    private readonly World world = new();

    /// <summary>A test that reaches for it is skipped where its Ansible is missing.</summary>
    public World World
    {
        get
        {
            Assert.SkipWhen(IsMissing, $"{Root} is missing: scripts/ansible-roots makes it, as root, with debootstrap and a mirror");
            return world;
        }
    }

    /// <summary>The search path for programs.</summary>
    public string ProgramPath => (Root is null ? "" : Newer + ":") + Environment.GetEnvironmentVariable("PATH");

    /// <summary>Where ansible-core is installed, as a root that scripts/ansible-roots has made; null is this machine.</summary>
    protected virtual string? Root => null;

    /// <summary>Before /usr/lib/python3, where this controller's Ansible is.</summary>
    public string AnsibleRoot => Root ?? "";

    private bool IsMissing => Root is not null && !Directory.Exists(Root);

    public static string Collection { get; } = Path.Combine(Collections, "ansible_collections/libvirt_idem/libvirt");

    public async ValueTask InitializeAsync()
    {
        if (IsMissing)
            return;
        await World.InitializeAsync();
        if (Environment.UserName != "root")
            return;
        Assert.True(Directory.Exists(Collection), $"{Collection} is missing; run scripts/collection first");
        World.Shell($"""
            mkdir -p /run/ssh /run/plays/files
            ssh-keygen -q -t ed25519 -N '' -f /run/ssh/host
            ssh-keygen -q -t ed25519 -N '' -f /run/ssh/user
            : >/run/plays/ansible.cfg
            mkdir {Newer}
            for program in ansible ansible-playbook ansible-galaxy ansible-inventory; do
                printf '#!/bin/sh\nexec {World.Repository}/tests/world/ansible {Root} %s "$@"\n' $program >{Newer}/$program
            done
            chmod +x {Newer}/*
            echo 'here ansible_connection=local' >/run/plays/inventory
            """);
        World.Network("default", "<ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip>", bridge: "virbr0");
        StartTargets([("hv", 2201)], alone: false);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return world.DisposeAsync();
    }

    /// <summary>Starts sshds and puts them into the inventory.</summary>
    public void StartTargets(IReadOnlyList<(string Name, int Port)> targets, bool alone)
    {
        foreach (var (name, port) in targets)
            World.Shell($"""
                setsid unshare --mount {(alone ? "--pid --fork --kill-child" : "")} '{World.Repository}/tests/world/target' {port} {(alone ? "alone" : "")} </dev/null >/run/ssh/{name}.log 2>&1 &
                """);
        foreach (var (name, port) in targets)
            Know(name, port);
    }

    /// <summary>Waits for an sshd, and puts it into the inventory.</summary>
    public void Know(string name, int port) => World.Shell($"""
        for try in $(seq 300); do ss -tln | grep -q ':{port} ' && break; sleep 0.1; done
        echo "{name} ansible_host=127.0.0.1 ansible_port={port} ansible_user=root ansible_ssh_common_args='{Ssh}'" >>/run/plays/inventory
        """);

    /// <summary>Runs one of Ansible's programs as a user with a home and settings of its own.</summary>
    public Outcome Ansible(params string[] words) => World.Run("env", [
        "-C", "/run/plays", $"PATH={ProgramPath}", "HOME=/run/controller", "ANSIBLE_HOME=/run/controller/.ansible", "ANSIBLE_CONFIG=/run/plays/ansible.cfg", "ANSIBLE_NOCOLOR=1",
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

/// <summary>The same with the newest ansible-core that Debian has.</summary>
public sealed class NewestController : Controller
{
    protected override string Root { get; } = NewerRoot("sid");

    /// <summary>The root with this suite's Ansible, whether or not it is there.</summary>
    public static string NewerRoot(string suite) => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "libvirt-idem-tests", $"ansible-{suite}");
}
