"""Reading without remembering: the new words of a message are forgotten with the message.

spaCy keeps every new word for ever, except those of a memory zone. A zone belongs to the whole vocabulary, so only one
message is read at a time. An exception that leaves a zone would leave it open, so it is raised after the zone.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from spacy.language import Language

Result = TypeVar("Result")


class Forgetting:
    """Reads with a pipeline whose vocabulary does not grow. The result must not contain a Doc."""

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
