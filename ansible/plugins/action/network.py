# Copyright (c) 2026 the libvirt-idem authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind the module network: a document in a file is read on the machine that has the file."""

from __future__ import annotations

import shlex
from typing import Any

from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils import _binary, _options
from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils._action import BinaryAction


class ActionModule(BinaryAction):
    COMMAND = "network"
    SPEC = _options.of_module("network")

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
            raise _binary.TaskError(f"xml={path} is not in UTF-8: save it so") from None

    def _read_there(self, path: str) -> str:
        ran = self._on_target(f"cat >/dev/null; cat -- {shlex.quote(path)}", b"\n")
        if ran.rc != 0:
            raise _binary.TaskError(f"xml={path} cannot be read on the target: {ran.said()}")
        return ran.stdout
