"""Takes from a message whatever it says about the booking, and the answer to the open question, into the draft.

1. What the booking reader marked goes first. The finders in `extraction` and `names` look only at what it left unmarked, for
   what is introduced as such ("my name is"), and at numbers and addresses, which are exact.
2. What is taken back ("not tuesday") is no value.
3. What fits no field is a note for the front desk, in the patient's own words.
"""

import re
from dataclasses import replace
from itertools import takewhile

from frontdesk.appointments.wording import phone_in_words
from frontdesk.booking import told as marks
from frontdesk.booking.answering import answer, says_otherwise
from frontdesk.booking.been_here import find_patient_type, told_plainly
from frontdesk.booking.changes import field_named
from frontdesk.booking.complaints import complaints, looked_at, tells_reason, without_denied
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import Draft
from frontdesk.booking.extraction import (
    bare_reason,
    complaint_clause,
    find_email,
    find_phone,
    find_phones,
    find_reason,
)
from frontdesk.booking.fields import fields, in_reading_order
from frontdesk.booking.heard import Heard
from frontdesk.booking.marked_times import with_times
from frontdesk.booking.names import bare_name
from frontdesk.booking.one_more import wants_one_more, with_one_more
from frontdesk.booking.questions import asks_at, is_topic, without_last_question
from frontdesk.booking.reasons_told import mistyped
from frontdesk.booking.rest import rest_of
from frontdesk.booking.taken import Taken
from frontdesk.booking.vocabulary import is_clinical
from frontdesk.booking.whose_past import kind_told_apart

PIECES = re.compile(r"(?<=[.!?])\s+|[\r\n]+|\s*[;]\s*")
_ALSO = re.compile(r"\b(?:also|too|add|as well|plus)\b", re.I)
_CORRECTS = re.compile(r"(?:no|sorry|actually|wait|i mean|oops|the reason)\b", re.I)
_VALUES = (marks.NAME, marks.ASKER, marks.WHOM, marks.WHEN, marks.REASON, marks.NEW, marks.RETURNING)
_VALUES_BESIDE = tuple(label for label in (*_VALUES, marks.PHONE, marks.EMAIL) if label != marks.REASON)
_REASON_IS = re.compile(r"\b(?:the |my )?reason (?:is|was|should be|should say)\b:? *(?P<reason>[^.!?]{3,80})", re.I)
_OTHER_VISIT = re.compile(
    r"\b(?:saw|seen|fixed|came|last (?:spring|summer|fall|winter|year|month)|in (?:19|20)\d\d)\b", re.I
)
_AM_BACK = re.compile(r"(?:(?:ok|okay|hi|im|i'm|i am|and|sorry)[, ]+)*back\b")
_WHOLE_NUMBER = re.compile(r"(?:\d\D{0,3}){7}")
_DENIED = re.compile(r"(?:(?:no|nope|nah)[, ]+)?(?:not|never|haven'?t|hasn'?t)\b")
_MAY_BE_NAMES = (marks.REASON, marks.OLD, marks.NOTE, marks.WHOM, marks.PRACTITIONER)
_MARKS = (*_VALUES, marks.PHONE, marks.EMAIL, marks.SLOT)
_FIRST_VISIT = "first time"  # as it is put into English
_SURELY_SMALL = 0.9
_REMARKS = (marks.NOTE, marks.OLD, marks.PRACTITIONER)


def _statements(heard: Heard, step: str) -> str:
    """What the message tells, without what it asks. A request ("can i come on friday") tells."""
    text = heard.told.without((*_VALUES, *_REMARKS)) if heard.told.is_read else heard.text
    if not (is_topic(heard.intent) or is_topic(heard.second)):
        return text
    pieces = [told for piece in PIECES.split(text) if (told := without_last_question(piece)).strip()]
    return " ".join(piece for piece in pieces if not asks_at(step, piece.lower()))


def take(draft: Draft, heard: Heard, desk: Desk) -> Taken:
    """Take what the message says, whichever question is open, then its answer to the open question."""
    if heard.choice:
        return _take_choice(draft, heard, desk)
    if wants_one_more(draft, heard):
        return with_one_more(draft, heard)
    heard = _as_name(heard) if draft.step == "name" else replace(heard, told=with_times(heard.told))
    text = _statements(heard, draft.step)
    reach, *others = in_reading_order()
    contact = taken = reach.read(Taken(draft), heard, text, desk)
    for field in others:
        taken = field.read(taken, heard, text, desk)
    taken = take_remarks(taken, heard)
    named = field_named(heard.plain)
    if not (named and named != draft.step) and (text.strip() or draft.step == "patient_type"):
        taken = answer(taken, heard, text, says_more=taken.noted != contact.noted)
    return _with_rest(taken, heard) if taken.noted or not draft.step else taken


