using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>With Debian 12's ansible-core.</summary>
public sealed class AnsibleHostile(Controller controller) : HostileTargets(controller), IClassFixture<Controller>;

/// <summary>With the newest.</summary>
public sealed class AnsibleHostileNewest(NewestController controller) : HostileTargets(controller), IClassFixture<NewestController>;

/// <summary>
/// A target that answers what it likes: an sshd that runs one program whatever it is asked for. Nothing it says may run on the controller, add
/// a host or set a variable; what is not libvirt-idem's is refused with the reason.
/// </summary>
public abstract class HostileTargets(Controller controller)
{
    private const string Template = "{{ lookup('pipe', 'touch /run/OWNED') }}";

    private const string Reservation = """
        {"changed": true, "failed": false, "msg": "m", "network": "default", "summary": {"added": 1, "updated": 0, "removed": 0, "unchanged": 0},
         "changes": [{"action": "updated", "network": "default", "mac": "52:54:00:00:00:01", "id": "00:01:02", "name": "web1", "ip": "192.168.122.10",
                      "lease_time": "30m", "aliases": ["www"], "before": {"name": "web2", "ip": "192.168.122.10"}}],
         "files": [{"path": "/etc/hosts", "role": "etc_hosts", "backup_file": "/etc/hosts.1"}], "applied": "api",
         "effects": {"files_written": 1, "dnsmasq_reloads": 1, "dnsmasq_restarts": 0, "daemon_reloads": 0, "daemon_starts": 0, "api_updates": 1, "interruptions": 1, "leases_released": 0},
         "restart_required": true, "restart_reasons": [{"what": "why", "needs": "dnsmasq"}], "warnings": ["w"],
         "diff": [{"before_header": "a", "after_header": "b", "before": "x\n", "after": "y\n"}],
         "errors": [{"code": "conflict", "msg": "e", "field": "ip", "value": "v", "index": 0, "row": 2, "holder": {"name": "db1", "ip": "192.168.122.11"}}]}
        """;

    private const string Network = """
        {"changed": true, "failed": false, "msg": "m", "network": "lab", "summary": {"added": 1, "updated": 0, "removed": 0, "unchanged": 0}, "applied": "files",
         "restart_required": true, "restart_reasons": [{"what": "why", "needs": "dnsmasq"}], "warnings": ["w"], "diff": [{"before_header": "a", "after_header": "b", "before": "x\n", "after": "y\n"}],
         "changes": [{"action": "added", "what": "range", "before": "p", "after": "q"}], "guests": [{"interface": "vnet0", "guest": "g", "mac": "52:54:00:00:00:01"}]}
        """;

    private const string Info = """
        {"changed": false, "failed": false, "msg": "m", "summary": {"added": 0, "updated": 0, "removed": 0, "unchanged": 1}, "warnings": ["w"], "daemon": {"name": "libvirtd", "pid": 1, "state": "running"},
         "networks": [{"name": "lab", "uuid": "21887735-2a06-49ba-98a5-c4045de573b8", "active": true, "autostart": true, "persistent": true, "forward": "nat", "bridge": "virbr0",
                       "domain": "lab.test", "subnets": [{"family": "ipv4", "address": "10.0.0.1", "prefix": 24, "ranges": [{"start": "10.0.0.2", "end": "10.0.0.9"}]}],
                       "reservations": [{"mac": "52:54:00:00:00:01", "name": "web1", "ip": "10.0.0.2", "aliases": ["www"]}],
                       "leases": [{"mac": "52:54:00:00:00:01", "ip": "10.0.0.2", "name": "web1", "expires": "infinite"}],
                       "drift": [{"where": "live", "problem": "missing", "reservation": {"ip": "10.0.0.3"}}], "next_free": "10.0.0.4"}]}
        """;

    private const string Undo = """
        {"changed": true, "failed": false, "msg": "m", "summary": {"added": 1, "updated": 0, "removed": 0, "unchanged": 0}, "warnings": ["w"],
         "changes": [{"action": "removed", "name": "web1", "ip": "192.168.122.10"}, {"action": "removed", "what": "range", "before": "p"}]}
        """;

