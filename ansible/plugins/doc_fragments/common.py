# Copyright (c) 2026 the libvirt-idem authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation that the modules share."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  # options of each command (make texts writes them from OptionTable)
  root:
    description:
      - Work on a mounted image or chroot below this directory of the target. No daemon is contacted, and no process is signalled.
      - An absolute path on the target.
    type: str
    default: /
  # end of options of each command
requirements:
  - On the target, a POSIX shell. No Python.
notes:
  - The module runs a binary that comes with the collection. The first task on a target places it in C(/var/cache/libvirt-idem) where the user is
    root, else in C(~/.cache/libvirt-idem); later tasks find it there. One of the same version in the user's C(PATH) serves too.
  - Check mode places the binary as well. Beyond that it changes nothing.
  - Set C(gather_facts=false) for targets without Python; Ansible's own fact gathering needs it.
seealso:
  - name: Network XML format
    description: What libvirt's own names mean.
    link: https://libvirt.org/formatnetwork.html
attributes:
  check_mode:
    description: Can run in check mode and predict what it would change, without changing it.
    support: full
  diff_mode:
    description: Returns what changed, or in check mode would change, as text before and after.
    support: full
  action:
    description: Has an action plugin behind it, which does its part on the controller.
    support: full
  async:
    description: Can be run with the C(async) keyword.
    support: none
  platform:
    description: The operating systems that the target may run.
    platforms: linux
    support: full
"""

    CHANGES = r"""
options:
  # options of changes (make texts writes them from OptionTable)
  backup:
    description: Keep a timestamped copy of each changed file.
    type: bool
    default: false
  unsafe_writes:
    description: "Write in place if a file cannot be replaced by rename, such as a bind-mounted C(/etc/hosts). Not atomic: others may read a
      partly written file."
    type: bool
    default: false
  lock_timeout:
    description: Seconds to wait for another run; the error names its pid.
    type: int
    default: 30
  # end of options of changes
"""
