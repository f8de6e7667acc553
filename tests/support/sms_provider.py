"""A stand-in for Twilio: a real HTTP server that speaks its Messages API, answers as scripted, and calls back signed.

It records what it was asked and what it took, in order; reports and texts are signed by Twilio's own library and can be posted
late, twice, out of order, or wrongly signed.
"""

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode

import requests
from twilio.request_validator import RequestValidator

ACCOUNT = "AC" + "0" * 32
TOKEN = "0123456789abcdef0123456789abcdef"
SERVICE = "MG" + "0" * 32
CLINIC_NUMBER = "+17805550100"


@dataclass(frozen=True)
class Answer:
    """How one request is answered. `hang_up`: the connection is closed without an answer once the request was read;
    `taken`: the text goes out. `body` replaces Twilio's JSON."""

    status: int = 201
    code: int = 0
    delay: float = 0.0
    hang_up: bool = False
    taken: bool = True
    body: bytes | None = None
    retry_after: str = ""


TAKEN = Answer()
OPTED_OUT = Answer(400, 21610, taken=False)
THROTTLED = Answer(429, 20429, taken=False)
BROKEN = Answer(500, taken=False)
HANGS_UP = Answer(hang_up=True)


def slow(seconds: float) -> Answer:
    """Takes the text and says so late."""
    return Answer(delay=seconds)


@dataclass(frozen=True)
class Asked:
    """One request to send a text: its form, when it came, when it was answered (time.monotonic) and Twilio's id for it."""

    sid: str
    fields: dict[str, str]
    began: float
    answered: list[float] = field(default_factory=list)

    @property
    def to(self) -> str:
        """The number it goes to."""
        return self.fields["To"]

    @property
    def text(self) -> str:
        """What it says."""
        return self.fields["Body"]


@dataclass
class SmsProvider:
    """What the stand-in was asked (`asked`) and what of it went out (`taken`). It answers with `script` in turn, then TAKEN.

    `listed` is its list of messages, in Twilio's fields, of which it shows two a page.
    """

    script: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    taken: list[Asked] = field(default_factory=list)
    listed: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    token: str = TOKEN
    let_go: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def environment(self) -> dict[str, str]:
        """Settings that lead to it."""
        return {
            "FRONTDESK_SMS_PROVIDER": "twilio",
            "FRONTDESK_SMS_NUMBER": CLINIC_NUMBER,
            "FRONTDESK_TWILIO_ACCOUNT": ACCOUNT,
            "FRONTDESK_TWILIO_AUTH_TOKENS": self.token,
            "FRONTDESK_SMS_API_URL": self.url,
        }

    def keep(self, sender: str, body: str, sent: datetime, sid: str = "", direction: str = "inbound") -> str:
        """List a text that was received, as if its call had got lost; its id."""
        sid = sid or "SM" + secrets.token_hex(16)
        entry = {
            "sid": sid,
            "from": sender,
            "to": CLINIC_NUMBER,
            "body": body,
            "num_media": "0",
            "direction": direction,
        }
        self.listed.append(entry | {"date_sent": format_datetime(sent)})
        return sid

    def texts(self, to: str | None = None) -> list[str]:
        """What went out, to one number or to all."""
        return [asked.text for asked in list(self.taken) if to in (None, asked.to)]

    def report(self, asked: Asked, status: str, error_code: str = "", token: str = "") -> requests.Response:
        """Post a delivery report to the address that came with the text."""
        fields = {
            "AccountSid": ACCOUNT,
            "MessageSid": asked.sid,
            "MessageStatus": status,
            "To": asked.to,
            "From": CLINIC_NUMBER,
        }
        fields |= {"ErrorCode": error_code} if error_code else {}
        return self.call(asked.fields["StatusCallback"], fields, token)

    def text(self, url: str, sender: str, body: str, sid: str = "", token: str = "", **more: str) -> requests.Response:
        """Post a text from a phone. Like Twilio's, the form has empty fields."""
        fields = {
            "MessageSid": sid or "SM" + secrets.token_hex(16),
            "AccountSid": ACCOUNT,
            "From": sender,
            "To": CLINIC_NUMBER,
            "Body": body,
            "NumMedia": "0",
            "FromZip": "",
        }
        return self.call(url, fields | more, token)

    def call(self, url: str, fields: dict[str, str], token: str = "") -> requests.Response:
        """Post a form, signed. `token` instead of the right one makes a forgery."""
        return requests.post(url, urlencode(fields), headers=signed(url, fields, token or self.token), timeout=30)


def signed(url: str, fields: dict[str, str], token: str = TOKEN) -> dict[str, str]:
    """The headers of a call by Twilio."""
    return {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Twilio-Signature": RequestValidator(token).compute_signature(url, fields),
        "I-Twilio-Idempotency-Token": secrets.token_hex(16),
    }


@contextmanager
def sms_provider(*script: Answer) -> Iterator[SmsProvider]:
    """The stand-in on a free port, as long as the context is open."""
    provider = SmsProvider(list(script))
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            began = time.monotonic()
            form = parse_qsl(
                self.rfile.read(int(self.headers["Content-Length"])).decode(),
                keep_blank_values=True,
                strict_parsing=True,
            )
            expected = "Basic " + base64.b64encode(f"{ACCOUNT}:{provider.token}".encode()).decode()
            if self.path != path:
                self._answer(404, {"code": 20404})
            elif self.headers["Authorization"] != expected:
                self._answer(401, {"code": 20003})
            else:
                self._take(dict(form), began)

        def do_GET(self) -> None:
            at, _, query = self.path.partition("?")
            asked = dict(parse_qsl(query))
            if at != path or self.headers["Authorization"] is None:
                self._answer(401, {"code": 20003})
                return
            first = int(asked.get("Page", "0")) * 2
            assert first or asked["To"] == CLINIC_NUMBER
            following = f"{path}?Page={first // 2 + 1}" if provider.listed[first + 2 :] else None
            self._answer(200, {"messages": provider.listed[first : first + 2], "next_page_uri": following})

        def _take(self, fields: dict[str, str], began: float) -> None:
            asked = Asked("SM" + secrets.token_hex(16), fields, began)
            with provider.lock:
                answer = provider.script.pop(0) if provider.script else TAKEN
                provider.asked.append(asked)
                if answer.taken:
                    provider.taken.append(asked)
            provider.let_go.wait(answer.delay)
            asked.answered.append(time.monotonic())
            if answer.hang_up:
                self.connection.close()
                self.close_connection = True
                return
            said = {"sid": asked.sid, "status": "queued"} if answer.status < 300 else {"code": answer.code or None}
            self._answer(answer.status, said, answer.body, answer.retry_after)

        def _answer(
            self, status: int, said: dict[str, Any], instead: bytes | None = None, retry_after: str = ""
        ) -> None:
            body = json.dumps(said).encode() if instead is None else instead
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if retry_after:
                self.send_header("Retry-After", retry_after)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A client that left before the answer is no news."""

    server = Server(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield provider
    provider.let_go.set()
    server.shutdown()
    server.server_close()
    thread.join()
