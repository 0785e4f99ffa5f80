"""Relations in words, from the side of either actor."""

from __future__ import annotations

from collections.abc import Mapping

from ...actors import Relation
from ...actors.dates import PartialDate

FORWARD: Mapping[str, str] = {
    "branch-of": "branch of {}",
    "affiliate-of": "affiliate of {}",
    "splinter-of": "split from {}",
    "heir-of": "heir in ideas of {}",
    "replaces": "in the place of {}",
    "ally-of": "ally of {}",
    "rival-of": "rival of {}",
    "fights": "fights {}",
    "hosts": "hosts {}",
    "opposes": "opposes {}",
    "seen-as-partner-of": "seen as a partner of {}",
    "renamed-from": "renamed from {}",
    "successor-of": "successor of {}",
    "merged-into": "merged into {}",
    "joined": "joined {}",
    "member-of": "member of {}",
    "claims-territory": "claims territory of {}",
    "stance": "towards {}: {stance}",
}
"""What an actor is to the other."""
BACKWARD: Mapping[str, str] = {
    "branch-of": "has the branch {}",
    "affiliate-of": "has the affiliate {}",
    "splinter-of": "{} split from it",
    "heir-of": "has the heir in ideas {}",
    "replaces": "{} came in its place",
    "ally-of": "ally of {}",
    "rival-of": "rival of {}",
    "fights": "fights {}",
    "hosts": "hosted by {}",
    "opposes": "opposed by {}",
    "seen-as-partner-of": "{} is seen as a partner of it",
    "renamed-from": "renamed to {}",
    "successor-of": "has the successor {}",
    "merged-into": "{} merged into it",
    "joined": "{} joined it",
    "member-of": "has the member {}",
    "claims-territory": "{} claims its territory",
    "stance": "{} towards it: {stance}",
}
"""The same from the side of the other."""
BASIS: Mapping[str, str] = {
    "data": "from a data set",
    "page": "from a published page",
    "author": "stated by an author",
    "perception": "as someone is said to see it",
}
"""What a relation rests on."""

_LANGUAGES: Mapping[str, str] = {
    "ar": "Arabic", "az": "Azerbaijani", "en": "English", "fa": "Persian", "fr": "French", "kk": "Kazakh",
    "ku": "Kurdish", "ky": "Kyrgyz", "ps": "Pashto", "ru": "Russian", "tg": "Tajik", "tk": "Turkmen", "tr": "Turkish",
    "ug": "Uyghur", "und": "not stated", "ur": "Urdu", "uz": "Uzbek", "zh": "Chinese",
}  # fmt: skip
_SCRIPTS: Mapping[str, str] = {"Arab": "Arabic", "Cyrl": "Cyrillic", "Latn": "Latin"}


def language_words(language: str, script: str) -> str:
    """`Uzbek, Cyrillic script`; a code where there is no word for it here."""
    word = _LANGUAGES.get(language, language)
    return f"{word}, {_SCRIPTS.get(script, script)} script" if script else word


def relation_words(relation: Relation, other: str, *, backward: bool = False) -> str:
    """The relation in words, with the other's name."""
    phrase = (BACKWARD if backward else FORWARD)[relation.kind]
    return phrase.format(other, stance=relation.stance)


def span_words(start: PartialDate | None, end: PartialDate | None) -> str:
    """`, 2015 to 2021`, with its comma; empty where neither is known."""
    if start and end:
        return f", {start}" if str(start) == str(end) else f", {start} to {end}"
    return f", from {start}" if start else f", until {end}" if end else ""
