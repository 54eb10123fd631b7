using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>With Debian 12's ansible-core, the oldest that is supported.</summary>
public sealed class AnsibleLive(Controller controller) : AnsiblePlays(controller), IClassFixture<Controller>;

/// <summary>With the newest.</summary>
public sealed class AnsibleLiveNewest(NewestController controller) : AnsiblePlays(controller), IClassFixture<NewestController>;

/// <summary>The collection under real Ansible, on a libvirtd: locally, and over ssh where there is no Python.</summary>
public abstract class AnsiblePlays(Controller controller)
{
    private const string Cache = "/var/cache/libvirt-idem";

    private World World => controller.World;

    [Theory]
    [InlineData("here", 40)]
    [InlineData("hv", 50)]
    public void CheckShowsWhatTheRunThenDoesAndTheSecondRunChangesNothing(string host, int first)
    {
        var arguments = $$"""{"reservations": [{"mac": "52:54:00:a0:00:{{first}}", "ip": "192.168.122.{{first}}", "name": "{{host}}1", "aliases": ["{{host}}a"]}, {"mac": "52:54:00:a0:01:{{first}}", "ip": "192.168.122.{{first + 1}}"}]}""";
        var before = World.Shell("cat /etc/hosts") + World.Definition("default", live: true);
        var shown = Reservation("--check", "--diff");
        Assert.Equal(before, World.Shell("cat /etc/hosts") + World.Definition("default", live: true));
        var done = Reservation("--diff");
        Assert.Contains($"+192.168.122.{first} {host}1 {host}a", shown.Replace('\t', ' '), StringComparison.Ordinal);
        Assert.Equal(DiffAndChanges(shown), DiffAndChanges(done));
        Assert.Contains($"name='{host}1'", World.Definition("default", live: true), StringComparison.Ordinal);
        Assert.Contains("SUCCESS", Reservation("--diff"), StringComparison.Ordinal);

        string Reservation(params string[] words) => controller.Ansible(["ansible", host, "-m", "libvirt_idem.libvirt.reservation", "-a", arguments, .. words]).Output;

        // The times in diff's headers and what only a run can know are not part of the promise.
        static string DiffAndChanges(string output) =>
            output[..output.IndexOf(" => {", StringComparison.Ordinal)] + Regex.Match(output, "\"changes\": \\[.*?\n    \\]", RegexOptions.Singleline).Value;
    }

