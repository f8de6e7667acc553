"""What is known of a channel outside of its server."""

from dataclasses import dataclass

LONGEST_ID = 8  # conversations.channel
# The forms in which a response is written: as a chat shows it, and short, as a text message.
WEB, SMS = "web", "sms"


@dataclass(frozen=True)
class Channel:
    """`name` is what the front desk's e-mails call it ("web chat"), `label` its page ("Web"); `place` its place in lists.

    `form` is the form of the responses that it is answered in: WEB, or SMS where words are dear. `quoted`: how many
    characters of a patient's message are said back to them at most.
    """

    id: str
    place: int
    name: str
    label: str
    form: str
    quoted: int = 300
