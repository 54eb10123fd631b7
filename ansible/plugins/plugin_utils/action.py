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

from . import binary, options
from ._untrusted import untrusted

# Longer lists of problems are for whoever looks into `errors`.
TOLD_AT_MOST = 20

# A longer list of arguments is known to whoever wrote it: callbacks and fact caches would carry it about for each target.
SHOWN_AT_MOST = 100


class BinaryAction(ActionBase):
    """A module that is a command of the binary; what differs stands in these."""

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
            # By these names they also tell the binary that no person looks at its standard error.
            words, payload = self._call(args | {"_ansible_check_mode": self._task.check_mode, "_ansible_diff": self._task.diff})
            answer = binary.ask(self._on_target, words, payload, self._note)
        except binary.TaskError as error:
            return untrusted({"failed": True, "msg": str(error)})
        if answer.get("errors"):
            answer["msg"] = told(answer)
        # The schema has none of the keys that mean something to Ansible itself (add_host, ansible_facts, _ansible_...).
        return untrusted(result | answer)

    def _checked(self) -> dict[str, Any]:
        given = self._task.args
        if problem := options.unquoted(given):
            raise binary.TaskError(problem)
        checked = ArgumentSpecValidator(self.SPEC).validate(given)
        if checked.errors.errors:
            # Ansible's own words for what is unsupported begin with the names alone.
            unsupported = "unsupported parameters: " if isinstance(checked.errors[0], UnsupportedError) else ""
            raise binary.TaskError(f"{self._task.action}: {unsupported}{'; '.join(checked.error_messages)}")
        return options.only_given(checked.validated_parameters, given)

    def _call(self, args: dict[str, Any]) -> tuple[list[str], bytes]:
        """The binary's words, and what goes to its standard input."""
        if not args.get("root", "/").startswith("/"):
            raise binary.TaskError(f"root={args['root']} is not an absolute path: relative to what, on the target?")
        return [self.COMMAND, "-"], json.dumps(args).encode()

    def _controller_file(self, name: str) -> bytes:
        """A file as the copy module would find it, decrypted where it is a vault."""
        return Path(self._loader.get_real_file(self._find_needle("files", name))).read_bytes()

    def _on_target(self, script: str, payload: bytes) -> binary.Ran:
        if not self._connection.has_pipelining:
            # No standard input on this connection: the same bytes by way of a file, which Ansible removes after the task.
            file = self._connection._shell.join_path(self._connection._shell.tmpdir or self._make_tmp_path(), "input")
            self._transfer_data(file, payload)
            self._fixup_perms2([self._connection._shell.tmpdir, file], execute=False)
            script, payload = f"{{ {script}; }} <{shlex.quote(file)}", None
        ran = self._low_level_execute_command(script, in_data=payload)
        return binary.Ran(ran["rc"], ran["stdout"], ran["stderr"])

    def _note(self, text: str) -> None:
        Display().vv(text, host=self._task.delegate_to or self._play_context.remote_addr)


def shown(args: dict[str, Any]) -> dict[str, Any]:
    """The arguments as `invocation` has them."""
    return {key: f"{len(value)} entries" if isinstance(value, list) and len(value) > SHOWN_AT_MOST else value for key, value in args.items()}


def told(answer: dict[str, Any]) -> str:
    """The problems with the places they are at, as one text: most people see no more than `msg`."""
    problems = [place(error) + error["msg"] for error in answer["errors"]]
    if len(problems) == 1:
        return problems[0]
    total = answer.get("errors_total", len(problems))
    rest = [f"and {total - TOLD_AT_MOST} more"] if total > TOLD_AT_MOST else []
    return f"{total} problems: " + "; ".join(problems[:TOLD_AT_MOST] + rest)


def place(error: dict[str, Any]) -> str:
    if "row" in error:
        return f"row {error['row']}: "
    return f"[{error['index']}]: " if "index" in error else ""
