"""The command line: `python -m frontdesk <verb>`. Each verb imports what it needs when it runs; Rasa starts lean."""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, TextIO

from frontdesk.appointments.listing import Listing
from frontdesk.appointments.repository import Appointments
from frontdesk.backup.sealing import BackupError
from frontdesk.log import start_logging
from frontdesk.metrics.exporting import MetricsError, export
from frontdesk.settings.environment import Settings, settings
from frontdesk.settings.values import SettingsError
from frontdesk.storage.database import migrate, open_database
from frontdesk.storage.database_file import DatabaseError, end_when_replaced
from frontdesk.storage.store import Store
from frontdesk.tools import backup, check, evaluate, new_topic, overlap, parse, restore, review

if TYPE_CHECKING:
    from frontdesk.staff.command_line import CommandLine, Wish

_TOOLS = (parse, overlap, new_topic, check, review, evaluate, backup, restore)
_WATCH_SECONDS = 1
_JOB_SECONDS = 20.0
_CATCH_UP_SECONDS = 180.0
_FORGET_SECONDS = 60.0
_FORGET_FOR = 2.0  # seconds, so that what is to be sent does not wait
_REVIEW_SECONDS = 30.0
_GAPS_SECONDS = 60.0
_COUNT_SECONDS = 300.0
_BACKUP_SECONDS = 300.0
_COUNT_DAYS_SECONDS = 3600.0


def _progress(text: str, terminal: TextIO = sys.stderr) -> None:
    print(text, file=terminal, flush=True)


def _train(_: argparse.Namespace) -> int:
    from frontdesk.engine.training import train

    train(_progress)
    return 0


def _ask(arguments: argparse.Namespace) -> int:
    from frontdesk.channels import terminal as shown
    from frontdesk.channels.sms.reply import texts
    from frontdesk.engine.training import train

    if (arguments.conversation or arguments.message == "-") and not (arguments.json and arguments.message == "-"):
        raise SettingsError("Lines are read from standard input with `ask --json -` or `ask --conversation --json -`.")

    async def answer_lines() -> None:
        terminal = shown.Terminal(train(lambda _: None), settings(), arguments.channel)
        for line in sys.stdin:
            text = line.rstrip("\r\n")
            if not arguments.conversation:
                print(shown.as_json(text, await terminal.ask(text)), flush=True)
                continue
            try:
                turns = shown.read_turns(text)
                print(shown.conversation_as_json(turns, await terminal.converse(turns)), flush=True)
            except shown.TurnsError as error:
                print(shown.error_as_json(error), flush=True)

    with clock_at(arguments.now):
        if arguments.json:
            asyncio.run(answer_lines())
        else:
            terminal = shown.Terminal(train(lambda _: None), settings(), arguments.channel)
            messages = asyncio.run(terminal.ask(arguments.message))
            print("\n\n".join(texts(messages)) if arguments.channel == "sms" else "\n".join(shown.as_text(messages)))
    return 0


def _begin(process: str) -> Settings:
    """The settings of a process that goes on until it is stopped, once it logs and shows its figures as they say."""
    end_when_replaced()
    config = settings()
    start_logging(config.operations.log_format, process)
    port = config.operations.metrics_port_of(process)
    if port is not None:
        export(config.operations.metrics_host, port)
    return config


def _serve(_: argparse.Namespace) -> int:
    from frontdesk.channels.server import serve
    from frontdesk.engine.training import train

    config = _begin("assistant")
    model = train(_progress)
    migrate(open_database(config.database_url))
    serve(model, config)
    return 0


def _actions(_: argparse.Namespace) -> int:
    from actions.server import serve

    config = _begin("actions")
    migrate(open_database(config.database_url))
    serve(config)
    return 0


def _requests(arguments: argparse.Namespace) -> int:
    from frontdesk.staff.command_line import CommandLine, Wish

    config = settings()
    store = Store.open(config.database_url, config.secret_keys)
    migrate(store.engine)
    desk = CommandLine(config, store)
    if arguments.reference:
        return _one_request(desk, arguments, Wish)
    if _wished(arguments, Wish) != Wish():
        raise SettingsError("A change needs the request's reference number: `requests REFERENCE --as NAME ...`.")
    listing = Listing(store.engine, Appointments(store.vault, store.lookup))
    while True:
        for line in desk.shown(list(listing.news()), arguments.json):
            print(line, flush=True)
        if not arguments.watch:
            return 0
        time.sleep(_WATCH_SECONDS)


