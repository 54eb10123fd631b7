# Copyright (c) 2026 the libvirt-idem authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An inventory of guests: those that have a reservation, or hold a lease, on these hypervisors."""

from __future__ import annotations

import json
import shlex
import subprocess
from typing import Any, Iterator

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils import _answer, _binary
from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils._untrusted import untrusted_variable

DOCUMENTATION = r"""
name: guests
short_description: Guests of libvirt hypervisors, by their reservations and leases
version_added: 1.0.0
description:
  - Lists the guests that have a DHCP reservation, or hold a lease, on the networks of one or more hypervisors. C(ansible_host) is the address.
  - A guest is called by its name, else by its address. One with an IPv4 and an IPv6 reservation is one host, by its name. What a hypervisor
    earlier in the list has called so already gets C(@) and the hypervisor behind it.
  - Each host has C(libvirt_hypervisor), C(libvirt_network), C(libvirt_source), and, where known, C(libvirt_mac), C(libvirt_ip), C(libvirt_id),
    C(libvirt_ip6), C(libvirt_lease_time), C(libvirt_aliases).
  - The file's name must end in C(guests.yml) or C(guests.yaml).
  - The collection's binary is run on each hypervisor, and placed there first where it is missing.
  - What a hypervisor answers is checked. A name that is not RFC 1123, C(localhost), C(all), an address that is none, of the controller itself
    (loopback) or multicast, or anything that libvirt-idem does not answer is refused with the whole answer. No value is ever a template.
  - A hypervisor says where its guests are. Do not list one here that you would not let choose the address behind a name, and keep ssh's
    host keys checked.
author:
  - the libvirt-idem authors (!UNKNOWN)
extends_documentation_fragment:
  - constructed
  - inventory_cache
options:
  plugin:
    description: Marks the file as this plugin's.
    required: true
    choices: [libvirt_idem.libvirt.guests]
  hypervisors:
    description: The hypervisors to ask. C(localhost) is this machine; anything else is a destination for C(ssh), such as C(root@hv1.example.net).
    type: list
    elements: str
    default: [localhost]
  ssh:
    description: The command that reaches a hypervisor. Keys and jump hosts belong into its configuration.
    type: list
    elements: str
    default: [ssh, -o, BatchMode=yes]
  sudo:
    description: Become root on the hypervisor by C(sudo -n).
    type: bool
    default: false
  network:
    description: The libvirt network; all of them when it is left out.
    type: str
  sources:
    description:
      - C(config) is what is reserved, C(live) what the running networks have, C(leases) what guests hold right now. The first that knows a guest's
        address counts.
    type: list
    elements: str
    choices: [config, live, leases]
    default: [config]
  timeout:
    description: Seconds to wait for each answer of a hypervisor.
    type: int
    default: 120
  names:
    description: Take over the names that guests gave themselves in their leases. A guest chooses that name freely.
    type: bool
    default: false
"""

