# Copyright (c) 2026 the libvirt-idem authors
# MIT License (see LICENSES/MIT.txt)
# SPDX-License-Identifier: MIT

"""Documentation of the module; the action plugin of the same name does the work."""

DOCUMENTATION = r"""
module: network_info
short_description: Show libvirt networks, reservations, leases and drift
version_added: 1.0.0
description:
  - Answers the networks of a hypervisor with their subnets, ranges, reservations and leases, the next free address, and where definition,
    running network, dnsmasq's files and C(/etc/hosts) differ from each other.
  - Changes nothing.
author:
  - the libvirt-idem authors (!UNKNOWN)
extends_documentation_fragment:
  - libvirt_idem.libvirt.common
options:
  # options of info (make texts writes them from OptionTable)
  network:
    description: The libvirt network; all networks if left out.
    type: str
  # end of options of info
"""

EXAMPLES = r"""
- name: Look
  libvirt_idem.libvirt.network_info:
    network: default
  register: libvirt

- name: Stop where the running network is not what is defined
  ansible.builtin.assert:
    that: libvirt.networks[0].drift | length == 0
"""

RETURN = r"""
msg:
  description: One line that sums the result up, or all errors with their places.
  returned: always
  type: str
  sample: "default: 2 added, 1 updated, 0 removed, 7 unchanged"
summary:
  description: C(unchanged) is how many reservations there are.
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
daemon:
  description: The daemon that owns the networks; null where none runs.
  returned: success
  type: dict
  contains:
    name:
      description: C(libvirtd) or C(virtnetworkd).
      returned: always
      type: str
    pid:
      description: Its process.
      returned: while it runs
      type: int
    state:
      description: C(running), or C(asleep) where its socket starts it at the first connection.
      returned: always
      type: str
networks:
  description: The networks.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Its name.
      returned: always
      type: str
    uuid:
      description: Its UUID.
      returned: where it has one
      type: str
    active:
      description: Whether it runs.
      returned: always
      type: bool
    autostart:
      description: Whether it is started with libvirt.
      returned: always
      type: bool
    persistent:
      description: Whether it has a persistent definition.
      returned: always
      type: bool
    forward:
      description: C(nat), C(route), C(open), C(none) and what else libvirt has.
      returned: always
      type: str
    bridge:
      description: The bridge.
      returned: where it has one
      type: str
    domain:
      description: The DNS domain.
      returned: where it has one
      type: str
    title:
      description: The title.
      returned: where it has one
      type: str
    description:
      description: The description.
      returned: where it has one
      type: str
    mtu:
      description: The bridge's MTU.
      returned: where it is set
      type: int
    domain_local_only:
      description: Names under the domain are never asked for upstream.
      returned: where it is so
      type: bool
    domain_register:
      description: The host resolves the domain through systemd-resolved.
      returned: where it is so
      type: bool
    dns_enabled:
      description: The network's dnsmasq answers DNS queries.
      returned: where it does not
      type: bool
    forward_plain_names:
      description: Queries for names without a dot are forwarded.
      returned: where they are not
      type: bool
    local_ptr:
      description: Reverse queries for the network's addresses are kept from other name servers.
      returned: where it is so
      type: bool
    nat_ports:
      description: The source ports of masqueraded connections.
      returned: where they are set
      type: str
    nat_addresses:
      description: The addresses that connections are masqueraded as.
      returned: where they are set
      type: str
    dns:
      description: Addresses and their names in the network's own DNS, wildcards included.
      returned: where it has some
      type: list
      elements: dict
      contains:
        ip:
          description: The address.
          returned: always
          type: str
        names:
          description: Its names.
          returned: always
          type: list
          elements: str
    dns_srv:
      description: Its SRV records, with the keys of the option of M(libvirt_idem.libvirt.network).
      returned: where it has some
      type: list
      elements: dict
      contains:
        service:
          description: The record's service.
          returned: always
          type: str
        protocol:
          description: The record's protocol.
          returned: always
          type: str
        domain:
          description: The record's domain.
          returned: where it has one
          type: str
        target:
          description: The record's target.
          returned: where it has one
          type: str
        port:
          description: The record's port.
          returned: where it has one
          type: int
        priority:
          description: The record's priority.
          returned: where it has one
          type: int
        weight:
          description: The record's weight.
          returned: where it has one
          type: int
    dns_txt:
      description: Its TXT records.
      returned: where it has some
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          returned: always
          type: str
        value:
          description: The text.
          returned: always
          type: str
    dns_forwarders:
      description: The name servers that dnsmasq asks.
      returned: where it has some
      type: list
      elements: dict
      contains:
        addr:
          description: The address.
          returned: where it has one
          type: str
        domain:
          description: Only for names under this domain.
          returned: where it is so
          type: str
        port:
          description: The port.
          returned: where it is set
          type: int
    routes:
      description: Networks that are reached by a guest.
      returned: where it has some
      type: list
      elements: dict
      contains:
        address:
          description: The network's address.
          returned: always
          type: str
        prefix:
          description: Its prefix.
          returned: always
          type: int
        gateway:
          description: The guest's address.
          returned: always
          type: str
        metric:
          description: The route's metric.
          returned: where it has one
          type: int
    dnsmasq_options:
      description: Lines of its own for dnsmasq's configuration.
      returned: where it has some
      type: list
      elements: str
    next_free:
      description: The address that I(ip=auto) would give next.
      returned: if one is free
      type: str
    subnets:
      description: Its subnets.
      returned: always
      type: list
      elements: dict
      contains:
        family:
          description: C(ipv4) or C(ipv6).
          returned: always
          type: str
        address:
          description: The bridge's address.
          returned: always
          type: str
        prefix:
          description: The prefix.
          returned: always
          type: int
        ranges:
          description: Its DHCP ranges.
          returned: always
          type: list
          elements: dict
          contains:
            start:
              description: The first address.
              returned: always
              type: str
            end:
              description: The last address.
              returned: always
              type: str
            lease_time:
              description: The lease time of the range.
              returned: where it has one
              type: str
    reservations:
      description: What is reserved.
      returned: always
      type: list
      elements: dict
      contains:
        network:
          description: The network.
          returned: if there are several
          type: str
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
    leases:
      description: What guests hold.
      returned: always
      type: list
      elements: dict
      contains:
        mac:
          description: The MAC address.
          returned: where it has one
          type: str
        id:
          description: The client's identifier.
          returned: where it has one
          type: str
        ip:
          description: The address.
          returned: always
          type: str
        name:
          description: The name that the guest sent.
          returned: where it has one
          type: str
        expires:
          description: The time in UTC (RFC 3339), or C(infinite).
          returned: always
          type: str
    drift:
      description: Where definition, running network, dnsmasq's files and C(/etc/hosts) differ.
      returned: always
      type: list
      elements: dict
      contains:
        where:
          description: C(live), C(config), C(hostsfile), C(etc_hosts), C(dnsmasq_conf) or C(guests).
          returned: always
          type: str
        problem:
          description: C(missing), C(extra), C(differs), C(dead), C(lease_limit) or C(no_guest), a notice that no libvirt domain has the MAC.
          returned: always
          type: str
        reservation:
          description: The reservation that differs.
          returned: if it is about one
          type: dict
          contains:
            network:
              description: The network.
              returned: if there are several
              type: str
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
warnings:
  description: What the task did not do, or what will need attention. Ansible shows them.
  returned: if there are any
  type: list
  elements: str
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