def _wished(arguments: argparse.Namespace, wish: "type[Wish]") -> "Wish":
    return wish(
        arguments.note,
        arguments.answer,
        arguments.confirm,
        arguments.minutes,
        arguments.practitioner,
        arguments.done,
        arguments.cancel,
    )


def _one_request(desk: "CommandLine", arguments: argparse.Namespace, wish: "type[Wish]") -> int:
    wanted = _wished(arguments, wish)
    if wanted != wish():
        desk.do(desk.account(arguments.by), desk.find(arguments.reference), wanted)
    print("\n".join(desk.shown([desk.find(arguments.reference)], arguments.json, history=True)))
    return 0


def _run(_: argparse.Namespace) -> int:
    from frontdesk.supervisor import run

    return run(settings(), _progress)


def _gaps(_: argparse.Namespace) -> int:
    from frontdesk.insight.gathering import gather

    config = settings()
    store = Store.open(config.database_url, config.secret_keys)
    migrate(store.engine)
    print(f"{gather(store)} messages grouped.")
    return 0


def _learn(arguments: argparse.Namespace) -> int:
    from frontdesk.insight.accepted import proposals
    from frontdesk.insight.learning import learn

    config = settings()
    store = Store.open(config.database_url, config.secret_keys)
    migrate(store.engine)
    learnt = learn(
        proposals(store),
        new_words=arguments.new_words,
        write=not arguments.dry_run,
    )
    print("\n".join([*learnt.diff, *(f"Left out: {reason}." for reason in learnt.left_out)]))
    count = sum(map(len, learnt.added.values()))
    phrasings = f"{count} phrasing{'' if count == 1 else 's'}"
    print(f"{phrasings} {'would be ' if arguments.dry_run else ''}written, {len(learnt.left_out)} left out.")
    if count and not arguments.dry_run:
        print(
            "Nothing has been trained. Look at `git diff data frontdesk/language`, then: `python -m frontdesk evaluate "
            "--html before.html` with the model so far (`git stash` puts the change aside), `make check`, and "
            "`python -m frontdesk evaluate --html after.html --since before.html`, which trains and says what changed."
        )
    return 0


def _worker(_: argparse.Namespace) -> int:
    from frontdesk.appointments.name_hashing import NameHashing
    from frontdesk.backup.nightly import Nightly
    from frontdesk.booking.assembly import Parts
    from frontdesk.channels.sms.catching_up import CatchingUp
    from frontdesk.channels.sms.inbox import InboundTexts
    from frontdesk.insight.figures import countable, tally
    from frontdesk.insight.reviewing import Reviewing
    from frontdesk.insight.step import GroupingStep
    from frontdesk.metrics.measures import REGISTRY
    from frontdesk.outbox.measuring import OutboxFigures
    from frontdesk.privacy.wishes import fulfil
    from frontdesk.probing.probing import Probing
    from frontdesk.retention import forget
    from frontdesk.staff.attending import attend
    from frontdesk.worker import Job, work

    config = _begin("worker")
    store = Store.open(config.database_url, config.secret_keys, "worker")
    REGISTRY.register(OutboxFigures(store.engine))
    parts = Parts(config, store)

    def attend_chats() -> None:
        attend(store, config.clinic)

    def expire_holds() -> None:
        parts.slots.expire(datetime.now(timezone.utc))

    def pass_offers_on() -> None:
        parts.slots.lapse(datetime.now(timezone.utc))

    def erase_as_wished() -> None:
        fulfil(parts.engine)

    def forget_old() -> None:
        forget(parts.engine, config.clinic.retention, timedelta(seconds=config.session_seconds), _FORGET_FOR)

    def count_today() -> None:
        tally(store.engine, config.clinic.timezone, min(timedelta(days=1), countable(config.clinic.retention)))

    def count_days() -> None:
        tally(store.engine, config.clinic.timezone, countable(config.clinic.retention))

    jobs: list[Job] = [
        (_JOB_SECONDS, NameHashing(store).go_on),
        (_JOB_SECONDS, expire_holds),
        (_JOB_SECONDS, pass_offers_on),
        (_JOB_SECONDS, attend_chats),
        (_REVIEW_SECONDS, Reviewing(store, config.clinic.crisis_number).review),
        (_GAPS_SECONDS, GroupingStep(store.engine).look),
        (_COUNT_SECONDS, count_today),
        (_COUNT_DAYS_SECONDS, count_days),
        (_JOB_SECONDS, erase_as_wished),
        (_FORGET_SECONDS, forget_old),
    ]
    if config.backups.folder is not None:
        nightly = Nightly(config.backups.folder, config.backups.hour, config.clinic.timezone)
        jobs.append((_BACKUP_SECONDS, nightly.look))
    watched = config.operations
    if watched.synthetic_url:
        asking = Probing(watched.synthetic_url, config.secret_keys)
        jobs.append((60.0 * watched.synthetic_minutes, asking.ask))
    if config.sms is not None:
        catching_up = CatchingUp(
            config.sms, config.clinic.region, store.engine, InboundTexts(store.vault, store.lookup)
        )
        jobs.append((_CATCH_UP_SECONDS, catching_up.catch_up))
    work(config, parts.engine, jobs)
    return 0


