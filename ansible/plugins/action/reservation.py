# Copyright (c) 2026 the libvirt-idem authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind the module reservation: a CSV file goes to the binary's standard input as it is."""

from __future__ import annotations

from typing import Any

from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils import _binary, _options
from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils._action import BinaryAction


class ActionModule(BinaryAction):
    COMMAND = "reservation"
    SPEC = _options.of_module("reservation")

    def _call(self, args: dict[str, Any]) -> tuple[list[str], bytes]:
        is_there = args.pop("remote_src", False)
        csv = args.get("csv")
        if csv is None:
            return super()._call(args)
        if is_there and not csv.startswith("/"):
            raise _binary.TaskError(f"csv={csv} is not an absolute path: relative to what, on the target?")
        if is_there:
            return super()._call(args)
        del args["csv"]
        _, rest = super()._call(args)
        if "reservations" in args:
            raise _binary.TaskError("csv and reservations are both given: name one of them")
        return ["import", "-", rest.decode()], self._controller_file(csv)
