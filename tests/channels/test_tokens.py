"""Chat tokens."""

from datetime import datetime, timedelta, timezone

import pytest
import time_machine

from frontdesk.channels.tokens import TokenError, TokenExpiredError, Tokens

OLD, NEW = "an-old-secret-0123456789-0123456789", "a-new-secret-0123456789-0123456789"
START = datetime(2026, 12, 1, 12, 0, tzinfo=timezone.utc)


def test_a_token_stands_for_its_conversation_until_it_expires() -> None:
    with time_machine.travel(START, tick=False) as clock:
        tokens = Tokens([NEW], 3600)
        token, expires_at = tokens.issue("conversation")
        assert expires_at == START + timedelta(hours=1)
        clock.shift(timedelta(minutes=59))
        assert tokens.conversation_id(token) == "conversation"
        clock.shift(timedelta(minutes=2))
        with pytest.raises(TokenExpiredError):
            tokens.conversation_id(token)


def test_a_token_of_a_rotated_secret_is_still_read() -> None:
    token, _ = Tokens([OLD], 3600).issue("conversation")
    assert Tokens([NEW, OLD], 3600).conversation_id(token) == "conversation"
    with pytest.raises(TokenError):
        Tokens([NEW], 3600).conversation_id(token)


def test_the_newest_secret_signs() -> None:
    token, _ = Tokens([NEW, OLD], 3600).issue("conversation")
    assert Tokens([NEW], 3600).conversation_id(token) == "conversation"


def test_a_token_of_a_machine_whose_clock_is_ahead_is_good_at_once() -> None:
    tokens = Tokens([NEW], 3600)
    with time_machine.travel(START + timedelta(seconds=90), tick=False):
        token, _ = tokens.issue("conversation")
    with time_machine.travel(START, tick=False):
        assert tokens.conversation_id(token) == "conversation"
