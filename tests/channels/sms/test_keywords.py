"""Which messages are words about the texts themselves, and which only look like it."""

import pytest

from frontdesk.channels.sms.keywords import (
    HELP,
    START,
    STOP,
    is_for_another,
    is_misdirected,
    keyword,
    wants_no_more,
    wants_only_that,
    wants_other_texts,
)


@pytest.mark.parametrize(
    "text",
    [
        *"STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT OPT-OUT REMOVE ARRET ARRÊT ARRETER arrêter Arrêtez".split(),
        *(
            "opt out",
            "Stop.",
            " stop ",
            "STOP!!!",
            "“Stop”",
            "s t o p",
            "Stop all",
            "\nstop\n",
            "STOP 🛑",
            "stop stop stop",
        ),
        *("stop please", "please stop", "Stop, thanks", "arrêt svp", "stop now", "sToP"),
    ],
)
def test_an_opt_out_word_alone_is_one_however_it_is_written(text: str) -> None:
    assert keyword(text) == STOP


@pytest.mark.parametrize(
    "text",
    [
        *("when will the pain stop", "can I stop my medication", "stop, my leg went numb", "stop my leg is numb"),
        *(
            "cancel my appointment",
            "please cancel",
            "cancel it",
            "stop the booking",
            "stop it",
            "don't stop",
            "stop?at 5",
        ),
        *(
            "help me",
            "help, I can't breathe",
            "info on prices",
            "end of the week",
            "quit smoking",
            "yes",
            "remove the needle",
        ),
        *("weekend", "1", "stop 2", "starts", "start over", "start on monday", ""),
    ],
)
def test_a_word_in_a_sentence_is_no_keyword(text: str) -> None:
    assert keyword(text) is None


@pytest.mark.parametrize("text", ["START", "unstop", "Start.", "opt in"])
def test_start_words(text: str) -> None:
    assert keyword(text) == START


@pytest.mark.parametrize("text", ["YES", "oui", "yes but my leg is numb", "start with my knee", "no"])
def test_an_answer_is_no_start_word(text: str) -> None:
    assert keyword(text) is None


@pytest.mark.parametrize(
    "text",
    ["oops wrong number my bad", "Sorry! wrong person", "wrong number lol sorry", "oh shoot, wrong chat, ignore that"]
    + ["oups mauvais numéro", "désolé, mauvais numéro"],
)
def test_who_texted_by_mistake(text: str) -> None:
    assert is_misdirected(text)


@pytest.mark.parametrize(
    "text", ["you have the wrong number", "wrong number", "sorry wrong number stop", "oh sorry", ""]
)
def test_who_did_not(text: str) -> None:
    assert not is_misdirected(text)


@pytest.mark.parametrize("text", ["HELP", "help", "Info", "AIDE", "help!"])
def test_help_words(text: str) -> None:
    assert keyword(text) == HELP


