"""`rasa shell`: one conversation on the command line, with the actions in this process. Nothing of it is kept."""

import asyncio
import secrets
from typing import TextIO

from frontdesk.channels.terminal import Terminal, as_text
from frontdesk.conversations.messages import Button

_STOP = "/stop"
_PROMPT = "Your input -> "


def converse(terminal: Terminal, typed: TextIO, shown: TextIO) -> None:
    """Answer line by line until `/stop` or the end of the input. The number of a button presses it."""
    conversation_id = secrets.token_hex(16)
    buttons: dict[str, Button] = {}
    print(f'Type a message, or the number of a button; "{_STOP}" ends the conversation.', file=shown)
    with asyncio.Runner() as runner:
        while text := _next(typed, shown):
            if text in buttons:
                reply = terminal.say(conversation_id, buttons[text]["title"], buttons[text]["id"])
            else:
                reply = terminal.say(conversation_id, text)
            messages = runner.run(reply)
            offered = [button for message in messages for button in message["buttons"]]
            buttons = {str(number): button for number, button in enumerate(offered, start=1)}
            print("\n".join(as_text(messages, numbered=True)), file=shown)


def _next(typed: TextIO, shown: TextIO) -> str | None:
    """The next line that says something; None at the end."""
    while True:
        print(_PROMPT, end="", file=shown, flush=True)
        line = typed.readline()
        if not line or line.strip() == _STOP:
            return None
        if line.strip():
            return line.strip()
