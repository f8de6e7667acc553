"""By text: the privacy notice before the first personal detail, and a chat that its patient has deleted."""

import pytest
import sqlalchemy as sa

from frontdesk.privacy.wishes import fulfil
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import conversations
from tests.support.clock import TUESDAY_MORNING
from tests.support.databases import open_only
from tests.support.phone import Phone
from tests.support.server import Server
from tests.support.workers import wait_until

pytestmark = pytest.mark.clock(TUESDAY_MORNING)
NOTICE = "Health Information Act"


def test_the_notice_comes_before_the_first_question_and_once(phone: Phone) -> None:
    first = [sent.text for sent in phone.say("I'd like to book an appointment")]
    assert first[0].startswith("Automated assistant of")
    assert [NOTICE in text for text in first].count(True) == 1
    before = "\n".join(first).partition("name")[0]
    assert NOTICE in before
    assert not any(NOTICE in sent.text for sent in phone.say("Ana Moreau"))


def test_a_question_alone_gets_no_notice(phone: Phone) -> None:
    assert not any(NOTICE in sent.text for sent in phone.say("does dry needling hurt?"))


def test_nothing_of_a_phone_is_left_once_its_last_text_is_sent(texting: Server, phone: Phone) -> None:
    engine = open_only(f"sqlite:///{texting.data_dir / 'frontdesk.db'}")
    phone.say("does dry needling hurt?")
    phone.say("delete what I told you")
    assert "deleted within the hour" in phone.say("1")[-1].text
    assert phone.states() == ["done"]  # the newest alone, so that a repeat of it is known
    conversation = phone.contact().conversation_id
    fulfil(engine)
    assert phone.contact() is not None  # its last text waits
    with writing(engine) as connection:
        connection.execute(
            outbox.update().where(outbox.c.contact_id == phone.contact().id).values(state="sent", finished_at=utc_now())
        )
    wait_until(lambda: fulfil(engine) == 1)
    assert phone.contact() is None
    assert phone.states() == []
    with engine.connect() as connection:
        assert (
            connection.execute(sa.select(conversations.c.id).where(conversations.c.id == conversation)).first() is None
        )
