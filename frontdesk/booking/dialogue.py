"""The booking conversation: what the patient says -> what is said back, with the draft kept in between.

1. A message handled before (same turn id, or a second tap on "Yes") gives the same reply: a crash on the way
   to the patient's screen repeats nothing. Nobody agrees to a question that never reached their screen.
2. Asking for a person, stopping and starting over work at every question.
3. Whatever a message says about the booking is kept, whichever question was open.
4. "My appointment" is one that stands, if there is one, not the one that is being asked for.
5. A question is answered, then the open question is asked again. Whether an appointment is still on never cancels it.
6. A message for the front desk is passed on, then the open question is asked again.
7. Two answers in vain to one question bring an easier way: buttons, a call-back, or a person.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from frontdesk.appointments.limits import TooManyError
from frontdesk.appointments.standing import first_name
from frontdesk.booking import buttons
from frontdesk.booking.calling_off import is_called_off
from frontdesk.booking.changing import Changing
from frontdesk.booking.collecting import Collecting
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import BOOK, CALL_BACK, CANCEL, RESCHEDULE, Draft, Drafts, Say
from frontdesk.booking.heard import CALLBACK, YES, Heard
from frontdesk.booking.new_time import at_time_of_last, means_draft
from frontdesk.booking.other_languages import in_english, in_their_words
from frontdesk.booking.questions import (
    STATUS,
    answers_beside,
    asks_status,
    asks_why,
    has_message_beside,
    is_message,
)
from frontdesk.booking.reception import Reception
from frontdesk.booking.times import period
from frontdesk.booking.turning import (
    CHANGES,
    begins_anew,
    cannot_keep,
    insists,
    is_about_another,
    speaks_of_appointment,
    turns_to,
)

_STARTS = {"book": BOOK, CALLBACK: CALL_BACK, "reschedule": RESCHEDULE, "cancel": CANCEL}
_SETTLED = ((CANCEL, "cancel"), (CALL_BACK, "reschedule"))
_WANTS = {RESCHEDULE: "Wants to move an appointment", CANCEL: "Wants to cancel an appointment"}
_LEARNT_AS = {"remind": "sent", "code": "contact", "which": "contact", "phone_code": "phone"}
_TO_ANOTHER_TIME = re.compile(
    r"\b(?:mov\w*|push\w*|shift\w*|chang\w*|switch\w*|re-?schedul\w*|bump\w*|swap\w*|get|"
    r"got)\b[^.?!]*?\b(?:to|until|till|into|for|anything)\b (?!be\b)"
    r"(?P<time>[^.?!]+)",
    re.IGNORECASE,
)
# Who was booked for before: "book him another time".
_SAME_PERSON = re.compile(r"\b(?:him|her|them)\b(?! (?:back|know)\b)")


@dataclass(frozen=True)
class Turn:
    """What is said, the topic it belongs to, the question that is open now (empty: the booking is over), and the turn's id."""

    said: tuple[Say, ...]
    topic: str
    step: str
    id: str = ""

    @property
    def question(self) -> str:
        """The open question as the booking reader has learnt it (data/bookings)."""
        if self.step == "confirm" and self.topic == CANCEL:
            return "cancel"
        return _LEARNT_AS.get(self.step, self.step)


def _wish_to_move(desk: Desk, said: str) -> dict[str, Any]:
    """The details that hold the time to which an appointment is to be moved, as far as a message names it."""
    found = _TO_ANOTHER_TIME.search(said)
    when = desk.understand(found["time"]) if found else None
    if when is None or when.problem or when.flexible:
        return {}
    return {"windows": tuple(period(window) for window in when.windows), "when": when.text}


def topic_of(goal: str) -> str:
    """The action id that messages of a goal carry."""
    return "talk_to_human" if goal == CALL_BACK else goal


