"""The action behind the module reservation: a CSV file goes to the binary's standard input as it is."""

from __future__ import annotations

from typing import Any

from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils import binary, options
from ansible_collections.libvirt_idem.libvirt.plugins.plugin_utils.action import BinaryAction


class ActionModule(BinaryAction):
    COMMAND = "reservation"
    SPEC = options.of_module("reservation")

    def _call(self, args: dict[str, Any]) -> tuple[list[str], bytes]:
        is_there = args.pop("remote_src", False)
        csv = args.get("csv")
        if csv is None:
            return super()._call(args)
        if is_there and not csv.startswith("/"):
            raise binary.TaskError(f"csv={csv} is not an absolute path: relative to what, on the target?")
        if is_there:
            return super()._call(args)
        del args["csv"]
        _, rest = super()._call(args)
        if "reservations" in args:
            raise binary.TaskError("csv and reservations are both given: name one of them")
        return ["import", "-", rest.decode()], self._controller_file(csv)
