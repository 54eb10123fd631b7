# Copyright (c) 2026 the libvirt-idem authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Marks what comes from a target as data, so that no task ever reads it as a template."""

from __future__ import annotations

from typing import Any

try:
    from ansible.utils.unsafe_proxy import wrap_var
except ImportError:
    # ansible-core 2.19 and later take for a template only what a play's author wrote; its unsafe_proxy is to go.
    def wrap_var(value: Any) -> Any:
        return value


def untrusted(value: Any) -> Any:
    """All texts in the value, marked."""
    return wrap_var(value)


def untrusted_variable(value: Any) -> Any:
    """A host's variable: texts with braces marked. `ansible-inventory --list` of 2.14 prints a marked text as an object, so no others are."""
    if isinstance(value, dict):
        return {key: untrusted_variable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [untrusted_variable(item) for item in value]
    return wrap_var(value) if isinstance(value, str) and ("{" in value or "}" in value) else value
