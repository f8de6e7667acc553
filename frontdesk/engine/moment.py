"""What an answer depends on beside its response."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from frontdesk.content.repeating import SHORT_ANYWAY
from frontdesk.content.response_names import FEELING
from frontdesk.engine.nlu.check import HELD
from frontdesk.engine.nlu.context import Said
from frontdesk.language.packs import ENGLISH

_DENIED = "utter_check_denied"


@dataclass(frozen=True)
class Moment:
    """What an answer depends on beside its response: what was understood, and what was said (the newest text first)."""

    channel: str
    understood: dict[str, Any]
    before: Said = field(default_factory=Said)
    said: Sequence[str] = ()

    @property
    def language(self) -> str:
        """The language that is answered in."""
        return str(self.understood.get("lang") or ENGLISH)

    @property
    def lately(self) -> Sequence[str]:
        """What is not to be said again. By text only the last: an answer further up is given again to who asks again."""
        return self.said[:1] if self.channel == SHORT_ANYWAY else self.said

    @property
    def lead(self) -> tuple[str, ...]:
        """The responses that come before the answer itself."""
        feeling = self.understood.get("feeling")
        felt = (f"{FEELING}{feeling}",) if feeling else ()
        return (*felt, _DENIED) if self.understood.get(HELD) else felt
