"""The action behind the module undo."""

from __future__ import annotations

from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils import options
from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils.action import BinaryAction


class ActionModule(BinaryAction):
    COMMAND = "undo"
    SPEC = options.of_module("undo")
