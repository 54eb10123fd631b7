# Copyright (c) 2026 the libvirt-idem authors
# MIT License (see LICENSES/MIT.txt)
# SPDX-License-Identifier: MIT

"""Documentation of the module; the action plugin of the same name does the work."""

DOCUMENTATION = r"""
module: reservation
short_description: Give libvirt guests fixed addresses and names
version_added: 1.0.0
description:
  - Brings the DHCP reservations of a libvirt network to the declared state, in its persistent and live definition, in dnsmasq's hostsfile and in
    C(/etc/hosts), with libvirt running, with it stopped, or on a mounted image.
  - A list is planned as a whole. Two guests may swap addresses, and a removed one's address may be given on. All of it happens, or none.
  - An option that is not given stays as it is. A second run with the same arguments writes nothing and signals no process.
  - Pass a list, or a CSV file, rather than a loop. A task costs the same for one guest and for a thousand.
author:
  - the libvirt-idem authors (!UNKNOWN)
extends_documentation_fragment:
  - libvirt_idem.libvirt.common
  - libvirt_idem.libvirt.common.changes
options:
  # options of reservation (make texts writes them from OptionTable)
  network:
    description: The libvirt network.
    type: str
    default: default
  state:
    description:
      - C(absent) removes the reservation that matches all given of I(mac), I(id), I(name) and I(ip).
      - With it I(lease_time), I(aliases), I(dns=true), I(ip=auto) and I(mac=auto) are ignored, so that a list can switch its state.
    type: str
    choices: [present, absent]
    default: present
  mac:
    description:
      - "The client, on IPv4, and on IPv6 in place of I(id); any common notation. Put it in quotes: YAML reads digits between colons as a
        number."
      - C(auto), with I(name), is the MAC of the name's reservation, else one made of network and name, the same on every run and host.
    type: str
  id:
    description: "The client, on IPv6: the guest's DUID in hex. Put it in quotes."
    type: str
  name:
    description: Host name (RFC 1123); identifies the client if neither I(mac) nor I(id) is given. An empty text clears it.
    type: str
  ip:
    description:
      - The address; it selects the subnet.
      - "C(auto): the address that the guest has, reserved or leased, else the lowest free one, outside the ranges if one is left."
    type: str
  guest:
    description: "A libvirt domain: its MAC on this network, and its name if I(name) is left out."
    type: str
  lease_time:
    description: C(30m), C(12h), C(7d), C(infinite); C(default) clears it.
    type: str
  aliases:
    description: More names for /etc/hosts. An empty list clears them.
    type: list
    elements: str
  dns:
    description:
      - "C(true): name and aliases also in the network's own DNS, so that guests resolve them without /etc/hosts and before there is a
        lease; other names of the address stay."
      - "Left out: a reservation whose name is there at its address keeps it so, where it is moved, renamed, swapped or removed; C(false):
        its names there are left alone."
      - With a list or a file it is the default of each item or row.
    type: bool
  reservations:
    description: Many at once; excludes the options of a single one, and I(csv).
    type: list
    elements: dict
    suboptions:
      state:
        description:
          - C(absent) removes the reservation that matches all given of I(mac), I(id), I(name) and I(ip).
          - With it I(lease_time), I(aliases), I(dns=true), I(ip=auto) and I(mac=auto) are ignored, so that a list can switch its state.
        type: str
        choices: [present, absent]
        default: present
      mac:
        description:
          - "The client, on IPv4, and on IPv6 in place of I(id); any common notation. Put it in quotes: YAML reads digits between colons as
            a number."
          - C(auto), with I(name), is the MAC of the name's reservation, else one made of network and name, the same on every run and host.
        type: str
      id:
        description: "The client, on IPv6: the guest's DUID in hex. Put it in quotes."
        type: str
      name:
        description: Host name (RFC 1123); identifies the client if neither I(mac) nor I(id) is given. An empty text clears it.
        type: str
      ip:
        description:
          - The address; it selects the subnet.
          - "C(auto): the address that the guest has, reserved or leased, else the lowest free one, outside the ranges if one is left."
        type: str
      guest:
        description: "A libvirt domain: its MAC on this network, and its name if I(name) is left out."
        type: str
      lease_time:
        description: C(30m), C(12h), C(7d), C(infinite); C(default) clears it.
        type: str
      aliases:
        description: More names for /etc/hosts. An empty list clears them.
        type: list
        elements: str
      dns:
        description:
          - "C(true): name and aliases also in the network's own DNS, so that guests resolve them without /etc/hosts and before there is a
            lease; other names of the address stay."
          - "Left out: a reservation whose name is there at its address keeps it so, where it is moved, renamed, swapped or removed;
            C(false): its names there are left alone."
          - With a list or a file it is the default of each item or row.
        type: bool
  csv:
    description:
      - Many at once, from a CSV file on the controller, found as M(ansible.builtin.copy) finds its C(src); a vault is decrypted.
      - With I(remote_src=true), an absolute path on the target.
      - Its first row has the column names; a column C(network) makes it one change over several networks; errors name the row.
    type: str
  format:
    description: "The format of the file, detected by default: C(csv), C(json), C(hosts) and C(dnsmasq) as C(export) writes them, or
      C(network), a C(<network>) document."
    type: str
    choices: [csv, json, hosts, dnsmasq, network]
  purge:
    description:
      - Also remove all reservations of the network that are not in the call, and lines of its block in C(/etc/hosts) without a reservation.
      - With an empty list it is refused unless I(max_removals) is given.
    type: bool
    default: false
  prune:
    description:
      - Also remove all reservations by MAC whose MAC no libvirt domain has, defined or running.
      - Without any domain it is refused unless I(max_removals) is given.
    type: bool
    default: false
  within:
    description:
      - "The only addresses that the call may assign, allocate, purge or prune: a list of C(192.168.122.32/27) or
        C(192.168.122.100-192.168.122.120)."
      - Reservations outside are neither changed nor counted, so that several playbooks can share a network.
    type: list
    elements: str
  max_removals:
    description: Abort before writing if more than this number of reservations would be removed.
    type: int
  on_conflict:
    description: C(replace) removes the reservation that has the mac, id, ip or name (a recreated guest with a new MAC).
    type: str
    choices: [fail, replace]
    default: fail
  on_active_lease:
    description:
      - "If another client leases the address: C(warn), C(fail), C(ignore), C(release); if the leases cannot be read, C(fail) fails and the
        others warn."
      - C(release) ends the lease after the change, also that of a removed reservation's own client (I(state=absent), I(purge), I(prune),
        I(on_conflict=replace)).
    type: str
    choices: [warn, fail, ignore, release]
    default: warn
  etc_hosts:
    description: Update the network's block in C(/etc/hosts).
    type: bool
    default: true
  hosts_template:
    description: "Also update cloud-init's hosts template (for C(manage_etc_hosts: true))."
    type: bool
    default: false
  domains:
    description: Names under these domains are written to C(/etc/hosts), in addition to the network's own domain.
    type: list
    elements: str
  apply:
    description:
      - With a daemon C(api) (one call per change), C(reload) (one SIGHUP for all) or C(quiet) (no interruption; libvirt loads it at its
        next reload); without one C(files).
      - C(auto) chooses C(api) or C(reload).
    type: str
    choices: [auto, api, reload, quiet, files]
    default: auto
  force:
    description: "Allow changes that disable something: the first IPv6 reservation ends SLAAC."
    type: bool
    default: false
  restart:
    description:
      - C(dnsmasq) restarts the network's dnsmasq through libvirt if it cannot serve the change without, such as the first IPv6 reservation.
        Bridge, ports and firewall stay; guests are without DHCP and DNS for some tenths of a second.
      - With C(never) this is reported in C(restart_required).
    type: str
    choices: [never, dnsmasq]
    default: never
  # end of options of reservation
  remote_src:
    description: I(csv) is a file of the target.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: One guest
  libvirt_idem.libvirt.reservation:
    mac: "52:54:00:12:34:56"
    ip: 192.168.122.10
    name: web1

- name: These guests, and no others
  libvirt_idem.libvirt.reservation:
    network: default
    reservations: "{{ guests }}"
    purge: true
    max_removals: 5
  vars:
    guests:
      - {mac: "52:54:00:00:00:0a", ip: 192.168.122.10, name: web1, aliases: [www]}
      - {mac: "52:54:00:00:00:0b", ip: 192.168.122.11, name: db1, lease_time: 12h}

- name: A CSV file of the play, in files/
  libvirt_idem.libvirt.reservation:
    csv: guests.csv

- name: A libvirt domain, under its own name, with an address that is free
  libvirt_idem.libvirt.reservation:
    guest: web1
    ip: auto

- name: A MAC and an address for a guest that is yet to be made
  libvirt_idem.libvirt.reservation:
    name: web2
    mac: auto
    ip: auto
  register: web2  # web2.reservations[0].mac and .ip

- name: A guest that was removed
  libvirt_idem.libvirt.reservation:
    name: web1
    state: absent
"""

