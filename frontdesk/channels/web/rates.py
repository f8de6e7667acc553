"""How often somebody may do something: a memory for the moving windows of `limits`.

The library's own memory goes through everything that was counted a hundred times a second, in a thread, and never forgets who
came. This one looks at the hits of the one who asks, and forgets those whose window is over.
"""

import time
from collections import deque

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_SWEEP_SECONDS = 60


class RecentHits(MemoryStorage):
    """The hits of every key within its window."""

    STORAGE_SCHEME = ["recent"]  # noqa: RUF012  read by the library

    def __init__(self) -> None:
        super().__init__()
        self.hits: dict[str, deque[float]] = {}
        self._over: dict[str, float] = {}
        self._swept = time.time()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count hits of a key and return True; or, if that would be more than the limit within `expiry` seconds, False."""
        now = time.time()
        if now - self._swept > _SWEEP_SECONDS:
            self._forget(now)
        hits = self.hits.setdefault(key, deque())
        while hits and not now - expiry < hits[0] <= now:  # one from the future: the clock was set back
            hits.popleft()
        if len(hits) + amount > limit:
            return False
        hits.extend([now] * amount)
        self._over[key] = now + expiry
        return True

    def _forget(self, now: float) -> None:
        self._swept = now
        self._over = {key: over for key, over in self._over.items() if over > now}
        self.hits = {key: hits for key, hits in self.hits.items() if key in self._over}


class Rate:
    """One rate ("20/minute"), counted apart for everybody."""

    def __init__(self, written: str) -> None:
        self._rate = parse(written)
        self.most, self.seconds = self._rate.amount, self._rate.get_expiry()
        self.storage = RecentHits()  # the limiter itself keeps only a weak reference
        self._limiter = MovingWindowRateLimiter(self.storage)

    def hit(self, who: str) -> bool:
        """Count a hit of somebody; False if that is more than the rate allows."""
        allowed: bool = self._limiter.hit(self._rate, who)
        return allowed
