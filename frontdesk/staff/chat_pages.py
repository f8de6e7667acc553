"""Conversations: the list, one of them, and taking over, answering and handing back."""

import re
import secrets
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection, Engine
from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontdesk.conversations.channels import channels
from frontdesk.conversations.presence import viewers
from frontdesk.conversations.takeover import LONGEST_TEXT, TakeoverError
from frontdesk.conversations.transcript import UnknownConversationError
from frontdesk.staff import trail
from frontdesk.staff.accounts import shown_names
from frontdesk.staff.chats import PAGE, Chats, OptedOutError
from frontdesk.staff.desk import StaffDesk
from frontdesk.staff.pages import Pages, waited
from frontdesk.staff.reads import note_read
from frontdesk.staff.roles import READ, WORK
from frontdesk.staff.visits import Place, Visit, go_to, place_of
from frontdesk.storage.database import writing

_ENDED = "This chat has ended. The patient can be called, if a number is known."
_OPTED_OUT = (
    "This phone has opted out of texts, and the patient can read this chat nowhere else. Please call. Nothing was sent."
)
_MESSAGE_ID = re.compile(r"[0-9a-f]{32}")
FILTER_NAMES = {
    "": "All",
    "person": "With or waiting for a person",
    "alarm": "With a warning sign",
}


def subject(conversation_id: str) -> str:
    """How the trail and the open pages name a conversation."""
    return f"conversation:{conversation_id}"


class ChatPages:
    """The places."""

    def __init__(self, engine: Engine, pages: Pages, chats: Chats, desk: StaffDesk) -> None:
        self._engine = engine
        self._pages = pages
        self._chats = chats
        self._desk = desk

    def places(self) -> list[Place]:
        """For the route table."""
        return [
            Place("GET", "/conversations", self.listed, READ),
            Place("GET", "/conversations/{id}", self.one, READ),
            Place("POST", "/conversations/{id}/take-over", self.take_over, WORK),
            Place("POST", "/conversations/{id}/say", self.say, WORK),
            Place("POST", "/conversations/{id}/hand-back", self.hand_back, WORK),
        ]

    def listed(self, visit: Visit) -> Response:
        """The newest conversations."""
        chosen = visit.query("show")
        before = place_of(visit.query("before"))
        filters = FILTER_NAMES | {channel.id: channel.label for channel in channels()}
        if chosen not in filters:
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        with self._engine.connect() as connection:
            found = self._chats.listed(connection, chosen, before)
        note_read(self._engine, visit, "conversations")
        return self._pages.show(
            visit,
            "conversations.html",
            found=found[:PAGE],
            more=len(found) > PAGE,
            chosen=chosen,
            filters=filters,
            waited=waited,
        )

    def one(self, visit: Visit) -> Response:
        """One conversation with its transcript."""
        return self._show(visit, HTTPStatus.OK, "")

    def _show(self, visit: Visit, status: HTTPStatus, trouble: str) -> Response:
        conversation_id = visit.path("id")
        with self._engine.connect() as connection:
            conversation = self._chats.find(connection, conversation_id)
            if conversation is None:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            said, more = self._chats.transcript(connection, conversation_id)
            names = shown_names(connection)
            looking = viewers(connection, subject(conversation_id)) - {visit.who.id}
            values: dict[str, Any] = {
                "asked_for": self._desk.appointments.of_conversation(connection, conversation_id),
                "by_text": self._chats.by_text(connection, conversation_id),
                "looking": sorted(names[each] for each in looking if each in names),
            }
        note_read(self._engine, visit, subject(conversation_id))
        return self._pages.show(
            visit,
            "conversation.html",
            status,
            conversation=conversation,
            said=said,
            more=more,
            trouble=trouble,
            typed=visit.typed("text") if trouble else "",
            message_id=secrets.token_hex(16),
            longest=LONGEST_TEXT,
            waited=waited,
            **values,
        )

    def take_over(self, visit: Visit) -> Response:
        """Talk to the patient from now on."""
        who, instead_of = visit.who, visit.typed("instead_of")

        def claim(connection: Connection, conversation_id: str) -> None:
            self._chats.takeovers.claim(connection, conversation_id, who.id, who.shown_as, instead_of)

        return self._step(visit, "take_over", claim)

    def say(self, visit: Visit) -> Response:
        """Say something, as whoever took over."""
        text, message_id = visit.typed("text"), visit.typed("message_id")
        if not _MESSAGE_ID.fullmatch(message_id):
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        if not text or len(text) > LONGEST_TEXT:
            return self._show(
                visit,
                HTTPStatus.UNPROCESSABLE_ENTITY,
                f"A message has 1 to {LONGEST_TEXT} characters. It was not sent.",
            )

        def send(connection: Connection, conversation_id: str) -> None:
            self._chats.say(connection, conversation_id, visit.who.id, message_id, text)

        return self._step(visit, "say", send)

    def hand_back(self, visit: Visit) -> Response:
        """Let the assistant answer again."""

        def give(connection: Connection, conversation_id: str) -> None:
            self._chats.takeovers.hand_back(connection, conversation_id, visit.who.id)

        return self._step(visit, "hand_back", give)

    def _step(self, visit: Visit, action: str, step: Any) -> Response:
        conversation_id = visit.path("id")
        try:
            with writing(self._engine) as connection:
                step(connection, conversation_id)
                trail.note(connection, visit.who, action, subject(conversation_id))
        except UnknownConversationError:
            return self._show(visit, HTTPStatus.CONFLICT, _ENDED)
        except OptedOutError:
            return self._show(visit, HTTPStatus.CONFLICT, _OPTED_OUT)
        except TakeoverError as error:
            with_whom = (
                f"{error.speaker} has this chat now." if error.speaker else "You do not have this chat any more."
            )
            return self._show(visit, HTTPStatus.CONFLICT, f"{with_whom} Nothing was sent.")
        return go_to(f"/conversations/{conversation_id}")