def _as_name(heard: Heard) -> Heard:
    """The answer to the question for a name, where nothing but a name can be meant: "winter hand" is no complaint."""
    told = heard.told
    marked = told.is_marked(*(label for label in _MARKS if label not in _MAY_BE_NAMES))
    other = marked or told.does(marks.ASK, marks.DECLINE, marks.LEAVE, marks.PERSON, marks.RESTART)
    other = other or (told.does(marks.SMALL, likely=_SURELY_SMALL) and not told.words)
    other = other or heard.agrees or says_otherwise(heard, heard.text)
    if not told.is_read or other or is_clinical(heard.plain) or not bare_name(heard.text):
        return heard
    whole = marks.Words(marks.NAME, 0, len(heard.text), 1.0)
    return replace(heard, told=replace(told, words=(whole,)))


def _with_rest(taken: Taken, heard: Heard) -> Taken:
    """With what fits no field as a note, which is not said back but shown to be checked."""
    for clause in rest_of(heard, taken.draft):
        known = taken.draft.details.reason
        draft = taken.draft.with_details(reason=f"{known}, {clause}") if _goes_on(known, clause, heard) else None
        taken = replace(taken, draft=draft or taken.draft.with_note(clause))
    return taken


def _goes_on(reason: str, clause: str, heard: Heard) -> bool:
    """Whether a clause right behind the reason tells more of it: "bad left knee, arthritis the doctor says"."""
    before, found, _ = heard.text.partition(clause)
    beside = before.rstrip(" ,").lower().endswith(reason.lower()) if reason and found else False
    return beside and not clause.lower().startswith("not ") and is_clinical(clause) and tells_reason(clause)


def _take_choice(draft: Draft, heard: Heard, desk: Desk) -> Taken:
    taken = Taken(draft)
    for field in fields():
        if chosen := field.choose(taken, heard, desk):
            return chosen
    if heard.skips and draft.step:
        return taken.skipping()
    return taken


def take_contact(taken: Taken, heard: Heard, desk: Desk) -> Taken:
    """A phone number that is not taken back, and an e-mail address."""
    known, corrects = taken.draft.details.phone, heard.told.does(marks.CORRECT)
    texts = [heard.told.without((marks.OLD,)) if heard.told.is_read else heard.text]
    if not any(_WHOLE_NUMBER.search(words) for words in heard.told.all(marks.OLD)):
        texts.append(heard.text)  # at most a piece of a number was taken for one that is taken back
    numbers = [find_phone(text, desk.clinic.region, known, last=corrects) for text in texts]
    phone = next((number for number in numbers if number and number.number), numbers[-1])
    email = find_email(texts[0])
    if phone and phone.number:
        taken = taken.note(phone_in_words(phone.number, desk.clinic.region), phone=phone.number)
        taken = _with_other_numbers(taken, find_phones(texts[0], desk.clinic.region), desk.clinic.region)
    elif phone and taken.draft.step == "phone":
        taken = replace(taken, problem=f"utter_booking_phone_{phone.problem}")
    return taken.note(email, email=email) if email else taken


def _with_other_numbers(taken: Taken, numbers: list[str], region: str) -> Taken:
    for number in numbers:
        if number != taken.draft.details.phone:
            words = f"Other number: {phone_in_words(number, region)}"
            taken = replace(taken, draft=taken.draft.with_note(words))
    return taken


def take_type(taken: Taken, heard: Heard, text: str) -> Taken:
    """Whether they are new: what the reader makes of the whole message. What stands on its own counts where that allows it."""
    for_another, asked = bool(taken.draft.details.for_whom), taken.draft.step == "patient_type"
    judged = kind_told_apart(heard, for_another, asked) or heard.told.kind_of_patient
    if judged and asked and (plainly := _plainly(heard)):
        judged = plainly
    if judged:
        return taken.of_type(judged)
    if heard.told.rules_out_kind and taken.draft.step != "patient_type":
        return taken
    told = next((kind for kind in (marks.NEW, marks.RETURNING) if heard.told.first(kind)), None)
    rest = heard.told.without((marks.NEW, marks.RETURNING)).strip().lower()
    denied = marks.NEW if told == marks.RETURNING and _DENIED.match(rest) else told
    whole = told or taken.draft.step == "patient_type"
    kind = find_patient_type(heard.text if whole else text) or find_patient_type(heard.told.spelt) or denied
    return taken.of_type(kind) if kind else taken


