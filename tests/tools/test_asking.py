"""Questions to a person, and to piped answers."""

import io

import pytest

from frontdesk.tools.asking import Asker, NoAnswerError


class Typed(io.StringIO):
    """Answers that a person types."""

    def isatty(self) -> bool:
        return True


def short(given: str) -> list[str]:
    return ["Shorter, please."] if len(given) > 5 else []


def test_a_person_is_asked_again_until_the_answer_will_do() -> None:
    shown = io.StringIO()
    asker = Asker(Typed("\nmuch too long\nfine\n"), shown)
    assert asker.ask("Name", doubts=short) == "fine"
    assert "An answer is needed here." in shown.getvalue()
    assert "Shorter, please." in shown.getvalue()


def test_an_empty_answer_is_the_usual_one_or_none() -> None:
    asker = Asker(io.StringIO("\n\n# a remark\nyes\n"), io.StringIO())
    assert asker.ask("Source", usual="Clinic settings") == "Clinic settings"
    assert asker.ask("Address", needed=False) == ""
    assert asker.ask_yes("Read", usual=False) is True


def test_a_list_ends_at_an_empty_line_once_it_is_long_enough() -> None:
    asker = Asker(Typed("a\n\n- b\na\nmuch too long\nc\n\nnext\n"), io.StringIO())
    assert asker.ask_lines("Phrasings", 3, short) == ["a", "b", "c"]
    assert asker.ask("Then") == "next"


@pytest.mark.parametrize(("piped", "why"), [("", "ended at “Name”"), ("much too long\n", "“Name”: Shorter, please.")])
def test_piped_answers_end_where_one_will_not_do(piped: str, why: str) -> None:
    with pytest.raises(NoAnswerError, match=why):
        Asker(io.StringIO(piped), io.StringIO()).ask("Name", doubts=short)