RETURN = r"""
network:
  description: The network; left out where a CSV file names several.
  returned: success
  type: str
  sample: default
msg:
  description: One line that sums the result up, or all errors with their places.
  returned: always
  type: str
  sample: "default: 2 added, 1 updated, 0 removed, 7 unchanged"
summary:
  description: How many reservations were added, updated, removed, and found as declared.
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
  description: Each reservation that changed; in check mode, that would.
  returned: changed
  type: list
  elements: dict
  contains:
    reason:
      description: C(rolled_back) for the change of an interrupted run, C(no_guest) for a removal by I(prune).
      returned: if the call does not name it
      type: str
    dns:
      description: The name is in the network's own DNS after the change, or was, where the reservation is removed.
      returned: if it is
      type: bool
    action:
      description: C(added), C(updated) or C(removed).
      returned: always
      type: str
    network:
      description: The network.
      returned: if the task is for several
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
    before:
      description: Its values before.
      returned: if it was another
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
reservations:
  description: Each item with C(auto) or I(guest), as it is after the task, changed or not; in check mode, as it would be.
  returned: if any
  type: list
  elements: dict
  contains:
    index:
      description: The item of I(reservations), from 0.
      returned: with I(reservations)
      type: int
    row:
      description: The row of I(csv), as an editor counts lines.
      returned: with I(csv)
      type: int
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
  description: Whether dnsmasq cannot serve what is reserved before the network is restarted.
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
