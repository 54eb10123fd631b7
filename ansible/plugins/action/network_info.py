"""The action behind the module network_info."""

from __future__ import annotations

from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils import options
from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils.action import BinaryAction


class ActionModule(BinaryAction):
    COMMAND = "info"
    SPEC = options.of_module("network_info")