def _is_repeat(draft: Draft, heard: Heard) -> bool:
    """Whether the last reply is to be given again.

    So it is if the message was handled before; if that reply never reached the conversation (the action took too long, or its
    process died) and the message is a yes or the booking is sent; and at a second tap on the button that sent it.
    """
    again = bool(heard.turn_id) and draft.last_turn == heard.turn_id
    unheard = bool(heard.known_turn) and draft.last_turn != heard.known_turn
    return again or (unheard and (draft.sent or heard.agrees)) or (draft.sent and heard.choice == YES)


def _turn_of(draft: Draft) -> Turn:
    return Turn(draft.last_said, topic_of(draft.goal), draft.step, draft.last_turn)


class Dialogue:
    """Handles the messages of bookings."""

    def __init__(self, desk: Desk, drafts: Drafts, reception: Reception) -> None:
        self._desk = desk
        self._drafts = drafts
        self._reception = reception
        self._collecting = Collecting(desk)
        self._changing = Changing(desk)

    def turn(self, heard: Heard) -> Turn:
        """Handle one message."""
        draft = self._drafts.load(heard.conversation_id)
        heard, gloss = in_english(heard, draft.step if draft else "")
        if draft is not None:
            draft = replace(draft, held_phone=self._desk.phone_of(heard)).with_details(language=heard.language)
        if draft is not None and _is_repeat(draft, heard):
            said = list(draft.last_said)
        else:
            draft, said = in_their_words(*self._within_limits(draft, heard), gloss)
        draft = replace(
            draft, last_turn=heard.turn_id, last_said=tuple(said), heard="" if heard.choice else heard.plain
        )
        self._drafts.save(heard.conversation_id, draft)
        return _turn_of(draft)

    def _within_limits(self, draft: Draft | None, heard: Heard) -> tuple[Draft, list[Say]]:
        try:
            return self._with_message(draft, heard)
        except TooManyError:
            refused = [Say(("utter_booking_too_many",), {}, (buttons.PERSON,))]
            return replace(draft or Draft(BOOK), step=""), refused

    def _with_message(self, draft: Draft | None, heard: Heard) -> tuple[Draft, list[Say]]:
        """What the message does; what it has for the front desk is passed on, alone or beside that."""
        if draft is not None and draft.step and heard.plain != draft.heard and is_message(heard, draft.step):
            draft, asked = self._flow(draft).again(draft, heard)
            return draft, [self._reception.hear(heard), *answers_beside(heard), *asked]
        if asks_why(heard) and not (draft and draft.step and draft.goal in CHANGES):
            return self._why(draft, heard)
        if heard.intent == CANCEL and asks_status(heard):
            return self._status(draft, heard)
        if draft is not None and (settled := self._settled(draft, heard)):
            return draft, settled
        passed_on = [self._reception.hear(heard)] if has_message_beside(heard) else []
        draft, said = self._handle(draft, heard)
        return draft, [*passed_on, *said]

    def _handle(self, draft: Draft | None, heard: Heard) -> tuple[Draft, list[Say]]:
        wanted = _STARTS.get(heard.choice or heard.intent)
        if wanted == BOOK and not heard.choice and cannot_keep(heard.plain):
            wanted = RESCHEDULE

        def stands() -> bool:
            return bool(self._desk.active_of_conversation(heard.conversation_id))

        if draft is None or not draft.step:
            return self._open(draft, BOOK if begins_anew(wanted, heard, stands) else wanted or BOOK, heard)
        if (
            wanted
            and not means_draft(draft, heard, self._desk)
            and (turns_to(draft, wanted, heard) or is_about_another(draft, wanted, heard, stands))
        ):
            self._give_back(draft, heard)
            return self._open(draft, wanted, heard)
        adds = draft.goal == CALL_BACK and wanted in CHANGES and speaks_of_appointment(heard.plain)
        if adds and not heard.stops:
            draft, heard, wanted = draft.with_note(heard.text), replace(heard, intent=CALLBACK), CALL_BACK
        if (heard.stops and not is_called_off(draft, heard)) or (
            wanted == CANCEL and not draft.sent and draft.goal not in CHANGES and heard.calls_off
        ):
            return self._stop(draft, heard)
        if draft.goal in CHANGES and self._changing.lacks_proof(draft, heard):
            return self._open(draft, CALL_BACK, heard, "utter_booking_unproven")
        if heard.starts_over:
            self._give_back(draft, heard)
            return self._open(None, draft.goal, heard, "utter_booking_again")
        return self._flow(draft).hear(draft, heard)

    def _status(self, draft: Draft | None, heard: Heard) -> tuple[Draft, list[Say]]:
        """Whether and when an appointment is, is told and changes nothing, whatever the question was taken for."""
        if draft is None or not draft.step:
            return draft or Draft(CANCEL), [STATUS]
        draft, asked = self._flow(draft).again(draft, heard)
        return draft, [STATUS, *asked]

    def _settled(self, draft: Draft, heard: Heard) -> list[Say]:
        """What is said to a typed wish to change what was cancelled just before, or is a call, which has no time."""
        if heard.choice or draft.step or not draft.sent or (draft.goal, heard.intent) not in _SETTLED:
            return []
        if any(item.kind != CALLBACK for item in self._desk.active_of_conversation(heard.conversation_id)):
            return []
        if draft.goal == CALL_BACK:
            return [self._reception.hear(heard)]
        done = self._desk.appointment(draft.chosen)
        again = insists(heard.plain, first_name(done))
        return [Say(("utter_booking_done_cancel",), self._desk.words(done))] if again else []

    def _why(self, draft: Draft | None, heard: Heard) -> tuple[Draft, list[Say]]:
        """Why an appointment was cancelled: who did it, as far as that is known here; the front desk gets the question."""
        cancelled = self._desk.cancelled_by_staff(heard.conversation_id)
        told = Say(("utter_booking_why_unknown",), kind="handoff")
        if cancelled:
            told = Say(("utter_booking_why_cancelled",), self._desk.words(cancelled), kind="handoff")
        asked: list[Say] = []
        if draft is not None and draft.step:
            draft, asked = self._flow(draft).again(draft, heard)
        return draft or Draft(CANCEL), [told, self._reception.hear(heard), *asked]

    def _open(self, before: Draft | None, goal: str, heard: Heard, *lead: str) -> tuple[Draft, list[Say]]:
        phone = self._desk.phone_of(heard)
        heard = at_time_of_last(heard, self._desk) if goal == BOOK else heard
        draft = Draft(goal, held_phone=phone).with_details(phone=phone, language=heard.language)
        if before is not None:
            known = before.details
            of_another = known.for_whom and before.sent
            name = "" if of_another else known.name
            draft = draft.with_details(name=name, phone=known.phone or draft.details.phone, email=known.email)
            if of_another and _SAME_PERSON.search(heard.plain):
                draft = draft.with_details(name=known.name, for_whom=known.for_whom, patient_type=known.patient_type)
            if before.goal in CHANGES and before.step and goal == CALL_BACK:
                draft = draft.with_details(
                    note=_WANTS[before.goal], for_whom=known.for_whom, reason=known.reason
                ).with_note(known.note)
                draft = (
                    draft.with_details(**_wish_to_move(self._desk, known.note)) if before.goal == RESCHEDULE else draft
                )
            if before.goal == BOOK and before.step and not before.sent and goal == CALL_BACK:
                draft = replace(draft, details=replace(known, phone=draft.details.phone), any_time=before.any_time)
            if goal in CHANGES and before.goal in CHANGES and before.step:
                draft = replace(draft, candidates=before.candidates, chosen=before.chosen, contact=before.contact)
        draft, said = self._flow(draft).open(draft, heard, lead)
        return draft, [*answers_beside(heard), *said]

    def _give_back(self, draft: Draft, heard: Heard) -> None:
        if draft.goal == BOOK and not draft.sent:
            self._desk.release(draft, heard)

    def _flow(self, draft: Draft) -> "Collecting | Changing":
        return self._changing if draft.goal in CHANGES else self._collecting

    def _stop(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        self._give_back(draft, heard)
        response = "utter_booking_left" if draft.sent or draft.goal in CHANGES else "utter_booking_stopped"
        return replace(draft, step=""), [Say((response,))]
