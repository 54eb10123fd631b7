"""The action behind the module network: a document that lies in a file is read where it lies."""

from __future__ import annotations

import shlex
from typing import Any

from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils import binary, options
from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils.action import BinaryAction


class ActionModule(BinaryAction):
    COMMAND = "network"
    SPEC = options.of_module("network")

    def _call(self, args: dict[str, Any]) -> tuple[list[str], bytes]:
        is_there = args.pop("remote_src", False)
        xml = args.get("xml", "<")
        if not xml.lstrip().startswith("<"):
            args["xml"] = self._read_there(xml) if is_there else self._read_here(xml)
        return super()._call(args)

    def _read_here(self, path: str) -> str:
        try:
            return self._controller_file(path).decode()
        except UnicodeDecodeError:
            raise binary.TaskError(f"xml={path} is not in UTF-8: save it so") from None

    def _read_there(self, path: str) -> str:
        ran = self._on_target(f"cat >/dev/null; cat -- {shlex.quote(path)}", b"\n")
        if ran.rc != 0:
            raise binary.TaskError(f"xml={path} cannot be read on the target: {ran.said()}")
        return ran.stdout
