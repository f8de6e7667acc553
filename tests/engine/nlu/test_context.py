"""What was said before, read from Rasa's tracker."""

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from frontdesk.engine.nlu.context import Said, action_before, alarm_before, said_before, text_before


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
