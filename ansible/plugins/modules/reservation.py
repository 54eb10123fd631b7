"""Documentation of the module; the action plugin of the same name does the work."""

DOCUMENTATION = r"""
module: reservation
short_description: Give libvirt guests fixed addresses and names
version_added: 0.1.0
description:
  - Brings the DHCP reservations of a libvirt network to the declared state, in its persistent and live definition, in dnsmasq's hostsfile and in
    C(/etc/hosts), with libvirt running, with it stopped, or on a mounted image.
  - A list is planned as a whole. Two guests may swap addresses, and a removed one's address may be given on. All of it happens, or none.
  - What is not given stays as it is. A second run with the same arguments writes nothing and signals nobody.
  - Pass a list, or a CSV file, rather than a loop. A task costs the same for one guest and for a thousand.
author:
  - the libvirt-idem authors (!UNKNOWN)
extends_documentation_fragment:
  - libvirt_idem.libvirt.common
  - libvirt_idem.libvirt.common.changes
options:
  network:
    description: The libvirt network.
    type: str
    default: default
  state:
    description:
      - C(absent) removes. One or more of I(mac), I(id), I(name) and I(ip) say what; all that are given must match.
      - With it I(lease_time), I(aliases) and C(ip=auto) are ignored, so that a list of guests can switch its state.
    type: str
    choices: [present, absent]
    default: present
  mac:
    description: Who, on IPv4, in any usual spelling. Put it in quotes; YAML reads digits between colons as a number.
    type: str
  id:
    description: Who, on IPv6. The guest's DUID in hex. Put it in quotes.
    type: str
  name:
    description: Host name (RFC 1123). Alone it says who. An empty text clears it.
    type: str
  ip:
    description:
      - The address. Its subnet is found by itself.
      - C(auto) is the address that the guest has already, reserved or leased, else the lowest that nobody has, outside the ranges where one is left.
    type: str
  guest:
    description: A libvirt domain. Its MAC on the network is meant, and its name where I(name) is not given.
    type: str
  lease_time:
    description: C(30m), C(12h), C(7d) or C(infinite). C(default) clears it.
    type: str
  aliases:
    description: More names for C(/etc/hosts). An empty list clears them.
    type: list
    elements: str
  reservations:
    description: Many at once. Excludes the single keys and I(csv).
    type: list
    elements: dict
    suboptions:
      state:
        description: C(absent) removes.
        type: str
        choices: [present, absent]
        default: present
      mac:
        description: Who, on IPv4. Put it in quotes.
        type: str
      id:
        description: Who, on IPv6. The guest's DUID in hex. Put it in quotes.
        type: str
      name:
        description: Host name.
        type: str
      ip:
        description: The address, or C(auto).
        type: str
      guest:
        description: A libvirt domain, for its MAC and name.
        type: str
      lease_time:
        description: C(30m), C(12h), C(7d) or C(infinite). C(default) clears it.
        type: str
      aliases:
        description: More names for C(/etc/hosts).
        type: list
        elements: str
  csv:
    description:
      - Many at once, from a CSV file on the controller, found as M(ansible.builtin.copy) finds its I(src); a vault is decrypted.
      - With I(remote_src=true), an absolute path on the target.
      - Its first row names the columns; a column C(network) makes it one change over several networks. Problems name the row.
    type: str
  remote_src:
    description: I(csv) lies on the target.
    type: bool
    default: false
  purge:
    description:
      - Also remove every reservation of the network that the task does not name.
      - With an empty list it is refused unless I(max_removals) is given.
    type: bool
    default: false
  max_removals:
    description: Fail, before any write, when more than so many would be removed.
    type: int
  on_conflict:
    description: C(replace) removes who holds the mac, id, ip or name now (a guest that was made anew, with another MAC).
    type: str
    choices: [fail, replace]
    default: fail
  on_active_lease:
    description:
      - What to do where the address is leased to another client right now.
      - C(release) gives that lease back in the client's name once the change is in.
    type: str
    choices: [warn, fail, ignore, release]
    default: warn
  etc_hosts:
    description: Keep the network's block in C(/etc/hosts) in step.
    type: bool
    default: true
  hosts_template:
    description: And the same block in cloud-init's template of it, where C(manage_etc_hosts) is on.
    type: bool
    default: false
  domains:
    description: Names with dots under these go into C(/etc/hosts) too, beside those under the network's own domain.
    type: list
    elements: str
  apply:
    description:
      - How a change gets into a running libvirt. C(api) is a call for each entry, C(reload) one signal to the daemon for all, C(quiet) no
        interruption at all, which libvirt learns of later. C(auto) chooses C(api) or C(reload).
      - C(files) is how it goes where no daemon runs.
    type: str
    choices: [auto, api, reload, quiet, files]
    default: auto
  force:
    description: Allow what takes something away, such as the first IPv6 reservation of a network, which ends SLAAC there.
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

- name: A CSV file beside the play, in files/
  libvirt_idem.libvirt.reservation:
    csv: guests.csv

- name: A libvirt domain, under its own name, with an address that is free
  libvirt_idem.libvirt.reservation:
    guest: web1
    ip: auto

- name: A guest is gone
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
summary:
  description: How many reservations were added, updated, removed, and found as they should be.
  returned: always
  type: dict
  sample: {added: 2, updated: 1, removed: 0, unchanged: 7}
changes:
  description: Each reservation that changed, with C(action) (C(added), C(updated), C(removed)), its values, and C(before) where it was another.
  returned: changed
  type: list
  elements: dict
files:
  description: The files that were written, with C(path), C(role), and C(backup_file) with I(backup=true).
  returned: changed
  type: list
  elements: dict
applied:
  description: How the change got in, C(none), C(files), C(api), C(reload) or C(quiet).
  returned: success
  type: str
  sample: api
effects:
  description: What it cost. C(interruptions) counts how often firewall rules were rebuilt, which stalls new connections for about 0.3 s;
    C(leases_released) counts leases that were given back.
  returned: changed
  type: dict
restart_required:
  description: Whether dnsmasq cannot serve what is reserved before the network is restarted; C(restart_reasons) say why.
  returned: success
  type: bool
errors:
  description: Every problem, with C(code), C(msg), C(field), C(value), C(row) of the CSV file or C(index) in the list (from 0), C(holder).
  returned: failure
  type: list
  elements: dict
"""
