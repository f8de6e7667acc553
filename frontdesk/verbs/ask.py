"""`ask`: answer one message, or one a line."""

import argparse
import asyncio
import sys
from typing import Any

from frontdesk.settings.clinics import settings
from frontdesk.settings.values import SettingsError
from frontdesk.verbs.clock import clock_at, moment_of


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("ask", help="answer one message, or one a line from standard input")
    parser.add_argument("message", help="the message; - to read lines from standard input (with --json)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--conversation", action="store_true", help='with --json -: a line is {"turns": [...]}')
    parser.add_argument(
        "--now", type=moment_of, help="when the clock of the conversations starts, 2026-11-23T09:00-06:00"
    )
    parser.add_argument("--channel", choices=("web", "sms"), default="web", help="which form of the answers")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the reply, or the replies."""
    from frontdesk.channels import terminal as shown
    from frontdesk.channels.sms.reply import texts
    from frontdesk.engine.training import train

    if (arguments.conversation or arguments.message == "-") and not (arguments.json and arguments.message == "-"):
        raise SettingsError("Lines are read from standard input with `ask --json -` or `ask --conversation --json -`.")

    config = settings(arguments.clinic)

    async def answer_lines() -> None:
        terminal = shown.Terminal(train(lambda _: None, config.own_data), config, arguments.channel)
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
            terminal = shown.Terminal(train(lambda _: None, config.own_data), config, arguments.channel)
            messages = asyncio.run(terminal.ask(arguments.message))
            print("\n\n".join(texts(messages)) if arguments.channel == "sms" else "\n".join(shown.as_text(messages)))
    return 0
