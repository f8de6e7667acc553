"""One request to a provider, and what is known after it.

1. No connection (refused, no such host, no answer in time, a wrong certificate): nothing was sent.
2. Once a connection was made, anything but an answer means that nobody knows whether the text was accepted.
3. 5xx is no answer to that question either. 429 says that nothing was done.
4. Redirects are not followed, because they would send a patient's number to an address that nobody set.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from frontdesk.texting.providers.base import NotProcessedError, UnknownOutcomeError

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
_NEVER_CONNECTED = (NewConnectionError, ConnectTimeoutError, NameResolutionError, ssl.SSLCertVerificationError)


_LONGEST_PAUSE = 3600


@dataclass(frozen=True)
class Answered:
    """An answer: status below 500, JSON (None if it is none), and for how many seconds it asks us to wait (0: it does not)."""

    status: int
    said: Any
    retry_after: int = 0


def post(
    url: str, body: Mapping[str, str] | bytes, headers: Mapping[str, str], auth: tuple[str, str] | None, read: float
) -> Answered:
    """What a provider answers to what is posted. `read`: seconds to wait for it.

    Raises NotProcessedError and UnknownOutcomeError.
    """
    try:
        answer = requests.post(
            url, data=body, headers=headers, auth=auth, timeout=(CONNECT_SECONDS, read), allow_redirects=False
        )
    except requests.Timeout as error:
        connected = not isinstance(error, requests.ConnectTimeout)
        raise (UnknownOutcomeError("time-out") if connected else NotProcessedError("no connection")) from None
    except requests.RequestException as error:
        if _never_connected(error):
            raise NotProcessedError("no connection") from None
        raise UnknownOutcomeError("connection lost") from None
    if answer.status_code >= 500:
        raise UnknownOutcomeError(f"HTTP {answer.status_code}")
    return Answered(answer.status_code, _json(answer), _pause(answer.headers.get("Retry-After", "")))


def get(url: str, query: Mapping[str, str], auth: tuple[str, str], read: float) -> Any:
    """The JSON that an address answers with 200. Raises NotProcessedError for everything else."""
    try:
        answer = requests.get(url, params=query, auth=auth, timeout=(CONNECT_SECONDS, read), allow_redirects=False)
    except requests.RequestException:
        raise NotProcessedError("no answer") from None
    said = _json(answer)
    if answer.status_code != 200 or said is None:
        raise NotProcessedError(f"HTTP {answer.status_code}")
    return said


def _json(answer: requests.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _pause(retry_after: str) -> int:
    """The seconds of a Retry-After header, an hour at most; 0 for a date or anything else."""
    return min(int(retry_after), _LONGEST_PAUSE) if retry_after.isascii() and retry_after.isdigit() else 0


def _never_connected(error: BaseException) -> bool:
    """Whether the error contains one that means that no request was written."""
    inner = [getattr(error, "reason", None), getattr(error, "original_error", None), *getattr(error, "args", ())]
    return isinstance(error, _NEVER_CONNECTED) or any(
        _never_connected(part) for part in inner if isinstance(part, BaseException)
    )
