"""Reading training phrasings."""

from frontdesk.content.phrasings import unmarked


def test_marks_on_values_are_left_out() -> None:
    assert unmarked("[Ann Example](name) here, [Friday at 3](when) please") == "Ann Example here, Friday at 3 please"
    assert unmarked("nothing (to see) here [or] there") == "nothing (to see) here [or] there"
