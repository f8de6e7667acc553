"""One request to a provider, and what is known after it.

1. No connection (refused, no such host, no answer in time, a wrong certificate): nothing was sent.
2. Once a connection was made, anything but an answer means that nobody knows whether the text was accepted.
3. 5xx is no answer to that question either. 429 says that nothing was done.
4. Redirects are not followed, because they would send a patient's number to an address that nobody set.
"""

import ssl
from collections.abc import Mapping
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from frontdesk.texting.providers.base import NotProcessedError, UnknownOutcomeError

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
_NEVER_CONNECTED = (NewConnectionError, ConnectTimeoutError, NameResolutionError, ssl.SSLCertVerificationError)


def post(
    url: str, body: Mapping[str, str] | bytes, headers: Mapping[str, str], auth: tuple[str, str] | None, read: float
) -> tuple[int, Any]:
    """Status below 500 and JSON (None if it is none) of the answer. `read`: seconds to wait for it.

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
    try:
        return answer.status_code, answer.json()
    except ValueError:
        return answer.status_code, None


def _never_connected(error: BaseException) -> bool:
    """Whether the error contains one that means that no request was written."""
    inner = [getattr(error, "reason", None), getattr(error, "original_error", None), *getattr(error, "args", ())]
    return isinstance(error, _NEVER_CONNECTED) or any(
        _never_connected(part) for part in inner if isinstance(part, BaseException)
    )
