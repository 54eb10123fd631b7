# Copyright (c) 2026 the libvirt-idem authors
# MIT License (see LICENSES/MIT.txt)
# SPDX-License-Identifier: MIT

"""The collection's binaries, and the shell that finds or places one on a target: one exec where it is there, two more where not."""

from __future__ import annotations

import functools
import json
import shlex
from pathlib import Path
from typing import Any, Callable, NamedTuple

from . import _answer

FOLDER = Path(__file__).parent / "_binaries"

# Root's folder does not depend on HOME, which sudo may have left at another user's.
CACHES = '/var/cache/libvirt-idem "${HOME:-/}/.cache/libvirt-idem"'

# Asked from inside the folder, which pins it: the owner of its parents cannot put another one in its place afterwards.
IS_OURS = "[ -O . ] && case $(ls -ldn .) in d????-??-*) ;; *) false ;; esac"

# dash and busybox alike. What is not read from standard input is drained, or ssh would fail to send it and call the target unreachable.
FIND = """m=$(uname -m)
run() {{ "$@" {words}; s=$?; [ $s -eq 0 ] || cat >/dev/null; exit $s; }}
case $m in {cases} *) b= v= ;; esac
for d in {caches}; do
if [ -n "$b" ] && [ -x "$d/$b" ] && cd -P "$d" && {is_ours} && [ -O "./$b" ]; then run "./$b"; fi
done
if command -v libvirt-idem >/dev/null && [ "$(libvirt-idem --version)" = "$v" ]; then run libvirt-idem; fi
cat >/dev/null; printf '{{"missing": "%s"}}\\n' "$m" """

# A folder in which nothing can be run (noexec) is found out before the binary is read, for it can be read only once.
PLACE = """b={name}; t=./.new.$$; why=
for d in {caches}; do
mkdir -p -m 700 "$d" 2>/dev/null; cd -P "$d" 2>/dev/null || {{ why="$why $d cannot be made or entered;"; continue; }}
{is_ours} || {{ why="$why $d belongs to another user, or others can write to it;"; continue; }}
{{ printf '#!/bin/sh\\n' >$t && chmod 700 $t && $t; }} 2>/dev/null || {{ rm -f $t "./$b"; why="$why nothing can be run in $d;"; continue; }}
cat >$t; s=$(sha256sum $t 2>/dev/null)
case $s in {sha256}*|"") v=$($t --version 2>&1) ;; *) v="it arrived damaged; is the disk full?" ;; esac
if [ "$v" = {version} ]; then mv -f $t "./$b"; exit 0; fi
rm -f $t; why="$why in $d: $v;"; break
done
cat >/dev/null; printf '%s\\n' "${{why# }}"; exit 1 """


class Ran(NamedTuple):
    """What a command on the target came to."""

    rc: int
    stdout: str
    stderr: str

    def said(self) -> str:
        """What it printed, for an error."""
        return _answer.said(self.stderr.strip() or self.stdout)


# Runs a shell text on the target, with these bytes as its standard input.
Runner = Callable[[str, bytes], Ran]


class TaskError(Exception):
    """The task cannot be done; the text is for the user, and says what to do."""


@functools.cache
def manifest() -> dict[str, Any]:
    """What `make collection` wrote next to the binaries: by machine, the version and the hash, so that no task has to hash 4 MB."""
    try:
        return json.loads((FOLDER / "manifest.json").read_text())
    except FileNotFoundError:
        raise TaskError(f"{FOLDER}/manifest.json is missing: this copy of the collection has no binaries; build it by `make collection`") from None


def cached_name(machine: str) -> str:
    return "libvirt-idem-" + manifest()[machine]["sha256"][:16]


def ask(run: Runner, words: list[str], payload: bytes, note: Callable[[str], None]) -> dict[str, Any]:
    """The binary's answer to words, with the payload on its standard input. What is missing or broken on the target is placed first."""
    find = FIND.format(
        cases=" ".join(f"{machine}) b={cached_name(machine)} v={shlex.quote(known['version'])} ;;" for machine, known in manifest().items()),
        caches=CACHES,
        is_ours=IS_OURS,
        words=shlex.join(words),
    )
    try:
        ran = run(find, payload)
        answer = _answer.found(ran.stdout)
        if answer is None or "missing" in answer:
            # No answer at all is a broken binary. Asking again does no harm: the tool is idempotent.
            machine = str(answer["missing"]) if answer else run("cat >/dev/null; uname -m", b"\n").stdout.strip().rpartition("\n")[2]
            place(run, machine, note)
            ran = run(find, payload)
            answer = _answer.found(ran.stdout)
        if answer is None or "missing" in answer:
            raise TaskError(f"libvirt-idem gave no answer on the target (exit status {ran.rc}): {ran.said()}")
        return _answer.checked(words[0], answer)
    except _answer.Refused as refused:
        raise TaskError(f"refused the target's answer, which is not libvirt-idem's: {refused}. Nothing of it was used; check what answers there") from None


def place(run: Runner, machine: str, note: Callable[[str], None]) -> None:
    """Sends the binary for this machine into the first cache folder that serves."""
    known = manifest().get(machine)
    if known is None:
        what = _answer.shown(machine) if machine else "silent about what it is"
        raise TaskError(f"the collection has binaries for {', '.join(manifest())}; the target is {what}")
    note(f"sending libvirt-idem for {machine}")
    script = PLACE.format(
        name=cached_name(machine),
        caches=CACHES,
        is_ours=IS_OURS,
        sha256=known["sha256"],
        version=shlex.quote(known["version"]),
    )
    ran = run(script, (FOLDER / machine / "libvirt-idem").read_bytes())
    if ran.rc != 0:
        raise TaskError(
            f"libvirt-idem cannot be kept on the target: {_answer.said(ran.stdout + ran.stderr)} "
            "Give the user a folder there that is its own (/var/cache/libvirt-idem for root, else ~/.cache/libvirt-idem, mode 0700, not on a "
            f"noexec mount), or put {known['version']} into its PATH"
        )
