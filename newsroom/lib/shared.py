"""What the processes of a newsroom share in Redis, if it has one: bytes under names, and locks.

Redis may be away, hang, or hold anything. An answer is waited for `SECONDS` at most, and after one that does
not come Redis is left alone for `ALONE`: who asks loses less than 100 ms, now and then. Nothing here raises.
"""

import logging
import secrets
import time

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)

SECONDS = 0.04
ALONE = 5.0
# Frees a lock if it is still ours.
FREE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"


class Shared:
    """A Redis at `address`, such as redis://127.0.0.1:6379/0; all names begin with `prefix`."""

    def __init__(self, address, prefix, **options):
        self._prefix = prefix
        self._alone_until = 0
        self._is_up = True
        self._redis = Redis.from_url(
            address,
            socket_connect_timeout=SECONDS,
            socket_timeout=SECONDS,
            retry=Retry(NoBackoff(), 0),
            # Nothing is asked of a new connection before it is used: each question is one more to wait for.
            protocol=2,
            driver_info=None,
            **options,
        )

    @property
    def is_up(self):
        """Whether it is asked at all just now."""
        return time.monotonic() >= self._alone_until

    def get(self, name):
        """Return the bytes under `name`, None for none."""
        return self._ask(lambda: self._redis.get(self._prefix + name))

    def set(self, name, data, seconds):
        """Keep bytes under `name` for so long."""
        self._ask(lambda: self._redis.set(self._prefix + name, data, px=int(seconds * 1000)))

    def delete(self, name):
        """Throw away what is under `name`."""
        self._ask(lambda: self._redis.delete(self._prefix + name))

    def add(self, name, data, most, seconds):
        """Put bytes in front of a list, of which the newest `most` are kept, for so long after the last."""
        name = self._prefix + name
        pipeline = self._redis.pipeline(transaction=False)
        self._ask(lambda: pipeline.lpush(name, data).ltrim(name, 0, most - 1).expire(name, seconds).execute())

    def list(self, name):
        """Return what is in a list, the newest first."""
        return self._ask(lambda: self._redis.lrange(self._prefix + name, 0, -1)) or []

    def lock(self, name, seconds):
        """Take a lock for so long at most; return what frees it, None if another has it or none answers."""
        token = secrets.token_hex(8)
        taken = self._ask(
            lambda: self._redis.set(self._prefix + name, token, nx=True, px=int(seconds * 1000))
        )
        return token if taken else None

    def free(self, name, token):
        """Free a lock."""
        self._ask(lambda: self._redis.eval(FREE, 1, self._prefix + name, token))

    def _ask(self, question):
        if not self.is_up:
            return None
        try:
            answer = question()
        except (RedisError, OSError, ValueError) as error:
            self._alone_until = time.monotonic() + ALONE
            if self._is_up:
                log.warning("Redis does not answer, and is left alone for a while: %r", error)
            self._is_up = False
            return None
        if not self._is_up:
            log.warning("Redis answers again")
        self._is_up = True
        return answer
