"""After START: where a booking stood that was begun before, and whether it is to go on."""

from collections.abc import Sequence

from frontdesk.booking import buttons
from frontdesk.channels.sms.keywords import is_yes
from frontdesk.channels.sms.options import Option, folded, numbered, title
from frontdesk.channels.sms.receiving import Received
from frontdesk.channels.sms.reply import SmsReply
from frontdesk.language.packs import keywords
from frontdesk.settings.clinic import Clinic
from frontdesk.texting import words as wording

_GO_ON = buttons.RESUME[0]
_MORE_YES = frozenset("yeah yep yup ya ok okay sure please go on continue ouais daccord continuez continuons".split())
_NOES = frozenset("no nope nah non not now thanks thank you merci pas maintenant drop it forget".split())


def resumption(received: Received, clinic: Clinic) -> SmsReply | None:
    """What is said of the booking that a phone had begun, with its options; None without one."""
    if not received.in_booking:
        return None
    shown = tuple(
        (choice, title(choice, name, received.language)) for choice, name in (buttons.RESUME, buttons.NOT_NOW)
    )
    said = wording.begun_text(clinic, received.wished, received.language)
    return SmsReply(said + numbered(shown, received.language), shown)


def resume_choice(text: str, offered: Sequence[Option]) -> str | None:
    """The id of the option that a plain yes or no chooses, where the last list asks whether to go on with a booking."""
    ids = [choice for choice, _ in offered]
    words = set(folded(text).split())
    if _GO_ON not in ids or not words:
        return None
    if is_yes(text) or words <= _MORE_YES | keywords("yes"):
        return _GO_ON
    return buttons.NOT_NOW[0] if words <= _NOES else None
