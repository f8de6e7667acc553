"""The end of a booking: it is handed over or booked. Then one question may follow.

1. Where the clinic books only for phones that are confirmed (`booking.unconfirmed`), a code is texted first. Without it the
   time is asked for, not booked.
2. On the web the question that follows is whether to confirm by e-mail.
3. By text the reply is the confirmation, and notices come as texts: the question is whether to remind by text, where there is a
   time and the phone has not agreed before. Without a plain yes there is no reminder. An address typed there is taken too.
"""

from dataclasses import replace

from frontdesk.appointments.repository import StaleError
from frontdesk.appointments.states import TransitionError
from frontdesk.appointments.wording import phone_in_words
from frontdesk.booking import buttons
from frontdesk.booking.codes import find_code, wants_another
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import CALL_BACK, Draft, Say, new_id
from frontdesk.booking.extraction import find_email
from frontdesk.booking.heard import CALLBACK, Heard
from frontdesk.booking.offering import Offering
from frontdesk.booking.questions import answers, is_unsure, wants_person
from frontdesk.booking.told import CORRECT, DECLINE, EMAIL, NOTE, REFUSE, TELL
from frontdesk.settings.booking import REQUEST
from frontdesk.settings.methods import method_of

_MOST_ASKED = 2  # times: an answer to the question is taken after that, too


def _reached(way: str, draft: Draft) -> str:
    """How the response to what was sent is called: it says by which way the front desk answers."""
    by_email = way == CALLBACK or method_of(way).by_email
    return f"{way}_by_email" if by_email and not draft.details.phone else way


