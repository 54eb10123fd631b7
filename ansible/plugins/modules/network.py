# Copyright (c) 2026 the libvirt-idem authors
# MIT License (see LICENSES/MIT.txt)
# SPDX-License-Identifier: MIT

"""Documentation of the module; the action plugin of the same name does the work."""

DOCUMENTATION = r"""
module: network
short_description: Declare what a libvirt network is
version_added: 1.0.0
description:
  - Brings a libvirt network to the declared state, running and persistent. An option that is not given stays as it is; so do uuid, metadata and reservations.
  - A network that does not exist is created, from I(ipv4), I(ipv6), or I(forward=none).
  - What can change while the network runs does. For the rest C(restart_required) is returned, or the network is restarted, which attaches the guests
    again (I(restart)).
author:
  - the libvirt-idem authors (!UNKNOWN)
extends_documentation_fragment:
  - libvirt_idem.libvirt.common
  - libvirt_idem.libvirt.common.changes
options:
  # options of network (make texts writes them from OptionTable)
  name:
    description: The network; may be left out if I(xml) has it.
    type: str
    aliases: [network]
  state:
    description: "Defined; C(active): also running; C(inactive): stopped; C(absent): removed, with its lines in C(/etc/hosts) (with
      reservations only with I(force))."
    type: str
    choices: [present, active, inactive, absent]
    default: present
  autostart:
    description: Start with libvirt.
    type: bool
  forward:
    description: "How guests reach other networks: C(nat), C(route), C(open), or C(none) (isolated)."
    type: str
    choices: [nat, route, open, none]
  forward_dev:
    description: Forward through this interface only (nat, route). An empty text clears it.
    type: str
  nat_ipv6:
    description: Masquerade IPv6 too (nat).
    type: bool
  nat_ports:
    description: "Source ports of masqueraded connections (nat): C(1024-65535). An empty text clears it."
    type: str
  nat_addresses:
    description: "Masquerade as these IPv4 addresses (nat): C(203.0.113.10-203.0.113.20). An empty text clears it."
    type: str
  ipv4:
    description:
      - "The bridge's address with its prefix, such as C(192.168.122.1/24), or a list of them: all subnets of the family."
      - "C(auto): what the network has, else the first of 192.168.122.0/24, 192.168.123.0/24 and so on that overlaps no other network, route
        or address of the host (a warning names what overlaps 192.168.122.0/24), with a range over its upper half."
    type: list
    elements: str
  ipv6:
    description: The same for IPv6, such as C(2001:db8:1::1/64); without a range guests use SLAAC (a /64).
    type: list
    elements: str
  dhcp_ranges:
    description: "C(192.168.122.2-192.168.122.254), or a list: all ranges of the network; C([]) is none. IPv6 without one is SLAAC, which
      needs a /64."
    type: list
    elements: str
  lease_time:
    description: "Lease time of the ranges: C(30m), C(12h), C(7d), C(infinite); C(default) clears it."
    type: str
  title:
    description: A title for people, one line; needs no restart (libvirt 9.7). An empty text clears it.
    type: str
  description:
    description: A longer text for people; needs no restart (libvirt 9.7). An empty text clears it.
    type: str
  bridge:
    description: Name of the bridge; of a new network by default the first free C(virbrN).
    type: str
  stp:
    description: Spanning tree on the bridge.
    type: bool
  delay:
    description: Seconds before a port of the bridge forwards.
    type: int
  mtu:
    description: MTU of the bridge; C(0) clears it.
    type: int
  mac:
    description: MAC address of the bridge. Put it in quotes.
    type: str
  zone:
    description: Firewalld zone. An empty text clears it.
    type: str
  domain:
    description: DNS domain of the guests. An empty text clears it.
    type: str
  domain_local_only:
    description: Do not forward queries for the domain.
    type: bool
  domain_register:
    description: The host resolves the domain through systemd-resolved. Needs libvirt 10.1; on an older one the error has the two
      C(resolvectl) commands that do it.
    type: bool
  dns_enabled:
    description: The network's dnsmasq answers DNS queries.
    type: bool
  forward_plain_names:
    description: Forward queries for names without a dot.
    type: bool
  local_ptr:
    description: Do not forward reverse queries for the network's addresses; for prefixes of /8, /16, /24, and IPv6 prefixes that are
      multiples of 4.
    type: bool
  dns_hosts:
    description: DNS host entries, the complete list.
    type: list
    elements: dict
    suboptions:
      ip:
        description: The address.
        type: str
        required: true
      names:
        description: Its names.
        type: list
        elements: str
        required: true
  dns_srv:
    description: SRV records, the complete list.
    type: list
    elements: dict
    suboptions:
      service:
        description: The service, such as C(ldap).
        type: str
        required: true
      protocol:
        description: The protocol, such as C(tcp).
        type: str
        required: true
      domain:
        description: The domain that the record is in.
        type: str
      target:
        description: The host that serves.
        type: str
      port:
        description: Its port.
        type: int
      priority:
        description: A lower one is used first.
        type: int
      weight:
        description: Share among those of one priority.
        type: int
  dns_txt:
    description: "TXT records, the complete list; the value is served byte for byte: give it without quotes around it."
    type: list
    elements: dict
    suboptions:
      name:
        description: The name.
        type: str
        required: true
      value:
        description: The text, without quotes around it; dnsmasq serves it byte for byte.
        type: str
        required: true
  dns_forwarders:
    description: Upstream DNS servers, the complete list; each for all names or those of a I(domain); a C(port) needs libvirt 12.
    type: list
    elements: dict
    suboptions:
      addr:
        description: Address of a DNS server.
        type: str
      domain:
        description: Only for names under this domain.
        type: str
      port:
        description: Port of the DNS server; needs libvirt 12.
        type: int
  routes:
    description: Static routes, to networks behind a guest, the complete list.
    type: list
    elements: dict
    suboptions:
      address:
        description: Address of the network.
        type: str
        required: true
      prefix:
        description: Its prefix.
        type: int
        required: true
      gateway:
        description: Address of the guest.
        type: str
        required: true
      metric:
        description: Metric of the route.
        type: int
  tftp_root:
    description: Directory that dnsmasq serves by TFTP. No comma, quote or C(#) after a space, which dnsmasq would not read as part of the
      value. An empty text clears it.
    type: str
  bootp_file:
    description: PXE boot file. No comma, quote or C(#) after a space, which dnsmasq would not read as part of the value. An empty text
      clears it.
    type: str
  bootp_server:
    description: Boot server; it needs a boot file. No comma, quote or C(#) after a space, which dnsmasq would not read as part of the
      value. An empty text clears it.
    type: str
  dnsmasq_options:
    description: Raw dnsmasq options, the complete list (dnsmasq checks them when the network is started or restarted); lines with commas as
      a JSON list; empty clears them. As good as root on the machine.
    type: list
    elements: str
  xml:
    description:
      - "A whole C(<network>) document instead of all these: text that begins with C(<), or the path of a file on the controller. As good as
        root on the target."
      - The file is found as M(ansible.builtin.copy) finds its C(src); with I(remote_src=true), a path on the target.
    type: str
  renumber:
    description:
      - "With a changed I(ipv4) or I(ipv6), what is in the subnet keeps its host part: reservations, their lines in C(/etc/hosts), ranges,
        DNS hosts, routes, and addresses in dnsmasq options."
      - Refused if a host part does not fit.
    type: bool
    default: false
  restart:
    description:
      - "C(dnsmasq): restart dnsmasq alone for what only it reads: domain, forwarders, dnsmasq options, TFTP, PXE, the first IPv6
        reservation; bridge, ports and firewall stay."
      - "C(if_needed): that if it is enough, else restart the network and attach its guests again."
    type: str
    choices: [never, dnsmasq, if_needed]
    default: never
  force:
    description: "Allow changes that lose something: reservations outside a moved subnet or missing in a document, SLAAC (the first IPv6
      range), hosts behind a route that the subnet overlaps."
    type: bool
    default: false
  apply:
    description: With a daemon C(api), or C(quiet) (do not change the running network); without one C(files).
    type: str
    choices: [auto, api, reload, quiet, files]
    default: auto
  # end of options of network
  remote_src:
    description: I(xml) is a file of the target.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: NAT for IPv4, routed IPv6, running, and started with libvirt
  libvirt_idem.libvirt.network:
    name: lab
    state: active
    autostart: true
    forward: nat
    domain: lab.example.net
    ipv4: 10.20.0.1/24
    dhcp_ranges: 10.20.0.100-10.20.0.199
    ipv6: 2001:db8:20::1/64

- name: A document from files/
  libvirt_idem.libvirt.network:
    xml: lab.xml
"""

