"""Chat tokens."""

from datetime import datetime, timedelta, timezone

import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from frontdesk.channels.web.tokens import TokenError, TokenExpiredError, Tokens
from frontdesk.storage.crypto import derived_key

OLD, NEW = "an-old-secret-0123456789-0123456789", "a-new-secret-0123456789-0123456789"
CONVERSATION = "c0" * 16
START = datetime(2026, 12, 1, 12, 0, tzinfo=timezone.utc)


def test_a_token_stands_for_its_conversation_until_it_expires() -> None:
    with time_machine.travel(START, tick=False) as clock:
        tokens = Tokens([NEW], 3600)
        token, expires_at = tokens.issue(CONVERSATION)
        assert expires_at == START + timedelta(hours=1)
        clock.shift(timedelta(minutes=59))
        assert tokens.conversation_id(token) == CONVERSATION
        clock.shift(timedelta(minutes=2))
        with pytest.raises(TokenExpiredError):
            tokens.conversation_id(token)


def test_a_token_of_a_rotated_secret_is_still_read() -> None:
    token, _ = Tokens([OLD], 3600).issue(CONVERSATION)
    assert Tokens([NEW, OLD], 3600).conversation_id(token) == CONVERSATION
    with pytest.raises(TokenError):
        Tokens([NEW], 3600).conversation_id(token)


def test_the_newest_secret_signs() -> None:
    token, _ = Tokens([NEW, OLD], 3600).issue(CONVERSATION)
    assert Tokens([NEW], 3600).conversation_id(token) == CONVERSATION


def test_a_token_of_a_machine_whose_clock_is_ahead_is_good_at_once() -> None:
    tokens = Tokens([NEW], 3600)
    with time_machine.travel(START + timedelta(seconds=90), tick=False):
        token, _ = tokens.issue(CONVERSATION)
    with time_machine.travel(START, tick=False):
        assert tokens.conversation_id(token) == CONVERSATION


_KEY = derived_key(NEW, "chat-token")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(payload=_JSON)
@example(payload="a" * 10_000)
@example(payload=["c0" * 16])
@example(payload="c0" * 15 + "\0\0")
def test_what_is_no_conversation_is_no_token_even_if_signed(payload: object) -> None:
    token = URLSafeTimedSerializer(_KEY, salt="chat-token").dumps(payload)
    with pytest.raises(TokenError):
        Tokens([NEW], 3600).read(str(token))


class _At(TimestampSigner):
    """Signs at any moment, possible or not."""

    moment = 0

    def get_timestamp(self) -> int:
        return self.moment


@pytest.mark.parametrize("seconds", [2**40, 2**63 - 1, 2**64 - 1, 253_402_300_799])
def test_an_impossible_moment_is_no_token_even_if_signed(seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_At, "moment", seconds)
    token = URLSafeTimedSerializer(_KEY, salt="chat-token", signer=_At).dumps(CONVERSATION)
    with pytest.raises(TokenError):
        Tokens([NEW], 3600).read(str(token))
