"""E-mails that are files, where no mail server is set up: those that are about a person."""

from collections.abc import Collection, Sequence
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

from frontdesk.notices.mail_transport import mail_folder
from frontdesk.privacy.person import Person


def erase_mail_files(data_dir: Path, people: Collection[Person], references: Sequence[str]) -> int:
    """Delete the files that name one of the people or of the references; how many."""
    count = 0
    for file in mail_folder(data_dir).glob("*"):
        said = _said(message_from_bytes(file.read_bytes(), policy=default))
        if any(each.is_in(said) for each in people) or any(reference in said for reference in references):
            file.unlink(missing_ok=True)
            count += 1
    return count


def _said(message: Message) -> str:
    """Headers and texts of a message, decoded."""
    texts = [f"{name}: {value}" for name, value in message.items()]
    for part in message.walk():
        if part.get_content_maintype() == "text":
            content = part.get_payload(decode=True)
            texts.append(content.decode("utf-8", "replace") if isinstance(content, bytes) else "")
    return "\n".join(texts)
