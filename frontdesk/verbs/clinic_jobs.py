"""What the worker does for a clinic every so many seconds."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from frontdesk.appointments.name_hashing import NameHashing
from frontdesk.booking.assembly import Parts
from frontdesk.channels.sms.catching_up import CatchingUp
from frontdesk.channels.sms.inbox import InboundTexts
from frontdesk.insight.figures import countable, tally
from frontdesk.insight.reviewing import Reviewing
from frontdesk.insight.step import GroupingStep
from frontdesk.privacy.wishes import fulfil
from frontdesk.retention import forget
from frontdesk.staff.attending import attend
from frontdesk.wiring import OpenClinic
from frontdesk.worker import Job

_JOB_SECONDS = 20.0
_CATCH_UP_SECONDS = 180.0
_FORGET_SECONDS = 60.0
_FORGET_FOR = 2.0  # seconds, so that what is to be sent does not wait
_REVIEW_SECONDS = 30.0
_GAPS_SECONDS = 60.0
_COUNT_SECONDS = 300.0
_COUNT_DAYS_SECONDS = 3600.0


def jobs_of(opened: OpenClinic) -> Iterator[Job]:
    """The jobs of one clinic."""
    config, store = opened.config, opened.store
    parts = Parts(config, store)

    def attend_chats() -> None:
        attend(store, config.clinic)

    def expire_holds() -> None:
        parts.slots.expire(datetime.now(timezone.utc))

    def pass_offers_on() -> None:
        parts.slots.lapse(datetime.now(timezone.utc))

    def erase_as_wished() -> None:
        fulfil(parts.engine)

    def count_today() -> None:
        tally(store.engine, config.clinic.timezone, min(timedelta(days=1), countable(config.clinic.retention)))

    def count_days() -> None:
        tally(store.engine, config.clinic.timezone, countable(config.clinic.retention))

    yield from (
        (_JOB_SECONDS, NameHashing(store).go_on),
        (_JOB_SECONDS, expire_holds),
        (_JOB_SECONDS, pass_offers_on),
        (_JOB_SECONDS, attend_chats),
        (_REVIEW_SECONDS, Reviewing(store, config.clinic.crisis_number).review),
        (_GAPS_SECONDS, GroupingStep(store.engine).look),
        (_COUNT_SECONDS, count_today),
        (_COUNT_DAYS_SECONDS, count_days),
        (_JOB_SECONDS, erase_as_wished),
        forgetting(opened),
    )
    watched = config.operations
    if watched.synthetic_url:
        from frontdesk.probing.probing import Probing

        asking = Probing(f"{watched.synthetic_url}{config.path}", config.secret_keys)
        yield 60.0 * watched.synthetic_minutes, asking.ask
    if config.sms is not None:
        texts = InboundTexts(store.vault, store.lookup)
        yield _CATCH_UP_SECONDS, CatchingUp(config.sms, config.clinic.region, store.engine, texts).catch_up


def forgetting(opened: OpenClinic) -> Job:
    """What deletes what a clinic need not keep; all that is done for the lobby."""
    config = opened.config

    def forget_old() -> None:
        forget(opened.store.engine, config.clinic.retention, timedelta(seconds=config.session_seconds), _FORGET_FOR)

    return _FORGET_SECONDS, forget_old
