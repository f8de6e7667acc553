"""The command line: `python -m frontdesk <verb>`. Each verb imports what it needs when it runs; Rasa starts lean."""

import argparse
import asyncio
import json
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TextIO

from frontdesk.appointments.listing import Listing, as_json, as_text
from frontdesk.appointments.repository import Appointments
from frontdesk.settings.environment import settings
from frontdesk.settings.values import SettingsError
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import migrate, open_database
from frontdesk.storage.database_file import DatabaseError, end_when_replaced
from frontdesk.storage.store import Store

_WATCH_SECONDS = 1
_JOB_SECONDS = 20.0
_CATCH_UP_SECONDS = 180.0
_FORGET_SECONDS = 60.0
_FORGET_FOR = 2.0  # seconds, so that what is to be sent does not wait


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


def _serve(_: argparse.Namespace) -> int:
    from frontdesk.channels.server import serve
    from frontdesk.engine.training import train

    end_when_replaced()
    model = train(_progress)
    migrate(open_database(settings().database_url))
    serve(model, settings())
    return 0


def _actions(_: argparse.Namespace) -> int:
    from actions.server import serve

    end_when_replaced()
    migrate(open_database(settings().database_url))
    serve(settings())
    return 0


def _requests(arguments: argparse.Namespace) -> int:
    engine = open_database(settings().database_url)
    migrate(engine)
    keys = settings().secret_keys
    listing = Listing(engine, Appointments(Vault(keys), Lookup(keys)))
    write = as_json if arguments.json else as_text
    while True:
        for appointment in listing.news():
            print(write(appointment, settings().clinic.timezone), flush=True)
        if not arguments.watch:
            return 0
        time.sleep(_WATCH_SECONDS)


def _run(_: argparse.Namespace) -> int:
    from frontdesk.supervisor import run

    return run(settings(), _progress)


def _worker(_: argparse.Namespace) -> int:
    from frontdesk.booking.assembly import Parts
    from frontdesk.channels.sms.catching_up import CatchingUp
    from frontdesk.channels.sms.inbox import InboundTexts
    from frontdesk.privacy.wishes import fulfil
    from frontdesk.retention import forget
    from frontdesk.staff.attending import attend
    from frontdesk.worker import Job, work

    end_when_replaced()
    config = settings()
    store = Store.open(config.database_url, config.secret_keys)
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

    jobs: list[Job] = [
        (_JOB_SECONDS, expire_holds),
        (_JOB_SECONDS, pass_offers_on),
        (_JOB_SECONDS, attend_chats),
        (_JOB_SECONDS, erase_as_wished),
        (_FORGET_SECONDS, forget_old),
    ]
    if config.sms is not None:
        catching_up = CatchingUp(
            config.sms, config.clinic.region, store.engine, InboundTexts(store.vault, store.lookup)
        )
        jobs.append((_CATCH_UP_SECONDS, catching_up.catch_up))
    work(config, parts.engine, jobs)
    return 0


def _staff(arguments: argparse.Namespace) -> int:
    from frontdesk.staff.server import owner_link, serve

    end_when_replaced()
    config = settings()
    migrate(open_database(config.database_url))
    if arguments.invite:
        print(owner_link(config, Store.open(config.database_url, config.secret_keys)))
        return 0
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
    from frontdesk.privacy.person import Person, PersonError
    from frontdesk.staff import trail

    config = settings()
    store = Store.open(config.database_url, config.secret_keys)
    migrate(store.engine)
    try:
        person = Person.read(arguments.phone or arguments.email, config.clinic.region)
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


def _evaluate(arguments: argparse.Namespace) -> int:
    from frontdesk.channels.terminal import Terminal
    from frontdesk.engine.evaluation import evaluate, report
    from frontdesk.engine.training import train

    terminal = Terminal(train(_progress), settings(), "web")
    results = asyncio.run(evaluate(terminal.converse, arguments.folder))
    if arguments.verbose:
        print("\n".join(line for name, result in results.items() for line in [f"# {name}", *result.bad]))
    print("\n".join(report(results)))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from frontdesk.checks.check import problems, production_problems, read_responses
    from frontdesk.checks.text_forms import sms_table

    clinic = settings().clinic
    if arguments.sms_table:
        print(sms_table(read_responses(), clinic), end="")
        return 0
    found = problems(clinic) + (production_problems(settings()) if arguments.production else [])
    for problem in found:
        print(problem)
    print(f"{len(found)} {'problem' if len(found) == 1 else 'problems'} found." if found else "Everything is in order.")
    return 1 if found else 0


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
    evaluate = verbs.add_parser("evaluate", help="measure the assistant on questions kept apart from the training data")
    evaluate.add_argument("--folder", type=Path, default=Path("tests/evaluation"), help="where the sets are")
    evaluate.add_argument("--verbose", action="store_true", help="also list what came out badly")
    evaluate.set_defaults(run=_evaluate)
    check = verbs.add_parser("check", help="say what is wrong with the data and the settings")
    check.add_argument("--production", action="store_true", help="also refuse demonstration values")
    check.add_argument(
        "--sms-table", action="store_true", help="print every text message with its length (docs/sms-texts.md)"
    )
    check.set_defaults(run=_check)
    embed = verbs.add_parser("embed", help="print what to paste into the clinic's site to have the chat there")
    embed.add_argument("--url", help="address of this server; left out: FRONTDESK_PUBLIC_URL")
    embed.add_argument("--site", help="address of the clinic's site, to check that it may use the chat")
    embed.set_defaults(run=_embed)
    requests = verbs.add_parser("requests", help="list what patients asked for: requests, call-backs and bookings")
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

    return SettingsError, DatabaseError, EncoderFileError, TrainingError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code: 0 done, 1 not, 2 wrong usage."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except KeyboardInterrupt:
        return 130
    except _errors_that_explain_themselves() as error:
        print(error, file=sys.stderr)
        return 1