EXAMPLES = r"""
# lab.guests.yml
plugin: libvirt_idem.libvirt.guests
hypervisors: [root@hv1.example.net, root@hv2.example.net]
sources: [config, leases]
keyed_groups:
  - key: libvirt_hypervisor
    prefix: hv
  - key: libvirt_network
    prefix: net
groups:
  web: inventory_hostname.startswith('web')
compose:
  ansible_user: "'admin'"
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/ansible-guests
"""


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = "libvirt_idem.libvirt.guests"

    def verify_file(self, path: str) -> bool:
        return super().verify_file(path) and path.endswith(("guests.yml", "guests.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        key = self.get_cache_key(path)
        guests = self._cache.get(key) if cache and self.get_option("cache") else None
        if guests is None:
            guests = self._guests()
            if self.get_option("cache"):
                self._cache[key] = guests
        for name, variables in guests.items():
            self._add(name, variables)

    def _add(self, name: str, variables: dict[str, Any]) -> None:
        # Also what comes from a cache, which keeps the text only: a group's name or a composed variable may be made of it.
        variables = untrusted_variable(variables)
        self.inventory.add_host(name)
        for variable, value in variables.items():
            self.inventory.set_variable(name, variable, value)
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        known = self.inventory.get_host(name).get_vars()
        self._add_host_to_composed_groups(self.get_option("groups"), known, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), known, name, strict=strict)

    def _guests(self) -> dict[str, dict[str, Any]]:
        """What is known of each guest, by its name in the inventory."""
        guests: dict[str, dict[str, Any]] = {}
        addresses: set[tuple[str, str, str]] = set()
        for hypervisor, source, row in self._rows():
            address = (hypervisor, row["network"], row["ip"])
            if address in addresses:
                continue
            addresses.add(address)
            name = row.get("name") or row["ip"]
            if guests.get(name, {}).get("libvirt_hypervisor", hypervisor) != hypervisor:
                # Not the same guest: names, and the addresses behind NAT, are unique on a hypervisor only.
                name = f"{name}@{hypervisor.rpartition('@')[2]}"
            known = guests.setdefault(name, {})
            for variable, value in variables_of(hypervisor, source, row).items():
                known.setdefault(variable, value)
        return guests

    def _rows(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for hypervisor in self.get_option("hypervisors"):
            for source in self.get_option("sources"):
                answer = self._export(hypervisor, source)
                for warning in answer.get("warnings", []):
                    self.display.warning(f"{hypervisor}: {warning}")
                for row in answer.get("reservations", []):
                    yield hypervisor, source, guest({"network": answer.get("network"), **row}, hypervisor)

    def _export(self, hypervisor: str, source: str) -> dict[str, Any]:
        args = {"network": self.get_option("network"), "source": source, "names": self.get_option("names") if source == "leases" else None}
        reach = [] if hypervisor == "localhost" else [*self.get_option("ssh"), hypervisor]
        become = ["sudo", "-n"] if self.get_option("sudo") else []

        def run(script: str, payload: bytes) -> _binary.Ran:
            command = [*become, "/bin/sh", "-c", script]
            command = [*reach, shlex.join(command)] if reach else command
            try:
                ran = subprocess.run(command, input=payload, capture_output=True, check=False, timeout=self.get_option("timeout"))
            except subprocess.TimeoutExpired:
                raise AnsibleParserError(f"{hypervisor} gave no answer in {self.get_option('timeout')} s (timeout)") from None
            except OSError as error:
                raise AnsibleParserError(f"{hypervisor}: {error}") from error
            if reach and ran.returncode == 255:
                raise AnsibleParserError(f"{hypervisor} cannot be reached: {_answer.said(ran.stderr.decode(errors='replace'))}")
            return _binary.Ran(ran.returncode, ran.stdout.decode(errors="replace"), ran.stderr.decode(errors="replace"))

        try:
            answer = _binary.ask(run, ["export", "-"], json.dumps(args).encode(), lambda note: self.display.vv(f"{hypervisor}: {note}"))
        except _binary.TaskError as error:
            raise AnsibleParserError(f"{hypervisor}: {error}") from error
        if answer.get("failed"):
            raise AnsibleParserError(f"{hypervisor}: {answer['msg']}")
        return answer


def guest(row: dict[str, Any], hypervisor: str) -> dict[str, Any]:
    """The row with an address that Ansible may connect to, and a name that may be a host's."""
    try:
        name = {"name": _answer.host_name(row["name"])} if row.get("name") else {}
        return row | {"ip": _answer.host_address(row["ip"])} | name
    except _answer.Refused as refused:
        raise AnsibleParserError(f"{hypervisor}: refused the answer: {refused}; none of its guests was added") from None


def variables_of(hypervisor: str, source: str, row: dict[str, Any]) -> dict[str, Any]:
    ip = "libvirt_ip6" if ":" in row["ip"] else "libvirt_ip"
    variables = {"libvirt_hypervisor": hypervisor, "libvirt_source": source, "ansible_host": row["ip"], ip: row["ip"]}
    variables.update((f"libvirt_{key}", row[key]) for key in ("network", "mac", "id", "lease_time", "aliases") if row.get(key))
    return variables
