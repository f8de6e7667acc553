"""What a message means that says little by itself, after an answer: "the other one", "which is better", "why", "are you sure".

`follow_ups.yml` has the kinds. A message with content of its own is left alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

_FILE = Path(__file__).parent / "follow_ups.yml"
_BEFORE = (
    "(?:(?:and|ok|okay|so|but|well|then|also|hm+|oh|no|yes|thanks|sorry|please|what about|how about|tell me about|explain)"
    "[ ,.!]+)*"
)
_AFTER = r"(?: (?:then|though|again|please|exactly|works?|done|is|is it))*\W*"
_MEANT = re.compile(
    r"^(?:(?:no|nope|nah|sorry|not that|that's not (?:it|what i (?:asked|meant|mean))|wrong|actually|wait)[ ,.!-]+)*"
    r"(?:i (?:meant|mean|asked about|was asking about|was asking|asked|wanted to know|want to know)|what i meant (?:was|is))"
    r"(?: (?:about|to ask))?[ ,:]+(?P<meant>\S.*)$"
)
_AGAIN, _FIRST = "again", "first"


@dataclass(frozen=True)
class _Kind:
    says: re.Pattern[str]
    means: Mapping[str, str]
    otherwise: str | None

    def topic(self, topics: Sequence[str]) -> str | None:
        about = self.means.get(topics[0], self.otherwise)
        return {_AGAIN: topics[0], _FIRST: topics[-1]}.get(about or "", about)


@lru_cache(maxsize=1)
def _kinds() -> tuple[_Kind, ...]:
    read = YAML(typ="safe").load(_FILE.read_text(encoding="utf-8")).values()
    return tuple(
        _Kind(
            re.compile(f"{_BEFORE}(?:{'|'.join(kind['says'])}){_AFTER}"),
            {**dict.fromkeys(kind.get("again", ()), _AGAIN), **kind.get("means", {})},
            kind.get("else"),
        )
        for kind in read
    )


def meant(text: str) -> str:
    """What a correction asks instead: "no, i meant how soon" -> "how soon"; empty if the message is none."""
    found = _MEANT.match(text.strip())
    return found["meant"] if found else ""


def follow_up(text: str, topics: Sequence[str]) -> str | None:
    """The topic that a bare follow-up asks about; "more" if it can only be asked back; None if it is no bare follow-up.

    `text` is written out. `topics`: those that were answered in the conversation, the newest answer first.
    """
    plain = text.strip()
    fitting = (kind.topic(topics) for kind in _kinds() if kind.says.fullmatch(plain))
    return next((topic for topic in fitting if topic), None)
