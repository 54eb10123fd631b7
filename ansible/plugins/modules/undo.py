"""Documentation of the module; the action plugin of the same name does the work."""

DOCUMENTATION = r"""
module: undo
short_description: Put back the last change to libvirt's networks
version_added: 0.1.0
description:
  - Puts back the newest change of libvirt-idem on the target that is not undone yet. Refuses where something has moved on since.
  - Not idempotent by its nature. Each run goes one change further back.
author:
  - the libvirt-idem authors (!UNKNOWN)
extends_documentation_fragment:
  - libvirt_idem.libvirt.common
options: {}
"""

EXAMPLES = r"""
- name: What would be put back
  libvirt_idem.libvirt.undo:
  check_mode: true
  diff: true

- name: Put it back
  libvirt_idem.libvirt.undo:
"""

RETURN = r"""
summary:
  description: How many reservations were added, updated, removed by putting back.
  returned: always
  type: dict
changes:
  description: Each reservation, or part of a network, that changed.
  returned: changed
  type: list
  elements: dict
files:
  description: The files that were written.
  returned: changed
  type: list
  elements: dict
"""