def _staff(arguments: argparse.Namespace) -> int:
    from frontdesk.staff.server import owner_link, serve

    if arguments.invite:
        config = settings()
        migrate(open_database(config.database_url))
        print(owner_link(config, Store.open(config.database_url, config.secret_keys)))
        return 0
    config = _begin("staff")
    migrate(open_database(config.database_url))
    serve(config)
    return 0


def _purge(_: argparse.Namespace) -> int:
    from frontdesk.retention import forget

    config = settings()
    engine = open_database(config.database_url)
    migrate(engine)
    count = forget(engine, config.clinic.retention, timedelta(seconds=config.session_seconds))
    print(f"{count} {'row' if count == 1 else 'rows'} deleted.")
    return 0


def _person(arguments: argparse.Namespace) -> int:
    from frontdesk.privacy.erasing import Eraser, StandingError
    from frontdesk.privacy.exporting import export
    from frontdesk.privacy.person import Person, PersonError, own_contacts
    from frontdesk.staff import trail

    config = settings()
    store = Store.open(config.database_url, config.secret_keys)
    migrate(store.engine)
    try:
        person = Person.read(arguments.phone or arguments.email, config.clinic.region, own_contacts(config))
    except PersonError as error:
        raise SettingsError(str(error)) from error
    if arguments.what == "export":
        trail.note_person(store.engine, None, trail.EXPORTED)
        print(json.dumps(export(store, person), ensure_ascii=False, indent=2))
        return 0
    try:
        erased = Eraser(store, config.data_dir).erase(person, arguments.even_standing)
    except StandingError as error:
        raise SettingsError(f"{error} Add --even-standing to delete it all the same.") from error
    trail.note_person(store.engine, None, trail.ERASED)
    print(erased)
    return 0


def _migrate(_: argparse.Namespace) -> int:
    migrate(open_database(settings().database_url))
    return 0


def _rasa(arguments: argparse.Namespace) -> int:
    from frontdesk.rasa_tools import run_tool

    run_tool(arguments.tool, arguments.rest)
    return 0


def _embed(arguments: argparse.Namespace) -> int:
    from frontdesk.channels.web.built_files import WIDGET, read_web_files
    from frontdesk.channels.web.embed import instructions, origin_of

    config = settings()
    address = arguments.url or config.public_url
    if not address:
        raise SettingsError(
            "Where patients reach this server is not known. Give --url https://chat.example.org, or set FRONTDESK_PUBLIC_URL."
        )
    url = origin_of(address, "--url" if arguments.url else "FRONTDESK_PUBLIC_URL")
    site = origin_of(arguments.site, "--site") if arguments.site else None
    print("\n".join(instructions(url, site, config.clinic, read_web_files()[WIDGET])))
    return 0


def _moment(given: str) -> datetime:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(
            f"{given!r} is no moment. Write it as 2026-11-23T09:00-07:00, with the offset."
        )
    return moment