def _plainly(heard: Heard) -> str | None:
    """What an answer plainly says of it; in another language only what is known for a first visit ("1re fois")."""
    return told_plainly(heard.plain) if not heard.lang or heard.plain == _FIRST_VISIT else None


def take_reason(taken: Taken, heard: Heard, text: str) -> Taken:
    """A reason that is told. Another one than before takes its place where it corrects it, else it is added."""
    step, known = taken.draft.step, taken.draft.details.reason
    if step == "reason" and marks.MARKUP.search(heard.text):
        return taken  # the answer is kept as it is typed
    told = _reason_told(heard, step)
    added = (
        complaint_clause(heard.text) if step == "confirm" and heard.told.is_read and _ALSO.search(heard.text) else None
    )
    said_so = _REASON_IS.search(heard.text) if step == "confirm" else None
    told = said_so["reason"].strip(" .,!") if said_so else told
    reason = told or added or find_reason(_of_now(text) if heard.told.is_read else text) or looked_at(heard.text)
    reason = reason or (mistyped(heard.text, heard.told.spelt) if step in ("", "reason") else None)
    corrects = step == "confirm" or _CORRECTS.match(heard.text) or heard.told.does(marks.CORRECT)
    corrects = corrects or known == taken.draft.earlier_reason
    if (
        not reason
        or not (told or tells_reason(reason))
        or (step == "reason" and not told)
        or reason.lower() in known.lower()
    ):
        return taken
    if known and step not in ("", "reason") and not is_clinical(reason):
        return taken
    if known and (_ALSO.search(heard.text) or not corrects):
        if not (told or added):
            return taken
        reason = f"{known}; {reason}"
    return taken.note(bare_reason(reason), reason=bare_reason(reason))


def _of_now(text: str) -> str:
    """The text without the sentences about other visits: "you saw me last spring for my heel"."""
    return " ".join(piece for piece in PIECES.split(text) if not _OTHER_VISIT.search(piece))


def _reason_told(heard: Heard, step: str) -> str:
    """The reader's words for the reason. Where it is asked for and the message holds nothing else, all of it is."""
    told = _introduced(
        [words for words in complaints(heard.told) if tells_reason(words)],
        find_reason(heard.text) or "",
    )
    if step not in ("", "reason") and told == ["back"] and _AM_BACK.match(heard.plain):
        return ""
    other = heard.told.is_marked(*_VALUES_BESIDE, *_REMARKS) or heard.told.does(marks.ASK, marks.REFUSE)
    vague = heard.told.is_read and not is_clinical("; ".join(told)) and is_clinical(heard.text)
    if step == "reason" and ((told and not other) or (vague and not heard.told.does(marks.ASK))):
        return without_denied(heard.text.strip(" .,"))
    return "; ".join(told)


def _introduced(told: list[str], introduced: str) -> list[str]:
    """The marked words that name a complaint, with what introduces them as somebody's: "my back is no better"."""
    whole = _complaints_first(introduced)
    clinical = [words for words in told if is_clinical(words)]
    kept = [words for words in told if words in clinical or " " in words] if clinical else told
    found = list(dict.fromkeys(whole if words in whole else words for words in kept))
    return [whole, *found] if found and _is_apart(whole, found) else found


def _is_apart(introduced: str, told: list[str]) -> bool:
    """Whether what is introduced as a complaint is none of those that are marked: "seen for her hand. [had surgery]"."""
    words = set(re.findall(r"\w+", " ".join(told).lower()))
    return is_clinical(introduced) and words.isdisjoint(re.findall(r"\w+", introduced.lower()))


def _complaints_first(words: str) -> str:
    """The words up to an "and" behind which there is no complaint any more."""
    first, *more = words.split(" and ")
    return " and ".join([first, *takewhile(is_clinical, more)])


def with_remarks(draft: Draft, heard: Heard) -> Draft:
    """The draft with what a yes or no has beside it for the front desk."""
    return _with_rest(take_remarks(Taken(draft), heard), heard).draft


def take_remarks(taken: Taken, heard: Heard) -> Taken:
    """Wishes and circumstances beside the fields."""
    for remark in heard.told.remarks:
        taken = taken.remark(remark)
    return taken
