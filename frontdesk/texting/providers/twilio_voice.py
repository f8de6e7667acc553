"""Calls to a number at Twilio: what callers hear, and whether anybody answered (twilio.com/docs/voice/twiml/dial).

Twilio asks twice: when a call comes in, and, as the `action` of the `<Dial>` that it was given, once that has ended.
"""

from twilio.twiml.voice_response import VoiceResponse

from frontdesk.texting.providers.base import Acknowledgement, Call
from frontdesk.texting.providers.twilio_form import read_form, required

_LANGUAGE = "en-CA"
_RING_SECONDS = 20
_ANSWERED = frozenset({"completed", "answered"})
_MEDIA_TYPE = "text/xml; charset=utf-8"


class TwilioCalls:
    """See Calls."""

    def parse_call(self, body: bytes) -> Call:
        """See Calls."""
        form = read_form(body)
        outcome = form.first("DialCallStatus").lower()
        return Call(required(form, "CallSid"), required(form, "From"), bool(outcome), outcome in _ANSWERED)

    def put_through(self, greeting: str, phone: str, then: str) -> Acknowledgement:
        """See Calls."""
        said = VoiceResponse()
        said.say(greeting, language=_LANGUAGE)
        said.dial(phone, timeout=_RING_SECONDS, action=then, method="POST")
        return _answer(said)

    def hang_up(self, last: str = "") -> Acknowledgement:
        """See Calls."""
        said = VoiceResponse()
        if last:
            said.say(last, language=_LANGUAGE)
        said.hangup()
        return _answer(said)


def _answer(said: VoiceResponse) -> Acknowledgement:
    return Acknowledgement(str(said).encode(), _MEDIA_TYPE)
