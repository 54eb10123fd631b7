"""Documentation of the module; the action plugin of the same name does the work."""

DOCUMENTATION = r"""
module: network_info
short_description: Ask what libvirt's networks are, who has which address, and what differs
version_added: 0.1.0
description:
  - Answers the networks of a hypervisor with their subnets, ranges, reservations and leases, the next free address, and where definition,
    running network, dnsmasq's files and C(/etc/hosts) differ from each other.
  - Changes nothing.
author:
  - the libvirt-idem authors (!UNKNOWN)
extends_documentation_fragment:
  - libvirt_idem.libvirt.common
options:
  network:
    description: The libvirt network; all of them when it is left out.
    type: str
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
daemon:
  description: The daemon that owns the networks, with C(name) and C(pid); null where none runs.
  returned: success
  type: dict
networks:
  description:
    - The networks with C(name), C(uuid), C(active), C(autostart), C(persistent), C(forward), C(bridge), C(domain), C(subnets), C(reservations),
      C(leases), C(drift), C(next_free).
  returned: success
  type: list
  elements: dict
"""
