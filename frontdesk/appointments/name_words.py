"""Finding names that are sealed: by keyed hashes of how their words begin.

1. Of each word of a name, without capitals and accents, the beginnings of SHORTEST to LONGEST letters are hashed; of a shorter
   word, the word. So "exa" and "exämple" find "Ada Exämple", and "ample" does not.
2. Whoever has the database without the key learns how many words two names share, and nothing else of them.
3. Appointments that were stored before there were hashes get theirs from the worker (`Appointments.hash_names`).
"""

import re

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.language.accents import without_accents
from frontdesk.storage.booking_models import appointment_words as rows
from frontdesk.storage.booking_models import appointments
from frontdesk.storage.crypto import Lookup

SHORTEST, LONGEST = 3, 12
_PURPOSE = "name "


def words_of(name: str) -> list[str]:
    """The words of a name without capitals and accents: "Zoé Lee-Tran" has zoe, lee and tran."""
    return re.findall(r"\w+", without_accents(name.casefold()))


def fits(name: str, text: str) -> bool:
    """Whether each word of a text begins a word of the name."""
    words = words_of(name)
    return all(any(word.startswith(sought) for word in words) for sought in words_of(text))


def beginnings(name: str) -> set[str]:
    """What is hashed of a name."""
    return {
        word[:length]
        for word in words_of(name)
        for length in range(min(SHORTEST, len(word)), min(LONGEST, len(word)) + 1)
    }


class NameWords:
    """The hashes, within the caller's transaction."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def store(self, connection: Connection, appointment_id: str, name: str) -> None:
        """Put the hashes of a name in place of those before."""
        connection.execute(rows.delete().where(rows.c.appointment_id == appointment_id))
        new = [
            {"appointment_id": appointment_id, "word_hash": self._lookup.hash(_PURPOSE + part)}
            for part in sorted(beginnings(name))
        ]
        if new:
            connection.execute(rows.insert(), new)

    def named(self, text: str) -> sa.ColumnElement[bool]:
        """The condition that finds appointments in whose name each word of a text begins a word, as far as is hashed."""
        words = words_of(text)
        return sa.and_(*(appointments.c.id.in_(self._having(word)) for word in words)) if words else sa.false()

    def _having(self, word: str) -> sa.Select[tuple[str]]:
        hashes = self._lookup.hashes(_PURPOSE + word[:LONGEST])
        return sa.select(rows.c.appointment_id).where(rows.c.word_hash.in_(hashes))


def without_words() -> sa.ColumnElement[bool]:
    """The condition that finds appointments of which nothing is hashed."""
    return ~sa.exists().where(rows.c.appointment_id == appointments.c.id)
