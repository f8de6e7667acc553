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

from frontdesk.appointments.limits import TooManyError
from frontdesk.booking import buttons
from frontdesk.booking import told as marks
from frontdesk.booking.changing import Changing
from frontdesk.booking.collecting import Collecting
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import BOOK, CALL_BACK, CANCEL, RESCHEDULE, Draft, Drafts, Say
from frontdesk.booking.extraction import find_email
from frontdesk.booking.heard import CALLBACK, YES, Heard
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
from frontdesk.booking.vocabulary import is_clinical

_STARTS = {"book": BOOK, CALLBACK: CALL_BACK, "reschedule": RESCHEDULE, "cancel": CANCEL}
_CHANGES = (RESCHEDULE, CANCEL)
_WANTS = {RESCHEDULE: "Wants to move an appointment", CANCEL: "Wants to cancel an appointment"}
_LEARNT_AS = {"remind": "sent", "code": "contact", "which": "contact", "phone_code": "phone"}
_MAY = 0.25
_CHANGES_IT = re.compile(
    r"\b(?:mov(?:e|ed|ing)|chang(?:e|ing)|re-?schedul\w*|push|switch|swap|cancel\w*|postpone|can(?:'?t|not) make|instead of)\b"
)
_APPOINTMENT = re.compile(r"\b(?:appointments?|appts?|visit|(?:the|my) \w+ one)\b")
# Says outright that it is about an appointment that there is already, or whose it is.
_EXISTING = re.compile(
    r"\b(?:existing|already (?:have|has|had|got|booked)|not (?:booking|making) a new|not a new|isn'?t (?:a )?new|moving one)\b"
)
_OF_ANOTHER = re.compile(
    r"\b(?:her|his|mum'?s|mom'?s|dad'?s|(?:wife|husband|son|daughter|mother|father)'?s) (?:\w+ )?(?:appointment|appt|visit)\b"
)
# Who was booked for before: "book him another time".
_SAME_PERSON = re.compile(r"\b(?:him|her|them)\b(?! (?:back|know)\b)")
_BOOKING = re.compile(r"\b(?:book|appointment|appt)")


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


def topic_of(goal: str) -> str:
    """The action id that messages of a goal carry."""
    return "talk_to_human" if goal == CALL_BACK else goal


