# Copyright (c) 2026 the libvirt-idem authors
# MIT License (see LICENSES/MIT.txt)
# SPDX-License-Identifier: MIT

"""What a target answered, checked on the controller. Any process can answer in the binary's place, so nothing here trusts it."""

from __future__ import annotations

import functools
import ipaddress
import json
import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "_binaries"

# A network of 57,000 reservations answers with 12 MB.
LONGEST = 64 * 1024 * 1024

# A login shell may print before the answer, also lines that begin with a brace.
STARTS_TRIED = 20

# What an error shows of one value, and of what is no answer at all.
SHOWN_OF_VALUE = 80
SHOWN_OF_OUTPUT = 2000

ADDRESSES = {"ip", "address", "start", "end", "next_free"}

# One line, of a length that libvirt and dnsmasq can hold. All other texts are free: they can quote a file, or a domain's name, braces included.
WORDS = {"name", "id", "aliases", "network", "interface", "bridge", "domain", "uuid", "forward", "lease_time", "expires"}
LONGEST_WORD = 1024

MAC = re.compile(r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")
TEMPLATE = re.compile(r"\{[{%#]")
LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")

# What moves a terminal's cursor, sets its colours or reorders its text: C0 and C1 without tab and line end, the bidirectional controls
# (Unicode's UAX 9) and line separators, and halves of characters, which cannot be printed at all.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]|\r(?!\n)")


class Refused(Exception):
    """The answer cannot be the binary's; the text says where and why."""


def found(output: str) -> dict[str, Any] | None:
    """The JSON object in the output, behind what a login shell has printed before it; on a terminal it spans lines. None where there is none."""
    if len(output) > LONGEST:
        raise Refused(f"it has {len(output)} characters")
    for tried, start in enumerate(re.finditer(r"^\{", output, re.MULTILINE)):
        if tried == STARTS_TRIED:
            break
        try:
            return json.JSONDecoder().raw_decode(output, start.start())[0]
        except ValueError:
            continue
        except RecursionError:
            raise Refused("its values are nested too deeply") from None
    return None


@functools.cache
def schemas() -> dict[str, Any]:
    """The JSON Schema of each command's result, as the packed binaries have it; by the command's name."""
    return json.loads((FOLDER / "answers.json").read_text())


def checked(command: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, made from nothing but the keys and types of the command's schema, its texts harmless on a terminal."""
    schema = schemas()[command]
    return reduced(answer, schema, schema.get("$defs", {}), "", "")


def reduced(value: Any, schema: dict[str, Any], definitions: dict[str, Any], at: str, key: str) -> Any:
    """The part of the answer that is at this place (`changes[0].ip`), which is a value of this key; refused if it is not of the schema."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return any_of(value, schema["anyOf"], definitions, at, key)
    if "enum" in schema:
        if not isinstance(value, str) or value not in schema["enum"]:
            raise Refused(f"{at or 'it'} is {shown(value)}")
        return value
    kind = schema["type"]
    if not is_of(kind, value):
        raise Refused(f"{at or 'it'} is {shown(value)}, not of the type {kind}")
    if kind == "object":
        return members(value, schema, definitions, at)
    if kind == "array":
        return [reduced(item, schema["items"], definitions, f"{at}[{index}]", key) for index, item in enumerate(value)]
    return text(value, at, key) if kind == "string" else value


def any_of(value: Any, choices: list[dict[str, Any]], definitions: dict[str, Any], at: str, key: str) -> Any:
    for choice in choices[:-1]:
        try:
            return reduced(value, choice, definitions, at, key)
        except Refused:
            continue
    return reduced(value, choices[-1], definitions, at, key)


def members(value: dict[str, Any], schema: dict[str, Any], definitions: dict[str, Any], at: str) -> dict[str, Any]:
    prefix = f"{at}." if at else ""
    for key in value:
        if key not in schema["properties"]:
            raise Refused(f"it has the key {shown(prefix + key)}")
    for key in schema.get("required", []):
        if key not in value:
            raise Refused(f"{prefix}{key} is missing")
    return {key: reduced(item, schema["properties"][key], definitions, prefix + key, key) for key, item in value.items()}


def is_of(kind: str, value: Any) -> bool:
    if kind in ("integer", "number"):
        return isinstance(value, int if kind == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}[kind])


def text(value: str, at: str, key: str) -> str:
    if key in ADDRESSES and address(value) is None:
        raise Refused(f"{at} is {shown(value)}, which is not an address")
    if key == "mac" and not MAC.fullmatch(value):
        raise Refused(f"{at} is {shown(value)}, which is not a MAC address")
    if key in WORDS and (len(value) > LONGEST_WORD or "\n" in value or CONTROL.search(value) or TEMPLATE.search(value)):
        raise Refused(f"{at} is {shown(value)}")
    return plain(value)


def address(value: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """None where the text is no address; one with a scope (`fe80::1%eth0`) is none, for the scope can be any text."""
    try:
        return None if "%" in value else ipaddress.ip_address(value)
    except ValueError:
        return None


def host_address(value: str) -> str:
    """The address as Ansible may connect to it: one that is on another machine."""
    found_address = address(value)
    inner = getattr(found_address, "ipv4_mapped", None) or found_address
    if inner is None or inner.is_loopback or inner.is_unspecified or inner.is_multicast:
        raise Refused(f"{shown(value)} is not the address of a guest")
    return str(found_address)


def host_name(value: str) -> str:
    """The name as it may be a host's in an inventory: RFC 1123, as an export has it, and none that Ansible has a meaning for."""
    labels = value.split(".")
    if len(value) > 253 or not all(LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise Refused(f"{shown(value)} is not a host name")
    if value.lower() in ("all", "ungrouped") or labels[-1].lower() == "localhost":
        raise Refused(f"{shown(value)} is not the name of a guest")
    return value


def plain(value: str) -> str:
    """The text with its control characters in sight, so that no terminal obeys them."""
    return CONTROL.sub(lambda control: control[0].encode("unicode_escape").decode(), value)


def shown(value: Any) -> str:
    """A value as an error quotes it: a scalar shortened, else its type alone."""
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    return plain(shortened(json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else f'"{value}"', SHOWN_OF_VALUE).replace("\n", "\\n"))


def said(output: str) -> str:
    """What is no answer, as an error quotes it."""
    return plain(shortened(output.strip(), SHOWN_OF_OUTPUT))


def shortened(value: str, most: int) -> str:
    return value if len(value) <= most else value[:most] + " ..."
