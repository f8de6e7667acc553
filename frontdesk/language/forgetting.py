"""Reading without remembering: what spaCy learns of a message's words goes with the message.

spaCy keeps every new word for ever; its memory zones let the words of one block go. A zone is the whole vocabulary's, and an
exception that leaves it would leave it open: so one reading at a time, and an exception is raised behind the zone.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from spacy.language import Language

Result = TypeVar("Result")


class Forgetting:
    """Reads with a pipeline whose vocabulary does not grow. What is read must hold no Doc."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._reading = Lock()

    def read(self, work: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        """What `work` makes of its arguments; the words that are new to the pipeline are forgotten afterwards."""
        failure: Exception | None = None
        with self._reading, self._nlp.memory_zone():
            try:
                result = work(*args, **kwargs)
            except Exception as error:
                failure = error
        if failure is not None:
            raise failure
        return result
