# Copyright (c) 2026 the libvirt-idem authors
# MIT License (see LICENSES/MIT.txt)
# SPDX-License-Identifier: MIT

"""Documentation of the module; the action plugin of the same name does the work."""

DOCUMENTATION = r"""
module: undo
short_description: Revert the last change to libvirt's networks
version_added: 1.0.0
description:
  - Reverts the newest change of libvirt-idem on the target that is not reverted yet. Refuses if something was changed since.
  - Not idempotent. Each run reverts one more change.
author:
  - the libvirt-idem authors (!UNKNOWN)
extends_documentation_fragment:
  - libvirt_idem.libvirt.common
options: {}
"""

EXAMPLES = r"""
- name: What would be reverted
  libvirt_idem.libvirt.undo:
  check_mode: true
  diff: true

- name: Revert it
  libvirt_idem.libvirt.undo:
"""

RETURN = r"""
network:
  description: The network whose change was reverted; left out if there were several.
  returned: success
  type: str
  sample: default
msg:
  description: One line that sums the result up, or all errors with their places.
  returned: always
  type: str
  sample: "default: 2 added, 1 updated, 0 removed, 7 unchanged"
summary:
  description: How many reservations or parts were added, updated and removed by reverting.
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
  description: Each reservation, or part of a network, that changed; in check mode, that would.
  returned: changed
  type: list
  elements: dict
  contains:
    reason:
      description: Why the call did not ask for it, C(rolled_back) for the change of an interrupted run.
      returned: if the call did not ask for it
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
      returned: for a reservation, if there are several
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
      returned: for a reservation
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
    what:
      description: The part of the network.
      returned: for a part
      type: str
    before:
      description: The values before, of a reservation or as a part's text.
      returned: if there were any
      type: raw
    after:
      description: A part's value after.
      returned: for a part
      type: str
guests:
  description: The ports of guests on the network, if the network is stopped or restarted.
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
restart_reasons:
  description: Why a restart is required.
  returned: if one is
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