class Sending:
    """What follows the patient's yes to the summary."""

    def __init__(self, desk: Desk, offering: Offering) -> None:
        self._desk = desk
        self._offering = offering

    def send(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """Book or hand over what was checked; other times where somebody was faster. Raises TooManyError."""
        if draft.slot is None:
            appointment = self._desk.request(draft, heard)
            done = Say((f"utter_booking_done_{self._done(draft)}",), self._desk.words(appointment))
            return self.follow_up(replace(draft, sent=True), heard, [done])
        if self._desk.only_asks(draft):
            return self._ask(draft, heard)
        if self._desk.needs_code(draft, heard):
            self._desk.text_code(draft, heard)
            return self._ask_code(draft, "utter_booking_ask_phone_code")
        return self._book(draft, heard)

    def _book(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        confirmed = self._offering.confirm(draft)
        if isinstance(confirmed, tuple):
            return confirmed[0], [confirmed[1]]
        done = Say(("utter_booking_done_slots",), self._desk.words(confirmed))
        return self.follow_up(replace(draft, sent=True), heard, [done])

    def _ask(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """The time becomes a wish that the front desk answers."""
        try:
            asked = self._desk.ask(draft, heard)
        except TransitionError:  # the hold was given up meanwhile
            draft, said = self._offering.offer(
                replace(draft, id=new_id(), offered=0, slot=None), ("utter_booking_taken",)
            )
            return draft, [said]
        done = Say((f"utter_booking_done_{_reached(REQUEST, draft)}",), self._desk.words(asked))
        return self.follow_up(replace(draft, sent=True, slot=None), heard, [done])

    def _ask_code(self, draft: Draft, response: str) -> tuple[Draft, list[Say]]:
        phone = phone_in_words(draft.details.phone, self._desk.clinic.region)
        return draft.asking("phone_code"), [Say((response,), {"phone": phone}, (buttons.WITHOUT_CODE,))]

    def hear_code(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        """Handle a message while the texted code is awaited; None if it is about something else."""
        code = find_code(heard.text)
        if code:
            fits = self._desk.is_code(draft, heard, code) or not self._desk.needs_code(draft, heard)
            return self._book(draft, heard) if fits else self._ask_code(draft, "utter_booking_help_phone_code")
        if heard.skips or heard.declines:
            return self._ask(draft, heard)
        if wants_another(heard.plain):
            self._desk.text_code(draft, heard)
            return self._ask_code(draft, "utter_booking_ask_phone_code")
        return None

    def _done(self, draft: Draft) -> str:
        way = CALLBACK if draft.goal == CALL_BACK else self._desk.clinic.booking.method
        return _reached(way, draft)

    def follow_up(self, draft: Draft, heard: Heard, said: list[Say]) -> tuple[Draft, list[Say]]:
        """Ask what is left to ask after sending, if anything."""
        if draft.goal == CALL_BACK or draft.details.email:
            return replace(draft, step="", sent=True), said
        if self._desk.phone_of(heard):
            return self._ask_remind(draft, heard, said)
        what_for = "_slots" if draft.slot else "_wait" if self._desk.offers_slots else ""
        return draft.asking("email"), [*said, Say((f"utter_booking_ask_email{what_for}",), {}, (buttons.NO_EMAIL,))]

    def _ask_remind(self, draft: Draft, heard: Heard, said: list[Say]) -> tuple[Draft, list[Say]]:
        if draft.slot is None or not self._desk.letters.may_ask_to_remind(self._desk.appointment(draft.id), heard):
            return replace(draft, step="", sent=True), said
        ask = Say(("utter_booking_ask_remind",), {}, (buttons.REMIND_ME, buttons.NO_REMINDER))
        return draft.asking("remind"), [*said, ask]

    def _added(self, draft: Draft, heard: Heard) -> Draft | None:
        """The draft with what the patient adds to the request for the front desk, which is changed; None if it adds nothing."""
        told = heard.told
        beside = [words for words in told.words if words.label not in (EMAIL, NOTE)]
        adds = told.is_marked(NOTE) or (beside and told.does(TELL, CORRECT) and not told.does(DECLINE, REFUSE))
        words = "\n".join(told.clauses(NOTE)) if not beside else heard.text
        after = draft.with_note(words) if adds else draft
        if after is draft or heard.choice:
            return None
        appointment = self._desk.appointment(draft.id)
        self._desk.change(appointment, replace(appointment.details, note=after.details.note), heard)
        return after

    def hear(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """Handle a message after sending: an address, something to add, a question, or the end."""
        closed = replace(draft, step="")
        try:
            added = self._added(draft, heard)
        except (TransitionError, StaleError):  # booked, or taken up by the front desk: they have to be told themselves
            return closed, [Say(("utter_talk_to_human",), {}, (buttons.ASK_CALL,), "handoff")]
        if answered := self._answer_to_offer(added or draft, heard):
            return answered
        if wants_person(heard):
            return closed, [Say(("utter_talk_to_human",), {}, (buttons.ASK_CALL,), "handoff")]
        if added:
            return self.follow_up(added, heard, [Say(("utter_booking_added",))])
        return self._go_on(draft, heard)

    def _go_on(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """Answer a question and ask again, twice at most; anything else ends it."""
        closed = replace(draft, step="")
        said = answers(heard, draft.step, took=False)
        if is_unsure(said) and heard.told.does(DECLINE, REFUSE):
            said = []
        if said and said[-1].kind == "smalltalk":
            return closed, said
        if said:
            return (draft, said) if draft.asked >= _MOST_ASKED else self.follow_up(draft, heard, said)
        without = "utter_booking_no_reminder" if draft.step == "remind" else "utter_booking_no_email"
        return closed, [Say((without,))]

    def _answer_to_offer(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        """An address, or a yes to a reminder; None if it is neither."""
        email = find_email(heard.text)
        closed = replace(draft, step="")
        if email:
            self._desk.letters.add_email(draft.id, email)
            return closed.with_details(email=email), [Say(("utter_booking_email_noted",), {"email": email})]
        if draft.step == "remind" and heard.wants_reminder:
            self._desk.letters.remind_by_text(draft.id, heard)
            return closed, [Say(("utter_booking_remind_noted",))]
        if draft.step == "email" and ("@" in heard.text or heard.agrees) and draft.tries == 0:
            again = "utter_booking_type_email" if heard.agrees else "utter_booking_help_email"
            return replace(draft, tries=1), [Say((again,), {}, (buttons.NO_EMAIL,))]
        return None
