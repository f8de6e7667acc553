"""What the patient said before: before the booking began, or when they were warned. The message itself wins.

1. A text that was answered tells who is coming, with whom and what for. Its times belonged to the question, and so did its
   remarks, unless it asked for a visit and for nothing else. A sentence of it that asks nothing and tells of health or of who
   pays is a remark all the same.
2. A text that alarmed is a remark for the front desk and tells for whom it is; the reason is still asked for.
3. Where the message itself says who is coming, what for or whether they are new, that counts alone.
"""

import re
from dataclasses import replace

from frontdesk.appointments.appointment import Details
from frontdesk.booking import told as marks
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import Draft
from frontdesk.booking.extraction import bare_reason
from frontdesk.booking.heard import Heard
from frontdesk.booking.names import find_name
from frontdesk.booking.questions import is_question, without_last_question
from frontdesk.booking.taken import Taken
from frontdesk.booking.taking import PIECES, take
from frontdesk.booking.vocabulary import is_clinical, names_payer
from frontdesk.language.segments import asks

_FOR_WHOM = "for_whom"
# How sure the reader must be of words in a text that was answered: they may belong to what it asked.
_SURE_TIME, _SURE_WISH, _SURE_REASON = 0.9, 0.75, 0.6
_ONE_OF = ("name", _FOR_WHOM, "reason", "patient_type")  # of a booking there is one: the newest counts
_OF_ANOTHER = re.compile(r"\b(?:him|her|his|he|she|they|them|their)\b")
_OF_QUESTION = (marks.NAME, marks.WHOM, marks.REASON, marks.NEW, marks.RETURNING, marks.PHONE, marks.EMAIL)


def take_all(draft: Draft, heard: Heard, desk: Desk) -> Taken:
    """Take what no booking has heard yet, then the message itself, which wins where both say who is coming or what for."""
    before = _taken_before(Taken(draft), heard, desk)
    if before.draft is not draft:
        alone = take(draft, heard, desk).draft.details
        before = _without(before, draft, [name for name in _ONE_OF if _tells_anew(name, draft, alone, heard.plain)])
    now = take(replace(before.draft, earlier_reason=before.draft.details.reason), heard, desk)
    return replace(now, noted=before.noted + now.noted, also=before.also + now.also)


def _without(before: Taken, draft: Draft, names: list[str]) -> Taken:
    """What was said before without some fields, which stay as they were."""
    gone = [value for name in names if (value := getattr(before.draft.details, name))]
    kept = tuple(words for words in before.noted if not any(value in words for value in gone))
    as_before = {name: getattr(draft.details, name) for name in names}
    return replace(before, draft=before.draft.with_details(**as_before), noted=kept)


def _tells_anew(name: str, draft: Draft, alone: Details, plain: str) -> bool:
    """Whether the message itself gives a field another value, or names who is coming and refers to nobody else ("him")."""
    told = getattr(alone, name) != getattr(draft.details, name)
    named = name == _FOR_WHOM and alone.name != draft.details.name and not _OF_ANOTHER.search(plain)
    return told or named


def _taken_before(before: Taken, heard: Heard, desk: Desk) -> Taken:
    """What the patient said before. What was answered tells only who is coming and what for; what alarmed is a remark."""
    step = before.draft.step
    for earlier in heard.earlier:
        told = _without_question(earlier) if earlier.was == marks.ANSWERED else earlier
        said = replace(heard, text=told.text, told=told, choice="", intent="", second="", asked="", earlier=())
        taken = take(replace(before.draft, step=""), said, desk)
        if earlier.was == marks.ALARMED and not step:
            before = _with_alarm(before, taken.draft.details.for_whom, earlier.written)
            continue
        if taken.problem or (step and not taken.noted):
            taken = with_warned(before.draft, told.written) if step else before
        before = Taken(replace(taken.draft, step=step), before.noted + taken.noted, before.also + taken.also)
        if earlier.was == marks.ANSWERED and not step:
            before = _with_facts(before, earlier)
    return before


def _with_facts(before: Taken, earlier: marks.Told) -> Taken:
    """With the sentences beside a question that tell of health or of who pays: "I'm on blood thinners. Can I …?"."""
    draft = before.draft
    said = [(clause.english, clause.written) for clause in earlier.glossed]
    for sentence, written in said or [(piece, piece) for piece in PIECES.split(earlier.text)]:
        told = written.strip(" .!;,\n")
        reason = draft.details.reason.lower()
        if _is_fact(sentence) and told.lower() not in reason and not (reason and reason in told.lower()):
            draft = draft.with_note(told)
    return replace(before, draft=draft)


def _is_fact(sentence: str) -> bool:
    plain = sentence.lower().strip()
    return not (asks(plain) or is_question(plain)) and (is_clinical(plain) or names_payer(plain))


def _with_alarm(before: Taken, for_whom: str, said: str) -> Taken:
    """What was known before, with what alarmed as a remark."""
    known = before.draft.details.for_whom
    taken = before if for_whom == known else before.note(f"for your {for_whom}", for_whom=for_whom)
    return replace(taken, draft=taken.draft.with_note(said))


def _without_question(told: marks.Told) -> marks.Told:
    """A text that has had its answer, without what belongs to the question: times, and remarks unless it asks to book."""
    asked = told.does(marks.ASK, marks.REFUSE, marks.PERSON) or is_question(told.text.lower())
    wishes = told.does(marks.BEGIN) and not asked
    dropped = tuple(one for one in told.words if not _is_kept(told, one, wishes))
    text = without_last_question(replace(told, words=dropped).without({one.label for one in dropped}))
    end = len(text.rstrip())
    return replace(
        told,
        text=text,
        words=tuple(
            replace(one, end=min(one.end, end)) for one in told.words if one not in dropped and one.start < end
        ),
        acts=told.acts if wishes or not told.is_read else {},
        spelt="",
        glossed=tuple(clause for clause in told.glossed if wishes or clause.for_the_desk),
    )


def _is_kept(told: marks.Told, words: marks.Words, wishes: bool) -> bool:
    """Whether marked words of a text that was answered count; `wishes`: it asks for a visit, and nothing else."""
    if words.label == marks.WHEN:
        return wishes and words.sure >= _SURE_TIME
    if words.label == marks.PRACTITIONER:
        return wishes or words.sure >= _SURE_WISH
    if words.label == marks.NOTE:
        return wishes
    return words.label in _OF_QUESTION and not _is_no_value(told.text, words, wishes)


def _is_no_value(text: str, words: marks.Words, wishes: bool) -> bool:
    """Whether a name is a single word that nothing introduces ("is my son too [young]"), or a reason names no complaint."""
    said = text[words.start : words.end]
    if words.label == marks.REASON:
        return not (is_clinical(said) or (wishes and words.sure >= _SURE_REASON))
    return words.label == marks.NAME and " " not in said.strip() and not find_name(text)


def with_warned(draft: Draft, said: str) -> Taken:
    """Take what the patient said before they were warned: the reason, where that is asked for, else a remark."""
    reason = bare_reason(said)
    if draft.step != "reason" or draft.details.reason:
        return Taken(draft).remark(said)
    return Taken(draft).note(reason, reason=reason)
