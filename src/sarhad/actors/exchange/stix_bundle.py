"""A STIX bundle as it stands in a file, and which of its markings let an object be passed on."""

from __future__ import annotations

import json

from ...errors import InputError
from .draft import loads
from .plain import Entry

_MOST_OBJECTS = 200_000
PUBLIC_MARKINGS = frozenset(
    {
        "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",  # TLP:WHITE, STIX 2.1 section 7.2.1.4
        "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",  # TLP:CLEAR of TLP 2.0
    }
)


def bundle_of(file: str, text: str) -> Entry:
    """The bundle of a text; its `objects` are a list.

    Raises:
        InputError: it is not JSON, no bundle, or holds too many objects.
    """
    try:
        bundle = loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{file}, line {error.lineno} is not JSON: {error.msg}", do="export the bundle again"
        ) from error
    except ValueError as error:
        raise InputError(f"{file} is not JSON that can be kept: {error}", do="export the bundle again") from error
    except RecursionError as error:
        raise InputError(f"{file} is nested too deeply to be a STIX bundle", do="export the bundle again") from error
    if (
        not isinstance(bundle, dict)
        or bundle.get("type") != "bundle"
        or not isinstance(bundle.get("objects", []), list)
    ):
        raise InputError(
            f"{file} is not a STIX bundle", do='a bundle is {"type": "bundle", "id": ..., "objects": [...]}'
        )
    if len(bundle.setdefault("objects", [])) > _MOST_OBJECTS:
        raise InputError(f"{file} holds more than {_MOST_OBJECTS:,} objects", do="split it")
    return bundle


def restricts(marking: Entry) -> bool:
    """Whether a marking says more than a statement: TLP other than white or clear, or anything unknown."""
    if marking["id"] in PUBLIC_MARKINGS or marking.get("definition_type") == "statement":
        return False
    said = marking.get("definition", {})
    named = [marking.get("name"), *(said.values() if isinstance(said, dict) else ())]
    return not any(str(name).upper().removeprefix("TLP:") in ("WHITE", "CLEAR") for name in named)
