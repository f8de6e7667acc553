"""What clients send to the chat's routes, read strictly: one shape each, and a sentence for everything else."""

import json
import unicodedata
from http import HTTPStatus
from typing import Any

from frontdesk.channels.errors import ChatError, bad_request
from frontdesk.conversations.transcript import UnknownMessageError

MAX_CHARACTERS = 1000
MAX_COMMENT = 500
MAX_PAGE = 100
_PAGE = 50
_MAX_ID = 64
_MOST_NORMALISED = 2 * MAX_CHARACTERS  # one sign may stand for eighteen letters


def _object(body: bytes, keys: set[str], wanted: str) -> dict[str, Any]:
    try:
        data = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise bad_request("invalid_json", f"The body is not JSON in UTF-8. {wanted}") from error
    if not isinstance(data, dict) or not set(data) <= keys:
        raise bad_request("invalid_body", f"{wanted} Leave out anything else.")
    return data


def _id(value: object, name: str) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= _MAX_ID or not value.isprintable():
        raise bad_request("invalid_id", f"{name} must be a text of 1 to {_MAX_ID} characters.")
    return value


def refusal(text: str) -> ChatError | None:
    """Why a message text cannot be taken, or None if it can."""
    if len(text) > MAX_CHARACTERS or len(unicodedata.normalize("NFKC", text)) > _MOST_NORMALISED:
        return _too_long("A message", MAX_CHARACTERS)
    if _is_broken(text):
        return bad_request("invalid_text", "The text holds characters that are not valid Unicode.")
    if not any(character.isprintable() and not character.isspace() for character in text):
        return bad_request("empty_text", "The message is empty. Please type a question.")
    return None


def _is_broken(text: str) -> bool:
    return any(0xD800 <= ord(character) <= 0xDFFF for character in text)


def _too_long(what: str, most: int) -> ChatError:
    return ChatError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too_long",
        f"{what} may have at most {most} characters. Please shorten it.",
    )


def read_session(body: bytes) -> str:
    """The language tag of the page that begins a conversation; empty if it says none. Raises ChatError."""
    wanted = "Send nothing, or an object with lang, the language of the page as a tag such as fr-CA."
    lang = _object(body, {"lang"}, wanted).get("lang", "") if body.strip() else ""
    if not isinstance(lang, str) or len(lang) > _MAX_ID:
        raise bad_request("invalid_body", wanted)
    return lang


def read_message(body: bytes) -> tuple[str, str | None, str | None]:
    """Client id, text and choice of a message; exactly one of the last two is set. Raises ChatError."""
    data = _object(body, {"id", "text", "choice"}, "Send an object with id and either text or choice.")
    client_id, text, choice = _id(data.get("id"), "id"), data.get("text"), data.get("choice")
    if (text is None) == (choice is None) or not isinstance(choice if text is None else text, str):
        raise bad_request("invalid_body", "Send either text or choice, as a text.")
    refused = refusal(text) if text is not None else None
    if refused:
        raise refused
    return client_id, text, choice


def read_feedback(body: bytes) -> tuple[str, bool, str | None]:
    """Message id, whether it helped, and a comment or None. Raises ChatError."""
    wanted = "Send an object with message_id, helpful and, if you like, comment."
    data = _object(body, {"message_id", "helpful", "comment"}, wanted)
    message_id, helpful, comment = _id(data.get("message_id"), "message_id"), data.get("helpful"), data.get("comment")
    if not isinstance(helpful, bool) or not isinstance(comment, str | None):
        raise bad_request("invalid_body", "helpful must be true or false, and comment a text.")
    if comment is not None and len(comment) > MAX_COMMENT:
        raise _too_long("A comment", MAX_COMMENT)
    if comment is not None and _is_broken(comment):
        raise bad_request("invalid_text", "The comment holds characters that are not valid Unicode.")
    return message_id, helpful, (comment or "").strip() or None


def read_phone_and_code(body: bytes) -> tuple[str, str | None, str]:
    """A phone number, the code that was sent there, both as typed, and the language of the words that were shown, as a tag.

    No code: one is asked for. Raises ChatError.
    """
    data = _object(body, {"phone", "code", "lang"}, "Send an object with phone, lang and, once it has come, code.")
    phone, code, lang = data.get("phone"), data.get("code"), data.get("lang", "")
    if not isinstance(phone, str) or not isinstance(code, str | None) or not isinstance(lang, str):
        raise bad_request("invalid_body", "phone, code and lang must each be a text.")
    if max(len(phone), len(code or ""), len(lang)) > _MAX_ID:
        raise _too_long("A number, code or language", _MAX_ID)
    return phone, code, lang


def read_place(after: str | None) -> str | None:
    """The id of the message to go on from, or None if none is named. Raises UnknownMessageError for what can be no id."""
    if after and not (len(after) <= _MAX_ID and after.isprintable()):
        raise UnknownMessageError
    return after or None


def read_page(limit: str | None) -> int:
    """How many messages a page may have, from the query's `limit`. Raises ChatError."""
    if limit is None:
        return _PAGE
    number = int(limit) if limit.isascii() and limit.isdigit() and len(limit) <= 3 else 0
    if not 1 <= number <= MAX_PAGE:
        raise bad_request("invalid_limit", f"limit must be a whole number from 1 to {MAX_PAGE}.")
    return number
