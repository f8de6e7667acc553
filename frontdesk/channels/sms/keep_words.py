"""A wish to keep an appointment, in any spelling, where a list has that option: "no wate keap it", "gardez-le".

Only a text that says nothing else is taken.
"""

from collections.abc import Collection, Sequence

from rapidfuzz.distance import OSA

from frontdesk.channels.sms.options import Option, folded
from frontdesk.language.packs import keywords
from frontdesk.texting.appointment_words import KEEP

_KEEPS = frozenset("keep leave gardez garde garder laissez laisse".split())
_TITLES = frozenset("keep gardez garder".split())
_CANCELS = frozenset("cancel canceling cancelling annulez annuler".split())
_DENIES = frozenset("dont not never cant wont cannot pas".split())
_BESIDE = frozenset(
    "no nope nah wait hold on oh sorry actually please thanks ok okay yes i ill we to it that this them mine my the our "
    "appointment appt visit time spot as is one still then do non attendez pardon oui svp merci je on veux le la les mon ma "
    "rendez vous comme ca finalement".split()
)
_FEWEST_LETTERS = 4  # of a word that may be misspelt
_LONGEST_UNKNOWN = 5  # letters of the one word that need not be known: "wate"


def keep_choice(text: str, offered: Sequence[Option]) -> str | None:
    """The id of the option of a list that keeps an appointment, if that is all that a text says."""
    keep = next((choice for choice, _ in offered if choice.startswith(KEEP)), None) or _no_of(offered)
    words = folded(text).split()
    if keep is None or not words:
        return None
    denied = any(word in _DENIES for word in words)
    keeps = any(_is_one_of(word, _CANCELS if denied else _KEEPS) for word in words)
    known = (_CANCELS | _DENIES if denied else _KEEPS) | _BESIDE | keywords("polite")
    unknown = [word for word in words if not _is_one_of(word, known)]
    plain = not unknown or (len(unknown) == 1 and not denied and len(unknown[0]) <= _LONGEST_UNKNOWN)
    return keep if keeps and plain and not (unknown and _is_one_of(unknown[0], _CANCELS)) else None


def _no_of(offered: Sequence[Option]) -> str | None:
    """The option that keeps what is asked to be called off or moved, by its title."""
    return next((choice for choice, name in offered if not _TITLES.isdisjoint(folded(name).split())), None)


def _is_one_of(word: str, known: Collection[str]) -> bool:
    near = (other for other in known if len(other) >= _FEWEST_LETTERS)
    return word in known or (
        len(word) >= _FEWEST_LETTERS - 1 and any(OSA.distance(word, other, score_cutoff=1) <= 1 for other in near)
    )
