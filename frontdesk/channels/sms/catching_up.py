"""Texts that the provider took while nobody here could: the worker asks for its list and stores what is missing.

1. A text of the last day that is not stored yet is stored as if it had just come in, oldest first; the assistant answers it.
2. Texts of the last minute are left alone: their call may be under way, and says more than the list does.
3. What came before the first text in the database, or before this worker began if there is none, is not ours to answer.
"""

import logging
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.channels.sms.inbox import IGNORED, WAITING, Content, InboundTexts
from frontdesk.channels.sms.senders import is_answered
from frontdesk.settings.sms import SmsSettings
from frontdesk.storage.database import as_aware
from frontdesk.storage.sms_models import inbound_texts
from frontdesk.texting.providers import open_provider
from frontdesk.texting.providers.base import NotProcessedError

LOOKED_BACK = timedelta(days=1)
UNDER_WAY = timedelta(minutes=1)
_log = logging.getLogger(__name__)


class CatchingUp:
    """Looks for missed texts."""

    def __init__(self, sms: SmsSettings, region: str, engine: Engine, inbound: InboundTexts) -> None:
        """`region`: the clinic's country."""
        self._sms = sms
        self._only_in = "" if sms.answers_abroad else region
        self._provider = open_provider(sms)
        self._engine = engine
        self._inbound = inbound
        self._began = datetime.now(timezone.utc)

    def catch_up(self) -> int:
        """Store what is missing; how many texts that were."""
        now = datetime.now(timezone.utc)
        since = max(now - LOOKED_BACK, self._first())
        try:
            listed = sorted(self._provider.received_since(since), key=lambda found: found[0])
        except NotProcessedError as error:
            _log.warning("The provider's list of texts could not be read (%s); it is read again later", error.code)
            return 0
        missed = 0
        for at, text in listed:
            if at > now - UNDER_WAY:
                continue
            content = Content(text.sender, text.recipient, text.text, text.media)
            state = WAITING if is_answered(text, self._sms.number, self._only_in) else IGNORED
            missed += self._inbound.accept(self._engine, self._provider.name, text.provider_id, content, state)
        if missed:
            _log.warning("%d texts had not reached this server and were taken from the provider's list", missed)
        return missed

    def _first(self) -> datetime:
        with self._engine.connect() as connection:
            first = connection.execute(sa.select(sa.func.min(inbound_texts.c.received_at))).scalar()
        return min(as_aware(first), self._began) if first else self._began
