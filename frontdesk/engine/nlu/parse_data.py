"""What the NLU writes about a message, in Rasa's own properties, so that rules, `rasa shell` and `rasa test` understand it.

`intent`, `intent_ranking` and `response_selector` are Rasa's. `frontdesk` is ours: a plain dict with, where it applies,
`second` and `third` (topics of further questions), `candidates` (topics to choose from), `about` (topic of the last
answer), `lang` (the language that it is answered in, if not English), `language` (it is in one that is not answered in),
`named` (kind and term of what it names), `yes_no` (it can be answered with yes or no), `feeling` (how it sounds), `asked`
(what else is wanted beside an appointment or a message for the front desk: a topic, or a message), `quoted` (the patient's
earlier message that this one asks to be passed on), `told` (what the booking reader read), `earlier` (the same of what the
patient said before and no booking has heard yet), and inside a booking `upset` (it sounds angry), `choice` (the button
pressed) and `reading` (what the message would have been outside of it). `pressed`: the text is the title of a button. Of a
check: `check` (the safety group that is asked about), `check_again` (the group, where a reply was neither yes nor no), `held`
(the message that the check held back, once the patient has said no) and `beside` (what else they said with that no).
`after`: which answer fits behind a warning (behind_sign.py).
"""

from collections.abc import Sequence
from typing import Any

from frontdesk.content.topic_ids import FAQ, PLAIN_INTENTS, SAFETY, TWO_QUESTIONS

FRONTDESK = "frontdesk"
FALLBACK = "nlu_fallback"
CLARIFY = "clarify"
BOOKING = "booking"
AFTER_SAFETY = "after_safety"
CHECK = "check"
CHECK_REPLY = "check_reply"
# What patients write within a booking (data/bookings): `said/<open question>:<what it does>`.
SAID = "said/"
PRESSED = "pressed"  # in what was understood: a button was pressed, its title is no text of the patient's
# The slot that is set while a question of a booking is open (to the id of the turn that asked it).
BOOKING_STEP = "booking_step"
# The slot that says which question that is.
BOOKING_QUESTION = "booking_question"


def _selected(retrieval_intent: str, key: str, confidence: float) -> dict[str, Any]:
    full = key if key in PLAIN_INTENTS else f"{retrieval_intent}/{key}"
    return {
        "all_retrieval_intents": [retrieval_intent],
        retrieval_intent: {
            "response": {
                "responses": [],
                "confidence": confidence,
                "intent_response_key": full,
                "utter_action": f"utter_{full}",
            },
            "ranking": [{"confidence": confidence, "intent_response_key": full}],
        },
    }


def parse_data(
    intent: str,
    confidence: float,
    ranking: Sequence[tuple[str, float]] = (),
    **frontdesk: Any,
) -> dict[str, Any]:
    """Rasa's message properties for an intent, a FAQ topic ("side_effects") or a safety group ("safety/heart")."""
    name, selector = intent, {}
    if intent.startswith(f"{SAFETY}/"):
        name, selector = SAFETY, _selected(SAFETY, intent.removeprefix(f"{SAFETY}/"), confidence)
    elif intent != BOOKING and frontdesk.get("second"):
        name, selector = TWO_QUESTIONS, _selected(FAQ, intent, confidence)
    elif intent not in PLAIN_INTENTS:
        name, selector = FAQ, _selected(FAQ, intent, confidence)
    return {
        "intent": {"name": name, "confidence": confidence},
        "intent_ranking": [{"name": topic, "confidence": score} for topic, score in ranking],
        "response_selector": selector,
        "entities": [],
        FRONTDESK: {key: value for key, value in frontdesk.items() if value},
    }


def within_booking(pressed: dict[str, Any]) -> dict[str, Any]:
    """What the button of a topic means while a booking is under way; any other button stays what it is."""
    key = pressed["response_selector"].get(FAQ, {}).get("response", {}).get("intent_response_key", "")
    topic = key.removeprefix(f"{FAQ}/")
    if pressed["intent"]["name"] != FAQ:
        return pressed
    return {**pressed, **parse_data(BOOKING, 1.0, choice=topic, reading=topic)}