def _turns_to(draft: Draft, wanted: str, heard: Heard) -> bool:
    """Whether the patient turns to something else: a button says so; words only where nothing can get lost."""
    if draft.sent:
        return find_email(heard.text) is None and not heard.agrees
    if wanted == draft.goal:
        return False
    if heard.choice or (wanted == CALL_BACK and heard.agrees):
        return True
    if draft.goal in _CHANGES and wanted in _CHANGES:
        return wanted == RESCHEDULE or "cancel" in heard.plain
    if draft.goal == CALL_BACK:
        return wanted == BOOK and bool(_BOOKING.search(heard.plain))
    asks = wanted == BOOK and draft.step == "contact" and find_email(heard.text) is None
    return asks and bool(_BOOKING.search(heard.plain)) and not _EXISTING.search(heard.plain)


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
        if draft is not None and draft.step and is_message(heard, draft.step):
            draft, asked = self._flow(draft).again(draft, heard)
            return draft, [self._reception.hear(heard), *answers_beside(heard), *asked]
        if asks_why(heard) and not (draft and draft.step and draft.goal in _CHANGES):
            return self._why(draft, heard)
        if heard.intent == CANCEL and asks_status(heard):
            return self._status(draft, heard)
        passed_on = [self._reception.hear(heard)] if has_message_beside(heard) else []
        draft, said = self._handle(draft, heard)
        return draft, [*passed_on, *said]

    def _handle(self, draft: Draft | None, heard: Heard) -> tuple[Draft, list[Say]]:
        wanted = _STARTS.get(heard.choice or heard.intent)
        if draft is None or not draft.step:
            return self._open(draft, BOOK if self._begins_anew(wanted, heard) else wanted or BOOK, heard)
        if wanted and (_turns_to(draft, wanted, heard) or self._is_about_another(draft, wanted, heard)):
            self._give_back(draft, heard)
            return self._open(draft, wanted, heard)
        adds = draft.goal == CALL_BACK and wanted in _CHANGES and bool(_APPOINTMENT.search(heard.plain))
        if adds and not heard.stops:
            draft, heard, wanted = draft.with_note(heard.text), replace(heard, intent=CALLBACK), CALL_BACK
        if heard.stops or (wanted == CANCEL and not draft.sent and draft.goal not in _CHANGES and heard.calls_off):
            return self._stop(draft, heard)
        if draft.goal in _CHANGES and self._changing.lacks_proof(draft, heard):
            return self._open(draft, CALL_BACK, heard, "utter_booking_unproven")
        if heard.starts_over:
            self._give_back(draft, heard)
            return self._open(None, draft.goal, heard, "utter_booking_again")
        return self._flow(draft).hear(draft, heard)

    def _begins_anew(self, wanted: str | None, heard: Heard) -> bool:
        """Whether a message that was taken for a call-back or a change asks for a first appointment, as it was read."""
        if heard.choice or not heard.told.does(marks.BEGIN):
            return False
        if wanted == CALL_BACK:
            return heard.told.is_marked(marks.WHEN) and is_clinical(heard.plain)
        changes = heard.told.does(marks.CHANGE, likely=_MAY) or _CHANGES_IT.search(heard.plain)
        return wanted in _CHANGES and not (changes or self._desk.active_of_conversation(heard.conversation_id))

    def _status(self, draft: Draft | None, heard: Heard) -> tuple[Draft, list[Say]]:
        """Whether and when an appointment is, is told and changes nothing, whatever the question was taken for."""
        if draft is None or not draft.step:
            return draft or Draft(CANCEL), [STATUS]
        draft, asked = self._flow(draft).again(draft, heard)
        return draft, [STATUS, *asked]

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
        draft = Draft(goal, held_phone=phone).with_details(phone=phone, language=heard.language)
        if before is not None:
            known = before.details
            of_another = known.for_whom and before.sent
            name = "" if of_another else known.name
            draft = draft.with_details(name=name, phone=known.phone or draft.details.phone, email=known.email)
            if of_another and _SAME_PERSON.search(heard.plain):
                draft = draft.with_details(name=known.name, for_whom=known.for_whom, patient_type=known.patient_type)
            if before.goal in _CHANGES and before.step and goal == CALL_BACK:
                draft = draft.with_details(note=_WANTS[before.goal]).with_note(known.note)
            if goal in _CHANGES and before.goal in _CHANGES and before.step:
                draft = replace(draft, candidates=before.candidates, chosen=before.chosen, contact=before.contact)
        draft, said = self._flow(draft).open(draft, heard, lead)
        return draft, [*answers_beside(heard), *said]

    def _is_about_another(self, draft: Draft, wanted: str, heard: Heard) -> bool:
        """Whether the patient turns from a booking to an appointment that stands."""
        if wanted not in _CHANGES or draft.goal in _CHANGES or draft.sent:
            return False
        stands = _APPOINTMENT.search(heard.plain) and self._desk.active_of_conversation(heard.conversation_id)
        known = draft.details.windows or draft.details.for_whom
        return bool(stands or _EXISTING.search(heard.plain)) or (not known and bool(_OF_ANOTHER.search(heard.plain)))

    def _give_back(self, draft: Draft, heard: Heard) -> None:
        if draft.goal == BOOK and not draft.sent:
            self._desk.release(draft, heard)

    def _flow(self, draft: Draft) -> "Collecting | Changing":
        return self._changing if draft.goal in _CHANGES else self._collecting

    def _stop(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        self._give_back(draft, heard)
        response = "utter_booking_left" if draft.sent or draft.goal in _CHANGES else "utter_booking_stopped"
        return replace(draft, step=""), [Say((response,))]