    private const string Export = """
        {"changed": false, "failed": false, "msg": "m", "network": "default", "summary": {"added": 0, "updated": 0, "removed": 0, "unchanged": 1}, "warnings": ["w"],
         "reservations": [{"mac": "52:54:00:00:00:01", "name": "web1", "ip": "192.168.122.10", "lease_time": "30m", "aliases": ["www"]}]}
        """;

    // Texts that say what they like: a file's content and a domain's name may have braces.
    private static readonly HashSet<string> Free = new(
        ["msg", "warnings", "before_header", "after_header", "before", "after", "path", "backup_file", "field", "value", "what", "guest"], StringComparer.Ordinal);

    private World World => controller.World;

    [Theory]
    [InlineData("reservation", Reservation, "name: web1, ip: 192.168.122.10,")]
    [InlineData("network", Network, "name: lab,")]
    [InlineData("network_info", Info, "network: lab,")]
    [InlineData("undo", Undo, "")]
    public void WhatIsNotTheBinarysIsRefused(string module, string honest, string arguments)
    {
        List<(string Answer, bool IsRefused)> answers = [(honest, false), .. Strange.Select(answer => (answer, true)), .. Foreign(honest), .. Templates(honest), .. WrongTypes(honest)];
        Serve([.. answers.Select(answer => answer.Answer)]);
        var played = controller.Play("evil", $$$"""
                - name: Each answer
                  libvirt_idem.libvirt.{{{module}}}: { {{{arguments}}} root: "/answer{{ item }}" }
                  loop: "{{ range({{{answers.Count}}}) | list }}"
                  register: asked
                  ignore_errors: true
                  diff: true
                - name: What was refused
                  ansible.builtin.assert:
                    that: (item.1 is failed) == (item.0 == 1) and (item.1 is not failed or item.1.msg is search('answer|binaries for'))
                    quiet: true
                    fail_msg: "answer {{ item.1.item }}: {{ item.1.msg }}"
                  loop: "{{ [{{{string.Join(',', answers.Select(answer => answer.IsRefused ? 1 : 0))}}}] | zip(asked.results) | list }}"
                  loop_control: {label: ""}
                - name: Whatever uses the result
                  ansible.builtin.debug:
                    msg: "{{ asked }} {{ asked.results | map(attribute='msg') | join(' ') }} {{ groups.all | length }} hosts, {{ injected | default('no') }} variable"
            """).Output;
        Assert.True(played.Contains("ok=3 ", StringComparison.Ordinal), played);
        Assert.Matches("[^0-9]3 hosts, no variable", played);
        Assert.DoesNotContain("target2", Regex.Match(played, "PLAY RECAP.*", RegexOptions.Singleline).Value, StringComparison.Ordinal);
        Assert.Equal("", World.Shell("ls /run/OWNED 2>/dev/null || true"));
    }