@contextmanager
def clock_at(moment: datetime | None) -> Iterator[None]:
    """This process's clock, started at a moment; None: the real one."""
    if moment is None:
        yield
        return
    import time_machine

    with time_machine.travel(moment, tick=True):
        yield


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m frontdesk", description="A patient-facing assistant for a physiotherapy clinic."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="verb")

    ask = verbs.add_parser("ask", help="answer one message, or one a line from standard input")
    ask.add_argument("message", help="the message; - to read lines from standard input (with --json)")
    ask.add_argument("--json", action="store_true", help="one JSON object a line")
    ask.add_argument("--conversation", action="store_true", help='with --json -: a line is {"turns": [...]}')
    ask.add_argument("--now", type=_moment, help="when the clock of the conversations starts, 2026-11-23T09:00-07:00")
    ask.add_argument("--channel", choices=("web", "sms"), default="web", help="which form of the answers")
    ask.set_defaults(run=_ask)
    for tool in _TOOLS:
        tool.register(verbs)
    learn = verbs.add_parser(
        "learn", help="write phrasings that were accepted on the front desk's page into the data, to be looked at"
    )
    learn.add_argument("--dry-run", action="store_true", help="only show what would be written")
    learn.add_argument(
        "--new-words", action="store_true", help="also write phrasings with words that no phrasing has had so far"
    )
    learn.set_defaults(run=_learn)
    embed = verbs.add_parser("embed", help="print what to paste into the clinic's site to have the chat there")
    embed.add_argument("--url", help="address of this server; left out: FRONTDESK_PUBLIC_URL")
    embed.add_argument("--site", help="address of the clinic's site, to check that it may use the chat")
    embed.set_defaults(run=_embed)
    requests = verbs.add_parser("requests", help="list what patients asked for, or see to one of it")
    requests.add_argument("reference", nargs="?", help="only this one, with all that was done; it may be changed by:")
    requests.add_argument("--as", dest="by", default="", metavar="NAME", help="sign-in name of who makes the change")
    requests.add_argument("--note", metavar="TEXT", help="note something for colleagues")
    change = requests.add_mutually_exclusive_group()
    change.add_argument("--done", action="store_true", help="the patient was reached, or the message read")
    change.add_argument("--answer", metavar="TEXT", help="answer a message, where the patient can read it")
    change.add_argument("--confirm", type=_moment, metavar="MOMENT", help="book or move to 2026-11-23T09:00-07:00")
    change.add_argument("--cancel", action="store_true", help="cancel it, and tell the patient")
    requests.add_argument("--minutes", type=int, help="how long the visit takes (with --confirm)")
    requests.add_argument("--with", dest="practitioner", metavar="ID", help="whose time it is (with --confirm)")
    requests.add_argument("--json", action="store_true", help="one JSON object a line")
    requests.add_argument("--watch", action="store_true", help="go on listing what is added or changed")
    requests.set_defaults(run=_requests)
    rasa = verbs.add_parser("rasa", help="run one of Rasa's own tools: shell, train, test, data", add_help=False)
    rasa.add_argument("tool", choices=("shell", "train", "test", "data"))
    rasa.add_argument("rest", nargs=argparse.REMAINDER)
    rasa.set_defaults(run=_rasa)
    person = verbs.add_parser("person", help="hand out or delete everything that is kept of one person")
    person.add_argument("what", choices=("export", "erase"), help="print it as JSON, or delete it")
    known_by = person.add_mutually_exclusive_group(required=True)
    known_by.add_argument("--phone", help="the person's number, with area code")
    known_by.add_argument("--email", help="the person's e-mail address")
    person.add_argument(
        "--even-standing", action="store_true", help="also delete appointments to come and what waits to be sent"
    )
    person.set_defaults(run=_person)
    staff = verbs.add_parser("staff", help="the front desk's page (what `run` starts)")
    staff.add_argument(
        "--invite",
        action="store_true",
        help="only print a link that makes an owner's account, if the owner is locked out",
    )
    staff.set_defaults(run=_staff)
    for name, run, text in (
        ("run", _run, "start every process and say when it answers"),
        ("serve", _serve, "answer over HTTP (what `run` starts)"),
        ("actions", _actions, "the custom actions alone, on loopback"),
        ("worker", _worker, "send e-mails, the webhook and the calendar's entries (what `run` starts)"),
        ("gaps", _gaps, "group what the assistant could not answer (the worker does so by itself)"),
        ("train", _train, "train a model if data or code changed"),
        ("migrate", _migrate, "bring the database to the newest form"),
        ("purge", _purge, "delete what has outlived its purpose (what the worker does little by little)"),
    ):
        verb = verbs.add_parser(name, help=text)
        verb.set_defaults(run=run)
    return parser


def _errors_that_explain_themselves() -> tuple[type[Exception], ...]:
    from frontdesk.engine.training import TrainingError
    from frontdesk.language.encoder import EncoderFileError  # loads onnxruntime, which most verbs do without

    return SettingsError, DatabaseError, EncoderFileError, BackupError, MetricsError, TrainingError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code: 0 done, 1 not, 2 wrong usage."""
    start_logging()
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except KeyboardInterrupt:
        return 130
    except _errors_that_explain_themselves() as error:
        print(error, file=sys.stderr)
        return 1
