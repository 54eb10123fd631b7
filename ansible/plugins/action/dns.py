# Copyright (c) 2026 the libvirt-idem authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind the module dns."""

from __future__ import annotations

from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils import _options
from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils._action import BinaryAction


class ActionModule(BinaryAction):
    COMMAND = "dns"
    SPEC = _options.of_module("dns")