    [Theory]
    [InlineData("reservation", Reservation)]
    [InlineData("network_info", Info)]
    public void NoTerminalObeysATarget(string module, string honest)
    {
        var harmful = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\u2066\rx";
        var answer = JsonNode.Parse(honest)!;
        answer["msg"] = harmful;
        answer["warnings"]![0] = harmful;
        if (answer["diff"]?[0] is { } diff)
        {
            diff["after"] = harmful;
            diff["after_header"] = harmful;
        }
        Serve(answer.ToJsonString(), $"{harmful} is no answer", new JsonObject { [harmful] = 1 }.ToJsonString());
        foreach (var (number, said) in ((string[])["\\x1b]0;owned", "binaries for", "has the key"]).Index())
        {
            var outcome = controller.Ansible("ansible", "evil", "-v", "--diff", "-m", $"libvirt_idem.libvirt.{module}", "-a", $"root=/answer{number}");
            Assert.DoesNotMatch("[\u001b\u0007\u009b\u202e\u2066]|\r(?!\n)", outcome.Output + outcome.Error);
            Assert.Contains(said, outcome.Output.Replace(@"\\", @"\", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AnInventoryTakesInNothingOfARefusedAnswer()
    {
        string[] names = ["-oProxyCommand=touch /run/OWNED", "a b", "localhost", "x.localhost", "all", "ungrouped", "10.0.0.1", "12", "a\nb", "a;b", "\u202eweb", Template];
        string[] addresses = ["127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "-oProxyCommand=x", "fe80::1%x", "192.168.122.10 -o", "web1", Template];
        List<(string Answer, bool IsRefused)> answers = [(Export, false), .. Strange.Select(answer => (answer, true)), .. Foreign(Export), .. Templates(Export), .. WrongTypes(Export)];
        answers.AddRange(names.Select(name => (Changed(Export, "name", name), true)));
        answers.AddRange(addresses.Select(address => (Changed(Export, "ip", address), true)));
        Serve([.. answers.Select(answer => answer.Answer)]);
        World.Shell($$"""
            rm -rf /run/plays/evil
            mkdir /run/plays/evil
            for number in $(seq 0 {{answers.Count - 1}}); do cat >/run/plays/evil/$number.guests.yml <<YAML
            plugin: libvirt_idem.libvirt.guests
            hypervisors: [evil]
            ssh: [/run/evil/answer]
            network: answer$number
            keyed_groups: [{key: libvirt_network, prefix: net}, {key: libvirt_aliases, prefix: alias}]
            groups: {web: libvirt_network == 'default'}
            compose: {libvirt_copy: libvirt_network ~ libvirt_mac}
            strict: true
            YAML
            done
            """);
        var outcome = controller.Ansible("ansible-inventory", "-i", "evil", "--list");
        Assert.Equal(["web1"], outcome.Json["_meta"]!["hostvars"]!.AsObject().Select(host => host.Key), StringComparer.Ordinal);
        Assert.DoesNotContain("touch", outcome.Output, StringComparison.Ordinal);
        // Two cores, two ways to say which file it was.
        var warnings = Regex.Replace(outcome.Error, @"\s+", " ");
        foreach (var (number, (answer, isRefused)) in answers.Index())
            Assert.True(isRefused == Regex.IsMatch(warnings, $"evil/{number}\\.guests\\.yml with auto plugin: evil: (refused|the coll)|plugin 'auto' with source '/run/plays/evil/{number}\\."), answer + outcome.Error);
        Assert.Equal("", World.Shell("ls /run/OWNED 2>/dev/null || true"));
    }

    /// <summary>What is no object, or none that anything can read.</summary>
    private static string[] Strange { get; } = ["", "junk", "[]", "5", "null", "{", "{}", """{"missing": "{{ 1 }}"}""", """{"missing": ["x"]}""", Nested("["), Nested("{\"a\":")];

    private static string Nested(string open) => "{\"changed\": " + string.Concat(Enumerable.Repeat(open, 100_000));

    /// <summary>Keys that mean something to Ansible itself, at the top and inside.</summary>
    private static IEnumerable<(string, bool)> Foreign(string honest)
    {
        string[] keys = [
            """
            "add_host": {"host_name": "target2", "groups": ["all"], "host_vars": {"ansible_connection": "local"}}
            """, """
            "add_group": "injected"
            """, """
            "ansible_facts": {"injected": "yes", "ansible_host": "127.0.0.1"}
            """, """
            "_ansible_notify": ["x"]
            """, """
            "_ansible_delegated_vars": {"ansible_host": "127.0.0.1"}
            """, """
            "ansible_ssh_common_args": "-o ProxyCommand=x"
            """, """
            "results": [{"add_host": {"host_name": "target2"}}]
            """, """
            "invocation": {"module_args": {}}
            """, """
            "exception": "x"
            """, """
            "deprecations": [{"msg": "x", "version": "1"}]
            """];
        foreach (var key in keys)
        {
            yield return ("{" + key + "," + honest.TrimStart()[1..], true);
            yield return (Regex.Replace(honest, @"\[\{", "[{" + key.Replace("$", "$$", StringComparison.Ordinal) + ","), true);
            yield return (Regex.Replace(honest, "\"summary\": \\{", "$0" + key.Replace("$", "$$", StringComparison.Ordinal) + ","), true);
        }
    }

    /// <summary>A template in each text, one at a time.</summary>
    private static IEnumerable<(string, bool)> Templates(string honest) =>
        from place in Places(honest)
        where place.Value is JsonValue value && value.TryGetValue<string>(out _)
        select (Changed(honest, place.Path, Template), !Free.Contains(Key(place.Path)) || IsChoice(place.Path));

    /// <summary>A value of another type in each place.</summary>
    private static IEnumerable<(string, bool)> WrongTypes(string honest) =>
        from place in Places(honest)
        select (Changed(honest, place.Path, place.Value is JsonObject ? JsonNode.Parse("[1]") : JsonNode.Parse("""{"add_host": {"host_name": "target2"}}""")), true);

    private static bool IsChoice(string path) => Key(path) is "role" or "action";

    private static string Key(string path) => Regex.Matches(path, "[a-z_]+")[^1].Value;

    /// <summary>Each value below the top, by its path (`changes[0].ip`).</summary>
    private static IEnumerable<(string Path, JsonNode Value)> Places(string json)
    {
        return Below(JsonNode.Parse(json)!);

        static IEnumerable<(string, JsonNode)> Below(JsonNode node) => node switch
        {
            JsonObject members => members.SelectMany(member => Below(member.Value!).Prepend((member.Value!.GetPath()[2..], member.Value!))),
            JsonArray items => items.SelectMany(item => Below(item!).Prepend((item!.GetPath()[2..], item!))),
            _ => [],
        };
    }

    /// <summary>The answer with another value at a path, or at the last place that has the key.</summary>
    private static string Changed(string honest, string path, JsonNode? value)
    {
        var node = JsonNode.Parse(honest)!;
        var place = Places(honest).Last(each => each.Path == path || Key(each.Path) == path).Path;
        var parent = node;
        foreach (Match step in Regex.Matches(place, @"(?<key>[a-z_]+)|\[(?<index>\d+)\]", RegexOptions.ExplicitCapture))
        {
            var next = step.Groups["key"].Success ? parent[step.Value] : parent[int.Parse(step.Groups["index"].Value, System.Globalization.CultureInfo.InvariantCulture)];
            if (step.Index + step.Length == place.Length)
            {
                next!.ReplaceWith(value);
                break;
            }
            parent = next!;
        }
        return node.ToJsonString();
    }

    /// <summary>Lets the target give these answers, each to a call whose arguments have `answerN`; starts its sshd where there is none yet.</summary>
    private void Serve(params string[] answers)
    {
        World.RunWith(new JsonArray([.. answers.Select(answer => (JsonNode)answer)]).ToJsonString(), "sh", "-c", "cat >/run/answers.json");
        World.Shell("""
            mkdir -p /run/evil
            rm -rf /run/evil/answers /run/OWNED
            mkdir /run/evil/answers
            /usr/bin/python3 -c '
            import json
            for number, answer in enumerate(json.load(open("/run/answers.json"))):
                open(f"/run/evil/answers/{number}", "w", errors="surrogatepass").write(answer)'
            [ ! -e /run/evil/answer ] || exit 0
            cat >/run/evil/answer <<'SH'
            #!/bin/bash
            # Arguments come first; then, where the answer was none, the question what machine this is.
            asked=$(tr -d '\0' | grep -ao 'answer[0-9]*' | head -1)
            [ -z "$asked" ] || echo "${asked#answer}" >/run/evil/asked
            cat "/run/evil/answers/$(</run/evil/asked)"
            SH
            chmod +x /run/evil/answer
            mkdir -p /run/sshd
            /usr/sbin/sshd -f /dev/null -p 2299 -o ListenAddress=127.0.0.1 -o HostKey=/run/ssh/host -o AuthorizedKeysFile=/run/ssh/user.pub -o StrictModes=no -o UsePAM=no \
                -o PermitRootLogin=yes -o PidFile=none -o UseDNS=no -o ForceCommand=/run/evil/answer
            """);
        controller.Know("evil", 2299);
    }
}
