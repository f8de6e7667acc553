"""What the assistant could not answer: groups of patients' messages, and what is to become of them."""

from collections.abc import Sequence
from http import HTTPStatus

from sqlalchemy import Connection, Engine
from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontdesk.insight.gaps import Gap, StaleError, counts, decide, examples, groups, members
from frontdesk.insight.states import ASSIGNED, DISMISSED, LEARNABLE, OPEN, OUT_OF_SCOPE, STATES, TOPICS
from frontdesk.staff import trail
from frontdesk.staff.accounts import shown_names
from frontdesk.staff.pages import Pages
from frontdesk.staff.reads import note_read
from frontdesk.staff.roles import READ, WORK
from frontdesk.staff.visits import Place, Visit, go_to
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import writing

_MOST_GROUPS, _MOST_EXAMPLES = 30, 3
_MOST_SHOWN = 100  # messages on a group's page: their ids must fit into a form
_MOST_TICKS = 24  # a form has at most 30 fields
_STATE_NAMES = {OPEN: "Open", ASSIGNED: "To be learnt", OUT_OF_SCOPE: "Out of scope", DISMISSED: "Dismissed"}
_KIND_NAMES = {
    "fallback": "not known",
    "clarify": "asked back",
    "check": "asked about a sign, denied",
    "unhelpful": "did not help",
}
_CHANGED = "A colleague has decided on this meanwhile. Nothing of yours was saved. Below is how it is now."
_NOTHING_KEPT = "Please tick at least one message that belongs to it."
_NO_TOPIC = "Please choose a topic."


def subject(group_id: str) -> str:
    """How the trail and the open pages name a group."""
    return f"gap:{group_id}"


class GapPages:
    """The places."""

    def __init__(self, engine: Engine, vault: Vault, pages: Pages) -> None:
        self._engine = engine
        self._vault = vault
        self._pages = pages

    def places(self) -> list[Place]:
        """For the route table."""
        return [
            Place("GET", "/gaps", self.listed, READ),
            Place("GET", "/gaps/{id}", self.one, READ),
            Place("POST", "/gaps/{id}", self.decide, WORK),
        ]

    def listed(self, visit: Visit) -> Response:
        """The groups in a state, the one that concerns most conversations first."""
        chosen = visit.query("show") or OPEN
        if chosen not in STATES:
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        with self._engine.connect() as connection:
            found = groups(connection, chosen, _MOST_GROUPS)
            said = examples(connection, self._vault, [group.id for group in found], _MOST_EXAMPLES)
            number = counts(connection)
        note_read(self._engine, visit, "gaps")
        return self._pages.show(
            visit,
            "gaps.html",
            found=found,
            said=said,
            counts=number,
            chosen=chosen,
            states=_STATE_NAMES,
            kinds=_KIND_NAMES,
        )

    def one(self, visit: Visit) -> Response:
        """A group with its messages."""
        return self._show(visit, HTTPStatus.OK, "")

    def _show(self, visit: Visit, status: HTTPStatus, trouble: str) -> Response:
        group_id = visit.path("id")
        with self._engine.connect() as connection:
            found = groups(connection, "", 1, group_id)
            if not found:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            said = members(connection, self._vault, group_id, _MOST_SHOWN)
            names = shown_names(connection)
        note_read(self._engine, visit, subject(group_id))
        return self._pages.show(
            visit,
            "gap.html",
            status,
            group=found[0],
            said=said,
            names=names,
            states=_STATE_NAMES,
            kinds=_KIND_NAMES,
            topics=TOPICS,
            alike=_alike(said),
            trouble=trouble,
        )

    def decide(self, visit: Visit) -> Response:
        """Assign to a topic, mark out of scope, dismiss, or open again."""
        state, topic = visit.typed("state"), visit.typed("topic")
        kept = [key for name, keys in visit.form.items() if name.startswith("keep-") for key in keys.split("\n")]
        if state not in STATES or (topic and topic not in TOPICS):
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        if state == ASSIGNED and not topic:
            return self._show(visit, HTTPStatus.UNPROCESSABLE_ENTITY, _NO_TOPIC)
        if state in LEARNABLE and not kept:
            return self._show(visit, HTTPStatus.UNPROCESSABLE_ENTITY, _NOTHING_KEPT)
        try:
            with writing(self._engine) as connection:
                self._decide(connection, visit, state, topic if state == ASSIGNED else "", kept)
        except StaleError:
            return self._show(visit, HTTPStatus.CONFLICT, _CHANGED)
        return go_to("/gaps")

    @staticmethod
    def _decide(connection: Connection, visit: Visit, state: str, topic: str, kept: list[str]) -> None:
        version = visit.typed("version")
        if not version.isascii() or not version.isdigit() or len(version) > 9:
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        decide(connection, visit.path("id"), int(version), state, visit.who.id, topic, kept)
        trail.note(connection, visit.who, f"gap_{state}", subject(visit.path("id")))


def _alike(said: Sequence[Gap]) -> list[list[Gap]]:
    """Messages in the same words, together; as many as a form takes."""
    found: dict[str, list[Gap]] = {}
    for gap in said:
        found.setdefault(" ".join(gap.text.lower().split()), []).append(gap)
    return list(found.values())[:_MOST_TICKS]
