using System.Text.RegularExpressions;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>With Debian 12's ansible-core.</summary>
public sealed class AnsibleRole(Controller controller) : RolePlays(controller), IClassFixture<Controller>;

/// <summary>With the newest.</summary>
public sealed class AnsibleRoleNewest(NewestController controller) : RolePlays(controller), IClassFixture<NewestController>;

/// <summary>The role hypervisor, from the archive, on targets without Python.</summary>
public abstract class RolePlays(Controller controller)
{
    private World World => controller.World;

    [Fact]
    public void AFreshHostIsPredictedThenDeclaredThenUnchanged()
    {
        Install();
        World.RunWith("""
            - hosts: hv
              gather_facts: false
              roles:
                - role: libvirt_idem.libvirt.hypervisor
                  hypervisor_networks:
                    - name: role1
                      state: active
                      autostart: true
                      bridge: vbrole1
                      mac: "52:54:00:a1:00:01"
                      domain: role1.test
                      ipv4: 10.96.1.1/24
                      dhcp_ranges: 10.96.1.100-10.96.1.199
                      dns_hosts: [{ip: 10.96.1.1, names: [gw]}]
                      guests: [{name: role1a, mac: "52:54:00:a1:01:01", ip: 10.96.1.10, aliases: [www1]}, {name: role1b, mac: "52:54:00:a1:01:02", ip: 10.96.1.11}]
                      purge: true
                      max_removals: 5
                    - {name: role2, state: active, bridge: vbrole2, mac: "52:54:00:a1:00:02", forward: none, ipv4: 10.96.2.1/24}
            """, "sh", "-c", "cat >/run/plays/role.yml");
        var predicted = Run("role.yml", "--check", "--diff");
        Assert.Equal("", World.Shell("virsh net-list --all --name | grep role || true; grep role1 /etc/hosts || true"));
        var done = Run("role.yml", "--diff");
        Assert.True(done.Contains("failed=0", StringComparison.Ordinal), predicted + done);
        Assert.Equal(Changes(predicted), Changes(done), StringComparer.Ordinal);
        Assert.Matches("hv +: ok=3 +changed=2 ", done);
        Assert.Contains("<host mac='52:54:00:a1:01:01' name='role1a' ip='10.96.1.10'/>", World.Definition("role1", live: true), StringComparison.Ordinal);
        Assert.Matches("hv +: ok=3 +changed=0 ", Run("role.yml", "--diff"));
        // Less data is less on the host, where purge says so; a network that is absent goes with its guests.
        World.Shell("sed -i -e 's/, {name: role1b.*}]/]/' -e 's/name: role2, state: active/name: role2, state: absent/' /run/plays/role.yml");
        var less = Run("role.yml");
        Assert.True(Regex.IsMatch(less, "hv +: ok=4 +changed=2 "), less);
        Assert.DoesNotContain("role1b", World.Shell("cat /etc/hosts; virsh net-dumpxml role1"), StringComparison.Ordinal);
        Assert.DoesNotContain("role2", World.Shell("virsh net-list --all"), StringComparison.Ordinal);
    }

    [Fact]
    public void TheIntegrationTargetsPassOnARunningLibvirt()
    {
        Install();
        World.RunWith("- hosts: here\n  gather_facts: false\n  roles: [reservation, network, undo, role_hypervisor]\n", "sh", "-c", "cat >/run/plays/targets.yml");
        var played = controller.Ansible("env", "ANSIBLE_COLLECTIONS_PATH=/run/fresh", $"ANSIBLE_ROLES_PATH={Controller.Collection}/tests/integration/targets", "ansible-playbook", "targets.yml", "-e", "live=true");
        Assert.True(played.ExitCode == 0, played.Output + played.Error);
        Assert.DoesNotMatch("(?m)^it", World.Shell("virsh net-list --all --name"));
    }

    [Fact]
    public void WhatIsWrongInTheDataIsSaidBeforeTheFirstTask()
    {
        Install();
        World.RunWith("""
            - hosts: hv
              gather_facts: false
              roles:
                - role: libvirt_idem.libvirt.hypervisor
                  hypervisor_networks: [{name: wrong, statte: active}]
            """, "sh", "-c", "cat >/run/plays/wrong.yml");
        var played = Run("wrong.yml");
        Assert.Contains("statte", played, StringComparison.Ordinal);
        Assert.Matches("hv +: ok=0 .*failed=1 ", played);
    }

    [Fact]
    public void TenHypervisorsFromTheExample()
    {
        Install();
        var targets = Enumerable.Range(1, 10).Select(number => ($"hv{number:00}.example.net", 2400 + number)).ToList();
        controller.StartTargets(targets, alone: true);
        const string example = "/run/fresh/ansible_collections/libvirt_idem/libvirt/playbooks";
        // These have no libvirt that runs: their networks are defined only.
        string[] words = ["-i", example + "/example/hosts.yml", "-i", "/run/plays/inventory", "-e", "network_state=present", "-f", "5", "libvirt_idem.libvirt.hypervisors"];
        var predicted = Run([.. words, "--check", "--diff"]);
        var done = Run([.. words, "--diff"]);
        Assert.Equal(10, Regex.Count(done, @"example\.net +: ok=\d +changed=[12] +unreachable=0 +failed=0"));
        // Where a host has no guests, the reservations' task makes the empty hostsfile; check mode takes that for done by libvirt.
        Assert.Equal(Recap(predicted), Recap(done), StringComparer.Ordinal);
        Assert.Contains("+10.20.1.10 web1 www", done.Replace('\t', ' '), StringComparison.Ordinal);
        Assert.Equal(10, Regex.Count(Run(words), @"example\.net +: ok=\d +changed=0 +unreachable=0 +failed=0"));

        static IEnumerable<string> Recap(string played) => Regex.Matches(played, @"^hv0[12]\.example\.net .*$", RegexOptions.Multiline).Select(line => line.Value);
    }

    private void Install() => World.Shell($"""
        [ -d /run/fresh ] || env HOME=/run/controller ANSIBLE_HOME=/run/controller/.ansible ANSIBLE_COLLECTIONS_PATH=/run/fresh ansible-galaxy collection install --offline -p /run/fresh {World.Repository}/dist/libvirt_idem-libvirt-*.tar.gz
        """);

    private string Run(params string[] words)
    {
        var outcome = controller.Ansible(["env", "ANSIBLE_COLLECTIONS_PATH=/run/fresh", "ansible-playbook", .. words]);
        return outcome.Output + outcome.Error;
    }

    /// <summary>Task by task, the lines of its diff that something would change, each once; without times and what only libvirt chooses (the uuid).
    /// Once: before the network exists it is not known whether it will run, so the diff of the running definition is not shown.</summary>
    private static IEnumerable<string> Changes(string played) =>
        played.Split('\n').Where(line => Regex.IsMatch(line, @"^(TASK|changed|ok|[-+] *[^-+ ])") && !line.Contains("uuid", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