    [Fact]
    public void WhatTheUserGotWrongIsSaidInOneMessage()
    {
        World.Shell("printf 'mac,ip\\nzz,192.168.122.60\\n52:54:00:a0:00:60,10.1.1.1\\n' >/run/plays/files/wrong.csv");
        var rows = controller.Task("hv", "reservation", "csv=wrong.csv");
        Assert.Equal("2 problems: row 2: mac=zz is not a MAC address, such as 52:54:00:12:34:56; "
            + "row 3: 10.1.1.1 is in no subnet of network default; its subnets: 192.168.122.1/24", rows["msg"]!.GetValue<string>());
        Says("unsupported parameters: ipp. Supported", """{"ipp": "192.168.122.60"}""");
        Says("unsupported parameters: reservations.macc.", """{"reservations": [{"macc": "52:54:00:a0:00:60"}]}""");
        Says("[1]: 10.1.1.1 is in no subnet", """{"reservations": [{"name": "one60", "ip": "192.168.122.60"}, {"name": "two60", "ip": "10.1.1.1"}]}""");
        Says("root=image is not an absolute path", "name=one60 ip=192.168.122.60 root=image");
        Says("csv=wrong.csv is not an absolute path", "csv=wrong.csv remote_src=true");
        Says("csv and reservations are both given", """{"csv": "wrong.csv", "reservations": []}""");
        Says("async is not supported", "name=one60 ip=192.168.122.60", "-B", "10");
        var unquoted = controller.Play("hv", "    - libvirt_idem.libvirt.reservation: {reservations: [{mac: 52:54:00:12:34:56, ip: 192.168.122.60}]}").Output;
        Assert.Contains("reservations[0]: mac is the number 41135085296", unquoted, StringComparison.Ordinal);
        Assert.DoesNotContain("exception", unquoted, StringComparison.OrdinalIgnoreCase);

        void Says(string expected, string arguments, params string[] words) =>
            Assert.Contains(expected, controller.Task("hv", "reservation", arguments, words)["msg"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void FilesComeFromTheControllerOrFromTheTarget()
    {
        World.Shell("printf 'mac,ip,name\\n52:54:00:a0:00:61,192.168.122.61,here61\\n' >/run/plays/files/guests.csv; sed s/61/62/g /run/plays/files/guests.csv >/run/there.csv");
        Assert.True(controller.Task("hv", "reservation", "csv=guests.csv")["changed"]!.GetValue<bool>());
        Assert.False(controller.Task("hv", "reservation", "csv=guests.csv")["changed"]!.GetValue<bool>());
        Assert.True(controller.Task("hv", "reservation", "csv=/run/there.csv remote_src=true")["changed"]!.GetValue<bool>());
        Assert.Contains("here62", World.Shell("cat /etc/hosts"), StringComparison.Ordinal);
    }

    [Fact]
    public void TextsThatTemplatesMakeArriveAsWhatTheyMean()
    {
        var played = controller.Play("hv", """
                - libvirt_idem.libvirt.reservation:
                    name: tpl63
                    ip: "{{ '192.168.122.' ~ last }}"
                    aliases: "{{ ['tpl63a', 'tpl63b'] | join(',') }}"
                    etc_hosts: "{{ wanted }}"
                    lease_time: "{{ omit }}"
                  vars: {last: 63, wanted: "yes"}
                - libvirt_idem.libvirt.reservation: {name: tpl63, state: absent}
                  delegate_to: here
                  no_log: true
                - libvirt_idem.libvirt.reservation: {name: tpl63, state: absent}
                  check_mode: true
            """, "-v").Output;
        Assert.Contains("\"aliases\": [\"tpl63a\", \"tpl63b\"]", played, StringComparison.Ordinal);
        Assert.Contains("ok=3    changed=2", played, StringComparison.Ordinal);
        Assert.Contains("censored", played, StringComparison.Ordinal);
    }

    /// <summary>With no_log nothing of the arguments is in the output, at any verbosity, done or failed; the tool's own folder never has them.</summary>
    [Fact]
    public void SecretsStayWhereTheyBelong()
    {
        World.Shell("""
            printf 'mac,ip,name\n52:54:00:a0:00:99,192.168.122.99,sesame99\n' >/run/plays/files/vaulted.csv
            echo password >/run/plays/password
            echo sesame >/run/plays/secret
            """);
        Assert.Equal(0, controller.Ansible("ansible-vault", "encrypt", "--vault-password-file", "password", "files/vaulted.csv").ExitCode);
        Assert.DoesNotContain("sesame", World.Shell("cat /run/plays/files/vaulted.csv"), StringComparison.Ordinal);
        var outcome = controller.Play("hv", """
                - libvirt_idem.libvirt.network: {name: secrets, bridge: vbsec, ipv4: 10.95.0.1/24, dns_txt: [{name: token, value: "{{ secret }} 2"}]}
                  no_log: true
                - libvirt_idem.libvirt.reservation: {network: secrets, name: a, ip: 10.9.9.9, lease_time: "{{ secret }}"}
                  no_log: true
                  ignore_errors: true
                  register: refused
                - assert: {that: "refused.errors[0].msg is search(secret)", quiet: true}
                  no_log: true
                - libvirt_idem.libvirt.reservation: {csv: vaulted.csv}
                  no_log: true
            """, "-vvvv", "--diff", "--vault-password-file", "password", "-e", "{secret: \"{{ lookup('file', '/run/plays/secret') }}\"}");
        Assert.True(outcome.Output.Contains("ok=4    changed=2", StringComparison.Ordinal), outcome.Output);
        Assert.DoesNotContain("sesame", outcome.Output + outcome.Error, StringComparison.Ordinal);
        Assert.Contains("sesame 2", World.Definition("secrets", live: false), StringComparison.Ordinal);
        Assert.Contains("sesame99", World.Shell("cat /etc/hosts"), StringComparison.Ordinal);
        // The record of a change holds the definition, to revert it, and root alone can read it, as with libvirt's own file.
        Assert.Equal("", World.Shell("find /var/lib/libvirt-idem -type f -perm /077; grep -rl sesame /run/controller || true"));
    }

    [Theory]
    [InlineData(": >{0}")]
    [InlineData("echo junk >{0}")]
    [InlineData("truncate -s 100000 {0}")]
    [InlineData("chmod -x {0}")]
    public void AMissingOrBrokenBinaryIsReplacedOnce(string damage)
    {
        controller.Task("here", "reservation", "name=cached ip=192.168.122.64");
        var file = World.Shell($"echo {Cache}/libvirt-idem-*").Trim();
        World.Shell(string.Format(CultureInfo.InvariantCulture, damage, file));
        var outcome = controller.Ansible("ansible", "hv", "-vv", "-m", "libvirt_idem.libvirt.reservation", "-a", "name=cached ip=192.168.122.64");
        Assert.True(outcome.Output.Contains("SUCCESS", StringComparison.Ordinal), outcome.Output);
        Assert.Single(Regex.Matches(outcome.Output, "sending libvirt-idem"));
        Assert.Equal(file, World.Shell($"echo {Cache}/* {Cache}/.new*").Replace($" {Cache}/.new*", "", StringComparison.Ordinal).Trim());
        Assert.Equal(World.Shell($"sha256sum <{World.Tool}"), World.Shell($"sha256sum <{file}"));
    }

    [Fact]
    public void AFolderThatOthersCanWriteToIsNotUsed()
    {
        // Another user's folder; then root's, which others can write to.
        World.Shell($"mkdir -p {Cache}; cp {World.Tool} /run/kept; mount -t tmpfs -o mode=777 tmpfs {Cache}; cp {World.Tool} {Cache}/libvirt-idem-$(sha256sum <{World.Tool} | cut -c-16)");
        try
        {
            foreach (var (owner, mode) in new[] { ("nobody", "700"), ("root", "777"), ("root", "770") })
            {
                World.Shell($"chown {owner} {Cache}; chmod {mode} {Cache}; rm -rf /run/controller/.cache/libvirt-idem");
                var outcome = controller.Ansible("ansible", "here", "-vv", "-m", "libvirt_idem.libvirt.reservation", "-a", "name=cached ip=192.168.122.65");
                Assert.Contains("sending libvirt-idem", outcome.Output, StringComparison.Ordinal);
                World.Shell("ls /run/controller/.cache/libvirt-idem/libvirt-idem-*");
            }
        }
        finally
        {
            World.Shell($"umount {Cache}");
        }
    }

    [Fact]
    public void WhereNothingCanBeRunAnotherFolderServesOrTheMessageSaysWhy()
    {
        World.Shell($"mkdir -p {Cache}; mount -t tmpfs -o noexec,mode=700 tmpfs {Cache}; cp {World.Tool} {Cache}/libvirt-idem-$(sha256sum <{World.Tool} | cut -c-16)");
        try
        {
            World.Shell("rm -rf /run/controller/.cache/libvirt-idem");
            Assert.True(controller.Task("here", "reservation", "name=noexec ip=192.168.122.66")["changed"]!.GetValue<bool>());
            World.Shell("mount -t tmpfs -o noexec,mode=700 tmpfs /run/controller/.cache/libvirt-idem");
            var message = controller.Task("here", "reservation", "name=noexec ip=192.168.122.66")["msg"]!.GetValue<string>();
            World.Shell("umount /run/controller/.cache/libvirt-idem");
            Assert.Contains($"libvirt-idem cannot be kept on the target: nothing can be run in {Cache}; nothing can be run in /run/controller/.cache/libvirt-idem;", message, StringComparison.Ordinal);
        }
        finally
        {
            World.Shell($"umount {Cache}");
        }
    }

    [Fact]
    public void AnInstalledBinaryOfTheRightVersionServes()
    {
        World.Shell($"mkdir -p /run/path; ln -sf {World.Tool} /run/path/libvirt-idem; mount -t tmpfs -o mode=700 tmpfs {Cache}; rm -rf /run/controller/.cache/libvirt-idem");
        try
        {
            var outcome = controller.Ansible("env", $"PATH=/run/path:{controller.ProgramPath}", "ansible", "here", "-vv", "-m", "libvirt_idem.libvirt.reservation", "-a", "name=installed ip=192.168.122.67");
            Assert.Contains("\"name\": \"installed\"", outcome.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("sending", outcome.Output, StringComparison.Ordinal);
        }
        finally
        {
            World.Shell($"umount {Cache}");
        }
    }

    [Fact]
    public void ConnectionsWithoutStandardInputAreServed()
    {
        World.Shell($$"""
            mkdir -p /run/plays/connection_plugins
            ssh={{controller.AnsibleRoot}}/usr/lib/python3/dist-packages/ansible/plugins/connection/ssh.py
            sed "s/has_pipelining = True/has_pipelining = False/; s/transport = 'ssh'/transport = 'mute'/" "$ssh" >/run/plays/connection_plugins/mute.py
            grep -q 'has_pipelining = False' /run/plays/connection_plugins/mute.py
            rm -rf {{Cache}}/*
            """);
        var outcome = controller.Play("hv", """
                - libvirt_idem.libvirt.reservation: {name: mute, ip: 192.168.122.68}
                - libvirt_idem.libvirt.reservation: {name: mute, ip: 192.168.122.68}
            """, "-c", "mute");
        Assert.True(outcome.Output.Contains("ok=2    changed=1", StringComparison.Ordinal), outcome.Output);
        Assert.Equal("", controller.Ansible("ansible", "hv", "-o", "-m", "raw", "-a", "find ~/.ansible/tmp -mindepth 1 1>&2; exit 0").Error);
    }

    [Fact]
    public void AnotherUserBecomesRootOrStaysItself()
    {
        World.Shell("""
            useradd -m -d /run/bob -p "*" bob
            echo 'bob ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/bob
            chmod 440 /etc/sudoers.d/bob
            mkdir -p /run/bob/image/etc/libvirt/qemu/networks
            virsh net-dumpxml --inactive default >/run/bob/image/etc/libvirt/qemu/networks/default.xml
            chown -R bob: /run/bob
            """);
        var root = controller.Task("hv", "reservation", "name=viabob ip=192.168.122.69", "-b", "-e", "ansible_user=bob");
        Assert.True(root["changed"]!.GetValue<bool>(), root.ToJsonString());
        var own = controller.Task("hv", "reservation", "name=viabob ip=192.168.122.70 on_conflict=replace root=/run/bob/image", "-e", "ansible_user=bob");
        Assert.True(own["changed"]!.GetValue<bool>(), own.ToJsonString());
        Assert.Matches("^bob 700 bob 700\\s*$", World.Shell("cd /run/bob/.cache/libvirt-idem; echo $(stat -c '%U %a' . libvirt-idem-*)"));
        var unprivileged = controller.Task("hv", "reservation", "name=viabob ip=192.168.122.70 root=/run/bob/image", "-b", "--become-user", "bob");
        Assert.False(unprivileged["changed"]!.GetValue<bool>(), unprivileged.ToJsonString());
    }

    [Fact]
    public void ANetworkIsDeclaredByOptionsOrByADocumentHereOrThere()
    {
        const string xml = "<network><name>document</name><forward mode='nat'/><bridge name='vbdoc'/><ip address='10.91.0.1' prefix='24'/></network>";
        World.Shell($"echo \"{xml}\" | tee /run/plays/files/document.xml >/run/document.xml");
        const string tasks = """
                - libvirt_idem.libvirt.network:
                    {name: lab, state: active, forward: nat, bridge: vblab, ipv4: 10.92.0.1/24, dhcp_ranges: [10.92.0.100-10.92.0.199], dns_hosts: [{ip: 10.92.0.1, names: [gw, gateway]}]}
                - libvirt_idem.libvirt.network: {xml: document.xml}
                - libvirt_idem.libvirt.network: {xml: /run/document.xml, remote_src: true, state: active}
                - libvirt_idem.libvirt.network: {xml: "{{ lookup('file', 'document.xml') }}", state: active}
            """;
        Assert.Contains("ok=4    changed=3", controller.Play("hv", tasks).Output, StringComparison.Ordinal);
        Assert.Contains("ok=4    changed=0", controller.Play("hv", tasks).Output, StringComparison.Ordinal);
        Assert.Contains("<hostname>gateway</hostname>", World.Definition("lab", live: true), StringComparison.Ordinal);
        Assert.Contains("no.xml", controller.Task("hv", "network", "xml=/run/no.xml remote_src=true")["msg"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheGroupsDefaultsNameTheNetworkOnce()
    {
        World.RunWith("""
            - hosts: hv
              gather_facts: false
              module_defaults:
                group/libvirt_idem.libvirt.all: {network: group}
              tasks:
                - libvirt_idem.libvirt.network: {state: active, bridge: vbgroup, ipv4: 10.93.0.1/24}
                - libvirt_idem.libvirt.reservation: {name: group1, ip: 10.93.0.10}
                - libvirt_idem.libvirt.network_info:
                  register: info
                - assert: {that: "info.networks | length == 1 and info.networks[0].reservations[0].name == 'group1' and info.warnings | default([]) | length == 0"}
                - libvirt_idem.libvirt.network: {name: other, bridge: vbother, ipv4: 10.94.0.1/24}
                  environment: {LIBVIRT_DEFAULT_URI: "test:///default"}
                  register: other
                - assert: {that: "other.network == 'other' and other.warnings[-1] is search('environment has no effect')"}
                - libvirt_idem.libvirt.undo:
            """, "tee", "/run/plays/group.yml");
        var played = controller.Ansible("ansible-playbook", "group.yml");
        Assert.True(played.Output.Contains("ok=7    changed=4 ", StringComparison.Ordinal), played.Output + played.Error);
        Assert.Contains("environment has no effect", Regex.Replace(played.Output + played.Error, @"\s+", " "), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsThereIsAnsweredInAnyMode()
    {
        controller.Task("here", "reservation", "name=info97 ip=192.168.122.97");
        var info = controller.Task("hv", "network_info", "network=default", "--check", "--diff");
        Assert.False(info["changed"]!.GetValue<bool>(), info.ToJsonString());
        Assert.Contains(info["networks"]![0]!["reservations"]!.AsArray(), row => row!["name"]?.GetValue<string>() == "info97");
        Assert.NotEqual(0, info["daemon"]!["pid"]!.GetValue<int>());
    }

    [Fact]
    public void TwoThousandReservationsAreOneTask()
    {
        World.Network("large", "<ip address='10.90.0.1' netmask='255.255.0.0'><dhcp><range start='10.90.0.2' end='10.90.255.254'/></dhcp></ip>");
        var tasks = """
                - libvirt_idem.libvirt.reservation: {network: large, reservations: "{{ guests }}", purge: true, max_removals: 0}
                  vars:
                    guests: "{{ lookup('file', '/run/plays/guests.json') | from_json }}"
            """;
        World.RunWith(new JsonArray([.. Enumerable.Range(256, 2000).Select(number => (JsonNode)new JsonObject
        {
            ["mac"] = $"52:54:00:90:{number >> 8:x2}:{number & 255:x2}",
            ["ip"] = $"10.90.{number >> 8}.{number & 255}",
            ["name"] = $"large{number}",
        })]).ToJsonString(), "tee", "/run/plays/guests.json");
        // The binary is sent once, and a reload waits for what libvirt has just begun: neither is this task's.
        controller.Task("hv", "network_info", "network=large");
        World.Shell("sleep 2");
        var clock = Stopwatch.StartNew();
        controller.Play("hv", "    - raw: /bin/true");
        var empty = clock.Elapsed.TotalSeconds;
        clock.Restart();
        var played = controller.Play("hv", tasks);
        TestContext.Current.TestOutputHelper?.WriteLine($"2,000 reservations in a play over ssh: {clock.Elapsed.TotalSeconds:F2} s; the same play with raw: /bin/true: {empty:F2} s");
        Assert.True(played.Output.Contains("ok=1    changed=1", StringComparison.Ordinal), played.Output);
        Assert.Equal("2000\n", World.Shell("virsh net-dumpxml large | grep -c '<host '"));
        Assert.Contains("ok=1    changed=0", controller.Play("hv", tasks).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyTargetsGetTheBinaryOnceEach()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("LIBVIRT_IDEM_TARGETS") ?? "20", CultureInfo.InvariantCulture);
        var targets = Enumerable.Range(0, count).Select(number => ($"many{number}", 2300 + number)).ToList();
        controller.StartTargets(targets, alone: true);
        const string task = """
                - libvirt_idem.libvirt.reservation:
                    reservations: [{mac: "52:54:00:a0:00:80", ip: 192.168.122.80, name: guest80}, {mac: "52:54:00:a0:00:81", ip: 192.168.122.81, name: "{{ inventory_hostname }}"}]
            """;
        var clock = Stopwatch.StartNew();
        var first = controller.Play("many*", task, "-f", "10", "-vv").Output;
        var took = clock.Elapsed.TotalSeconds;
        var there = There();
        clock.Restart();
        var second = controller.Play("many*", task, "-f", "10", "-vv").Output;
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} targets with forks=10: {took:F1} s, then {clock.Elapsed.TotalSeconds:F1} s");
        Assert.Equal(count, Regex.Count(first, "sending libvirt-idem"));
        Assert.Equal(count, Regex.Count(first, "ok=1    changed=1    unreachable=0    failed=0"));
        Assert.Equal(0, Regex.Count(second, "sending libvirt-idem"));
        Assert.Equal(count, Regex.Count(second, "ok=1    changed=0    unreachable=0    failed=0"));
        Assert.Equal(there, There());
        for (var number = 0; number < count; number++)
            Assert.Contains($"many{number}: 2 1 ", there, StringComparison.Ordinal);

        // The target's own files, seen through its sshd: the lines that were wanted, and what is in the cache.
        string There() => string.Concat(targets.Select(target => World.Shell($"""
            root=/proc/$(pgrep -o -f '^sshd: .* -p {target.Item2} ')/root
            echo {target.Item1}: $(grep -c -e '^192.168.122.80[[:blank:]]guest80$' -e '^192.168.122.81[[:blank:]]{target.Item1}$' $root/etc/hosts) \
                $(ls $root{Cache} | wc -l) $(stat -c %i.%Y $root{Cache}/* $root/etc/hosts)
            """)));
    }

    [Fact]
    public void TheBinaryAloneIsAModuleToo()
    {
        World.Shell($"mkdir -p /run/plays/library; cp {World.Tool} /run/plays/library/libvirt_idem");
        const string task = "    - libvirt_idem: {name: modular, ip: 192.168.122.90}";
        Assert.Contains("ok=1    changed=1", controller.Play("hv", task, "--check").Output, StringComparison.Ordinal);
        Assert.Contains("ok=1    changed=1", controller.Play("hv", task).Output, StringComparison.Ordinal);
        Assert.Contains("ok=1    changed=0", controller.Play("hv", task).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void GuestsAreAnInventory()
    {
        controller.Task("here", "reservation", """{"reservations": [{"mac": "52:54:00:a0:00:95", "ip": "192.168.122.95", "name": "ours95"}, {"mac": "52:54:00:a0:00:96", "ip": "192.168.122.96"}]}""");
        World.Shell("""
            cat >/run/plays/lab.guests.yml <<'YAML'
            plugin: libvirt_idem.libvirt.guests
            hypervisors: [localhost, root@127.0.0.1]
            ssh: [ssh, -p, "2201", -i, /run/ssh/user, -o, UserKnownHostsFile=/dev/null, -o, StrictHostKeyChecking=no, -o, LogLevel=ERROR]
            network: default
            sources: [config, leases]
            keyed_groups: [{key: libvirt_hypervisor, prefix: hv}]
            groups: {web: inventory_hostname.startswith('ours')}
            compose: {ansible_port: 22 + 2000}
            cache: true
            cache_plugin: ansible.builtin.jsonfile
            cache_connection: /run/controller/cached
            YAML
            """);
        var inventory = List();
        var web = inventory["_meta"]!["hostvars"]!["ours95"]!;
        Assert.Equal("192.168.122.95", Text(web["ansible_host"]!));
        Assert.Equal("2022", Text(web["ansible_port"]!));
        Assert.Equal("52:54:00:a0:00:95", Text(web["libvirt_mac"]!));
        Assert.NotNull(inventory["_meta"]!["hostvars"]!["192.168.122.96"]);
        Assert.Equal("root@127.0.0.1", inventory["_meta"]!["hostvars"]!["ours95@127.0.0.1"]!["libvirt_hypervisor"]!.GetValue<string>());
        Assert.Equal(["ours95", "ours95@127.0.0.1"], inventory["web"]!["hosts"]!.AsArray().Select(host => host!.GetValue<string>()), StringComparer.Ordinal);
        Assert.Contains(inventory["hv_localhost"]!["hosts"]!.AsArray(), host => host!.GetValue<string>() == "ours95");
        controller.Task("here", "reservation", "mac=52:54:00:a0:00:95 state=absent");
        Assert.NotNull(List()["_meta"]!["hostvars"]!["ours95"]);
        World.Shell("rm -r /run/controller/cached");
        Assert.Null(List()["_meta"]!["hostvars"]!["ours95"]);

        // Newer cores print what is never a template so.
        static string Text(JsonNode variable) => (variable is JsonObject ? variable["__ansible_unsafe"]! : variable).ToString();

        JsonNode List() => controller.Ansible("ansible-inventory", "-i", "lab.guests.yml", "--list").Json;
    }

    [Fact]
    public void TheArchiveInstallsOfflineAndItsPlaybookRuns()
    {
        World.Shell("rm -rf /run/installed");
        var archive = World.Shell($"ls {World.Repository}/dist/libvirt_idem-libvirt-*.tar.gz").Trim();
        Assert.Equal(0, Installed("ansible-galaxy", "collection", "install", "--offline", "-p", "/run/installed", archive).ExitCode);
        var played = Example();
        Assert.True(played.Contains("ok=1    changed=1", StringComparison.Ordinal), played);
        Assert.Contains("ok=1    changed=0", Example(), StringComparison.Ordinal);

        string Example() => Installed("ansible-playbook", "-i", "localhost,", "-c", "local", "libvirt_idem.libvirt.guests").Output;

        Outcome Installed(params string[] words) => controller.Ansible(["env", "ANSIBLE_COLLECTIONS_PATH=/run/installed", .. words]);
    }
}