RETURN = r"""
network:
  description: The network.
  returned: success
  type: str
  sample: lab
msg:
  description: One line that sums the result up, or all errors with their places.
  returned: always
  type: str
  sample: "default: 2 added, 1 updated, 0 removed, 7 unchanged"
summary:
  description: How many parts were added, updated, removed, and found as declared.
  returned: always
  type: dict
  sample: {added: 2, updated: 1, removed: 0, unchanged: 7}
  contains:
    added:
      description: How many were added.
      returned: always
      type: int
    updated:
      description: How many were changed.
      returned: always
      type: int
    removed:
      description: How many were removed.
      returned: always
      type: int
    unchanged:
      description: How many were found as declared.
      returned: always
      type: int
changes:
  description: Each part that changed; in check mode, that would.
  returned: changed
  type: list
  elements: dict
  contains:
    reason:
      description: Why the call did not ask for it, C(rolled_back) for the change of an interrupted run.
      returned: if the call did not ask for it
      type: str
    action:
      description: C(added), C(updated) or C(removed).
      returned: always
      type: str
    what:
      description: The part, such as C(forward), C(subnet), C(range) or C(state).
      returned: always
      type: str
    before:
      description: Its value before.
      returned: if it had one
      type: str
    after:
      description: Its value after.
      returned: if it has one
      type: str
guests:
  description: The ports of guests on the network, if a restart is required or was done.
  returned: if any
  type: list
  elements: dict
  contains:
    interface:
      description: The interface of the host.
      returned: always
      type: str
    guest:
      description: The libvirt domain.
      returned: if it is one's
      type: str
    mac:
      description: The guest's MAC address.
      returned: if known
      type: str
files:
  description: The files that were written; in check mode, those that would be.
  returned: if any
  type: list
  elements: dict
  contains:
    path:
      description: The path, below I(root) where one was given.
      returned: always
      type: str
    role:
      description: C(config), C(status), C(hostsfile), C(etc_hosts), C(hosts_template) or C(autostart).
      returned: always
      type: str
    backup_file:
      description: The copy of the old file.
      returned: with I(backup=true)
      type: str
applied:
  description: How the change got in, C(none), C(files), C(api), C(reload) or C(quiet).
  returned: success
  type: str
  sample: api
effects:
  description: What the change cost. In check mode there is none.
  returned: if the task was not in check mode
  type: dict
  contains:
    files_written:
      description: How many files were written.
      returned: always
      type: int
    dnsmasq_reloads:
      description: How often dnsmasq was signalled to read its files.
      returned: always
      type: int
    dnsmasq_restarts:
      description: How often dnsmasq was restarted alone.
      returned: always
      type: int
    daemon_reloads:
      description: How often the libvirt daemon was signalled to reload.
      returned: always
      type: int
    daemon_starts:
      description: How many daemons that were asleep were started for it.
      returned: always
      type: int
    api_updates:
      description: How many calls changed the running network.
      returned: always
      type: int
    interruptions:
      description: How often a network's firewall rules were rebuilt, which stalls new connections for about 0.3 s each time.
      returned: always
      type: int
    leases_released:
      description: How many leases were given back.
      returned: always
      type: int
restart_required:
  description: Whether the running network, or its dnsmasq, differs until it is restarted.
  returned: success
  type: bool
restart_reasons:
  description: Why a restart is required.
  returned: if I(restart_required) is true
  type: list
  elements: dict
  contains:
    what:
      description: What differs, as a sentence.
      returned: always
      type: str
    needs:
      description: The smallest restart that makes it effective, C(dnsmasq) or C(network).
      returned: always
      type: str
warnings:
  description: What the task did not do, or what will need attention. Ansible shows them.
  returned: if there are any
  type: list
  elements: str
diff:
  description: The texts before and after, of each file or definition.
  returned: in diff mode
  type: list
  elements: dict
  contains:
    before_header:
      description: What the text before is of.
      returned: always
      type: str
    after_header:
      description: What the text after is of.
      returned: always
      type: str
    before:
      description: The text before.
      returned: if not too long
      type: str
    after:
      description: The text after.
      returned: if not too long
      type: str
    src_larger:
      description: The limit that the text after is longer than.
      returned: if it is too long
      type: int
    dst_larger:
      description: The limit that the text before is longer than.
      returned: if it is too long
      type: int
errors:
  description: Every problem; at most the first 100.
  returned: failure
  type: list
  elements: dict
  contains:
    code:
      description: What kind of problem it is, such as C(conflict), C(invalid_value) or C(locked).
      returned: always
      type: str
    msg:
      description: What is wrong, and what to do.
      returned: always
      type: str
    field:
      description: The option.
      returned: if it is about one
      type: str
    value:
      description: Its value.
      returned: if it is about one
      type: str
    index:
      description: The place in the list, from 0.
      returned: for a list
      type: int
    row:
      description: The line of the CSV file, as an editor counts.
      returned: for a CSV file
      type: int
    holder:
      description: The reservation that is in the way.
      returned: for a conflict
      type: dict
      contains:
        mac:
          description: The MAC address, in lower case with colons.
          returned: where it has one
          type: str
        id:
          description: The DUID of an IPv6 client.
          returned: where it has one
          type: str
        name:
          description: The host name.
          returned: where it has one
          type: str
        ip:
          description: The address.
          returned: always
          type: str
        lease_time:
          description: The lease time.
          returned: where it has one
          type: str
        aliases:
          description: More names in C(/etc/hosts).
          returned: where it has one
          type: list
          elements: str
errors_total:
  description: How many problems there are.
  returned: if there are more than 100
  type: int
"""
