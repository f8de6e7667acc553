"""What was said before, read from Rasa's tracker."""

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from frontdesk.booking.told import ALARMED, ANSWERED
from frontdesk.engine.nlu.context import Said, action_before, alarm_before, said_before, text_before, texts_since
from frontdesk.engine.nlu.parse_data import parse_data


def turn(text: str, intent: str, action: str, kind: str) -> list[Event]:
    said = {"kind": kind, "topics": []}
    return [
        ActionExecuted("action_listen"),
        UserUttered(text, {"name": intent}),
        ActionExecuted(action),
        BotUttered("…", metadata={"message": said}),
    ]


def tracker(*turns: list[Event]) -> DialogueStateTracker:
    events = [event for one in turns for event in one]
    return DialogueStateTracker.from_events("one", [*events, ActionExecuted("action_listen")])


ALARM = turn("my chest feels tight", "safety", "utter_safety", "emergency")
THANKS = turn("ok thanks", "after_safety", "utter_after_safety", "urgent")
BRACE = turn("i left my brace there", "leave_message", "action_leave_message", "handoff")


def test_at_the_start_nothing_was_said() -> None:
    empty = tracker()
    assert (said_before(empty), text_before(empty), action_before(empty), alarm_before(empty)) == (Said(), "", "", "")


def test_the_last_turn_counts() -> None:
    past = tracker(ALARM, THANKS, BRACE)
    assert (text_before(past), action_before(past)) == ("i left my brace there", "action_leave_message")
    assert said_before(past).kind == "handoff"


def test_an_alarm_is_found_behind_what_was_said_after_it() -> None:
    assert alarm_before(tracker(ALARM, THANKS)) == "my chest feels tight"
    assert alarm_before(tracker(BRACE)) == ""


def test_what_a_booking_has_not_heard_is_told_with_what_became_of_it() -> None:
    asked = turn("do you take dogs", "faq", "utter_faq", "answer")
    unclear = turn("kim park, sore heel", "clarify", "utter_clarify", "clarify")
    assert texts_since(tracker(ALARM, asked, unclear), "action_booking") == [
        ("my chest feels tight", ALARMED),
        ("do you take dogs", ANSWERED),
        ("kim park, sore heel", ""),
    ]


def test_the_title_of_a_button_is_no_text_of_the_patient() -> None:
    pressed = UserUttered(
        "Insurance and benefits", {"name": "faq"}, parse_data=parse_data("insurance", 1.0, pressed=True)
    )
    assert texts_since(tracker([pressed, ActionExecuted("utter_faq")]), "action_booking") == []
