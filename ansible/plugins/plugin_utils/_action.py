# Copyright (c) 2026 the libvirt-idem authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every module of the collection does: check on the controller, run the binary on the target once, hand its JSON back."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any, ClassVar

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from . import _binary, _options
from ._untrusted import untrusted

# `errors` has all of a longer list.
SHOWN_PROBLEMS = 20

# Callbacks and fact caches would keep a longer list of arguments for each target.
SHOWN_AT_MOST = 100


class BinaryAction(ActionBase):
    """A module that is a command of the binary; these say what differs."""

    TRANSFERS_FILES = False
    COMMAND: ClassVar[str]
    SPEC: ClassVar[dict[str, Any]]

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        if self._task.async_val:
            return {"failed": True, "msg": "async is not supported: Ansible's way to do it needs Python on the target. Leave it out; the task is short"}
        result = super().run(tmp, task_vars)
        try:
            args = self._checked()
            result["invocation"] = {"module_args": shown(args)}
            # Under these names they also mean that standard error is not for a person.
            words, payload = self._call(args | {"_ansible_check_mode": self._task.check_mode, "_ansible_diff": self._task.diff})
            answer = _binary.ask(self._on_target, words, payload, self._note)
        except _binary.TaskError as error:
            return untrusted({"failed": True, "msg": str(error)})
        if answer.get("errors"):
            answer["msg"] = all_problems(answer)
        if self._task.environment:
            answer["warnings"].append("environment has no effect here: libvirt-idem reads no variable of it")
        # The schema has none of the keys that mean something to Ansible itself (add_host, ansible_facts, _ansible_...).
        return untrusted(result | answer)

    def _checked(self) -> dict[str, Any]:
        given = _options.by_name(self._task.args, self.SPEC)
        if problem := _options.unquoted(given):
            raise _binary.TaskError(problem)
        checked = ArgumentSpecValidator(self.SPEC).validate(given)
        if checked.errors.errors:
            # Ansible's own words for what is unsupported begin with the names alone.
            unsupported = "unsupported parameters: " if isinstance(checked.errors[0], UnsupportedError) else ""
            raise _binary.TaskError(f"{self._task.action}: {unsupported}{'; '.join(checked.error_messages)}")
        return _options.only_given(checked.validated_parameters, given)

    def _call(self, args: dict[str, Any]) -> tuple[list[str], bytes]:
        """The binary's words, and what goes to its standard input."""
        if not args.get("root", "/").startswith("/"):
            raise _binary.TaskError(f"root={args['root']} is not an absolute path: relative to what, on the target?")
        return [self.COMMAND, "-"], json.dumps(args).encode()

    def _controller_file(self, name: str) -> bytes:
        """A file as the copy module would find it, decrypted where it is a vault."""
        return Path(self._loader.get_real_file(self._find_needle("files", name))).read_bytes()

    def _on_target(self, script: str, payload: bytes) -> _binary.Ran:
        if not self._connection.has_pipelining:
            # No standard input on this connection: the same bytes by way of a file, which Ansible removes after the task.
            file = self._connection._shell.join_path(self._connection._shell.tmpdir or self._make_tmp_path(), "input")
            self._transfer_data(file, payload)
            self._fixup_perms2([self._connection._shell.tmpdir, file], execute=False)
            script, payload = f"{{ {script}; }} <{shlex.quote(file)}", None
        ran = self._low_level_execute_command(script, in_data=payload)
        return _binary.Ran(ran["rc"], ran["stdout"], ran["stderr"])

    def _note(self, text: str) -> None:
        Display().vv(text, host=self._task.delegate_to or self._play_context.remote_addr)


def shown(args: dict[str, Any]) -> dict[str, Any]:
    """The arguments as `invocation` has them."""
    return {key: f"{len(value)} entries" if isinstance(value, list) and len(value) > SHOWN_AT_MOST else value for key, value in args.items()}


def all_problems(answer: dict[str, Any]) -> str:
    """The problems with the places they are at, as one text: most people see no more than `msg`."""
    problems = [place(error) + error["msg"] for error in answer["errors"]]
    if len(problems) == 1:
        return problems[0]
    total = answer.get("errors_total", len(problems))
    rest = [f"and {total - SHOWN_PROBLEMS} more"] if total > SHOWN_PROBLEMS else []
    return f"{total} problems: " + "; ".join(problems[:SHOWN_PROBLEMS] + rest)


def place(error: dict[str, Any]) -> str:
    if "row" in error:
        return f"row {error['row']}: "
    return f"[{error['index']}]: " if "index" in error else ""