@pytest.mark.parametrize(
    "text",
    [
        *("please stop texting me", "Stop texting me!", "don't text me any more", "do not message me", "dont text me"),
        *("take me off your list", "Remove me from your list please", "remove my number", "delete my number"),
        *("can you please stop texting me", "I want you to stop messaging me", "I'd like to stop getting these texts"),
        *("how do i unsubscribe", "unsubscribe me", "opt me out", "I want to opt out", "opt out of texts please"),
        *(
            "no more texts please",
            "I don't want any more messages",
            "i no longer want to receive your texts",
            "stop the texts",
        ),
        *("Hi, please don't contact me again", "I already told you to stop texting me", "leave me alone"),
        *("wrong number, stop", "STOP. Wrong number.", "You have the wrong number. Stop", "don't want texts anymore"),
        *(
            "quit texting me",
            "stop sending me messages",
            "please stop sending notifications",
            "don't send me any more texts",
        ),
        *(
            "thanks for everything, but please stop texting me",
            "don’t text me",
            "stop texting me, I found another clinic",
        ),
        *("i do not wish to be contacted", "take my number off this list", "don't text me at work any more"),
        *("arrêtez de m'écrire", "arrêtez de m’envoyer des messages", "SVP arrêtez de me texter", "ne m'écrivez plus"),
        *("plus de messages svp", "je ne veux plus recevoir de textos", "désabonnez-moi", "retirez-moi de votre liste"),
        *("arrêtez les messages", "je veux me désabonner"),
    ],
)
def test_a_plain_wish_for_no_more_texts_counts(text: str) -> None:
    assert wants_no_more(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "when will the pain stop",
            "can I stop my medication",
            "stop, my leg went numb",
            "stop. I can't feel my foot",
        ),
        *(
            "my boss won't stop texting me and my neck hurts",
            "I can't stop texting, my thumb hurts",
            "don't stop texting me",
        ),
        *("should I stop running", "I want to stop taking ibuprofen", "it hurts when I stop", "how do I stop the pain"),
        *(
            "take me off the wait list",
            "take me off the list",
            "please stop sending reminders",
            "remove me from the waitlist please",
            "cancel my appointment",
            "please cancel it",
        ),
        *("don't text me before 5 pm", "please don't text me at work", "will I get text messages", "can you text me"),
        *(
            "do you send reminders",
            "I don't get your texts",
            "I didn't get the message",
            "no more pain",
            "do I need to stop",
        ),
        *(
            "can I opt out of the exercises",
            "remove the needle",
            "my husband told me to stop",
            "I got the wrong number",
        ),
        *(
            "stop the booking",
            "stop my appointment",
            "stop it",
            "is it ok to text you",
            "end of next week",
            "I quit my job",
        ),
        *("text me when a time is free", "please contact me", "don't call me, text me", "leave me a message"),
        *("quand est-ce que la douleur va arrêter", "je veux arrêter mes médicaments", "plus de douleur", ""),
        *("he told me to stop texting because of my thumb", "I want to stop", "wrong number"),
    ],
)
def test_what_only_sounds_like_it_does_not(text: str) -> None:
    assert not wants_no_more(text)


@pytest.mark.parametrize(
    "text",
    ["please stop texting me", "arrêtez de m'écrire", "STOP. Wrong number.", "arrêtez de m'envoyer des messages svp"],
)
def test_a_wish_and_nothing_else(text: str) -> None:
    assert wants_only_that(text)


@pytest.mark.parametrize(
    "text",
    [
        "stop texting me i am suicidal",
        "stop texting me, my chest hurts",
        "don't text me my leg is numb",
        "leave me alone or I die",
    ],
)
def test_a_wish_beside_something_else(text: str) -> None:
    assert not wants_only_that(text)


@pytest.mark.parametrize(
    "text",
    [
        "no please keep messaging me, only not at my office number",
        "don't text me before 8am",
        "can you stop the notifications but still text me about changes",
        "dont use my landline",
        "never call my wife's phone, use this number",
        "could someone text me instead",
    ],
)
def test_who_wants_other_texts_wants_texts(text: str) -> None:
    assert wants_other_texts(text)


@pytest.mark.parametrize(
    "text",
    [
        "no need for a reminder",
        "no reminders please",
        "quit sending me those numbered lists",
        "send the forms via email not text",
    ]
    + ["stop the reminders but let me know if it moves", "by email please, not text"],
)
def test_who_wants_some_less_still_wants_texts(text: str) -> None:
    assert wants_other_texts(text)


@pytest.mark.parametrize(
    "text",
    ["stop texting me", "please text me no more", "don't text me again", "lose my number", "never message me anymore"]
    + ["no reminders or texts please", "no reminders no texts nothing"],
)
def test_who_wants_none_does_not(text: str) -> None:
    assert not wants_other_texts(text)


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("oops wrong person", True),
        ("sorry, wrong number", True),
        ("wrong number of visits on my bill", False),
        ("sorry", False),
        ("", False),
    ],
)
def test_what_went_to_the_wrong_number(text: str, is_it: bool) -> None:
    assert is_for_another(text) is is_it
