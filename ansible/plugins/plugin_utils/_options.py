# Copyright (c) 2026 the libvirt-idem authors
# MIT License (see LICENSES/MIT.txt)
# SPDX-License-Identifier: MIT

"""A module's options, read from its documentation, so that what `ansible-doc` shows is what is checked."""

from __future__ import annotations

import importlib
from typing import Any

import yaml

SPECIFIED = {"type", "elements", "choices", "default", "required", "aliases"}


def of_module(name: str) -> dict[str, Any]:
    """The argument spec of the module, its documentation fragments included."""
    plugins = __package__.rpartition(".")[0]
    documentation = loaded(importlib.import_module(f"{plugins}.modules.{name}").DOCUMENTATION)
    options = dict(documentation["options"])
    for fragment in documentation.get("extends_documentation_fragment", []):
        _, _, place = fragment.partition("libvirt_idem.libvirt.")
        file, _, part = place.partition(".")
        holder = importlib.import_module(f"{plugins}.doc_fragments.{file}").ModuleDocFragment
        options.update(loaded(getattr(holder, part.upper() or "DOCUMENTATION")).get("options", {}))
    return specs(options)


def loaded(text: str) -> dict[str, Any]:
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def specs(options: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, option in options.items():
        found[name] = {key: value for key, value in option.items() if key in SPECIFIED}
        if "suboptions" in option:
            found[name]["options"] = specs(option["suboptions"])
    return found


def by_name(given: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """The arguments without aliases. The name itself goes first: an alias may come from module_defaults."""
    named = dict(given)
    for name, option in spec.items():
        for alias in option.get("aliases", []):
            value = named.pop(alias, None)
            if named.get(name) is None and value is not None:
                named[name] = value
    return named


def only_given(value: Any, given: Any) -> Any:
    """The checked value without what the user left out: to the tool that means "stays as it is"."""
    if isinstance(value, dict) and isinstance(given, dict):
        return {key: only_given(item, given[key]) for key, item in value.items() if item is not None and given.get(key) is not None}
    if isinstance(value, list) and isinstance(given, list) and len(value) == len(given):
        return [only_given(item, before) for item, before in zip(value, given)]
    return value


def unquoted(given: Any, at: str = "") -> str | None:
    """Says where YAML has read a MAC address as a number: 52:54:00:12:34:56 is one, in base 60."""
    if isinstance(given, dict):
        for key, value in given.items():
            if key in ("mac", "id") and isinstance(value, int) and not isinstance(value, bool):
                return f"{at}{key} is the number {value}: YAML reads digits between colons as base 60. Put it in quotes: {key}: \"52:54:00:12:34:56\""
            if found := unquoted(value, f"{at}{key}: "):
                return found
    elif isinstance(given, list):
        for index, value in enumerate(given):
            if found := unquoted(value, f"{at.removesuffix(': ')}[{index}]: "):
                return found
    return None
