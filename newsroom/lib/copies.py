"""Copies of answers: what is kept of one, in this process' memory and in the form that others may hold it."""

import hashlib
import hmac
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace

# What a copy takes in memory beside its bytes, roughly.
OVERHEAD = 2000
MARK = b"newsroom 1\n"


@dataclass(slots=True)
class Copy:
    """An answer, with what it depends on. Without a `body` it is only known what the answer is called.

    `known` is what was known (see `newsroom.outbox.changes`) when it was made; its last part is the time, by
    the database's clock. It is kept for `life` seconds, and at most until `until`, by the same clock.
    """

    status: int
    headers: dict
    body: bytes | None
    tags: frozenset
    known: tuple
    life: int
    etag: str = ""
    modified: int = 0
    until: float | None = None
    # Up to which change, as this process counts them, it was found good.
    version: int = field(default=-1, compare=False)

    @property
    def made_at(self):
        """When it was made, by the database's clock, in seconds since 1970."""
        return self.known[2]

    @property
    def size(self):
        """How much memory it takes, roughly."""
        return OVERHEAD + len(self.body or b"") + 60 * len(self.tags)

    def without_body(self):
        """Return what is enough to tell who has the answer that it is still the same."""
        return replace(self, body=None)


class Memory:
    """Copies by their keys, `most` bytes of them and no more: those that were not asked for longest go first.

    Of a copy that goes its name stays for a while, since it is small.
    """

    def __init__(self, most, names=0):
        self._most, self._names_most = most, names
        self._lock = threading.Lock()
        self._size = 0
        self._copies = OrderedDict()
        self._names = OrderedDict()

    def __len__(self):
        return len(self._copies)

    @property
    def size(self):
        """How many bytes the copies take, roughly."""
        return self._size

    def get(self, key):
        """Return the copy, None if there is none."""
        with self._lock:
            copy = self._copies.get(key)
            if copy is not None:
                self._copies.move_to_end(key)
            return copy

    def name(self, key):
        """Return what is left of a copy that went, None for nothing."""
        return self._names.get(key)

    def put(self, key, copy):
        """Keep `copy` in the place of what was there."""
        with self._lock:
            self._remove(key)
            self._names.pop(key, None)
            if copy.size > self._most:
                self._keep_name(key, copy)
                return
            self._copies[key] = copy
            self._size += copy.size
            while self._size > self._most:
                oldest = next(iter(self._copies))
                self._keep_name(oldest, self._remove(oldest))

    def put_name(self, key, copy):
        """Keep only the name of `copy`, if there is no copy."""
        with self._lock:
            if key not in self._copies:
                self._keep_name(key, copy)

    def drop(self, key):
        """Forget a copy, and its name."""
        with self._lock:
            self._remove(key)
            self._names.pop(key, None)

    def clear(self):
        """Forget everything."""
        with self._lock:
            self._copies.clear()
            self._names.clear()
            self._size = 0

    def _remove(self, key):
        copy = self._copies.pop(key, None)
        if copy is not None:
            self._size -= copy.size
        return copy

    def _keep_name(self, key, copy):
        if copy.etag:
            self._names[key] = copy.without_body()
            while len(self._names) > self._names_most:
                self._names.popitem(last=False)


def pack(copy, key, secret):
    """Return `copy` as bytes that `unpack` believes: signed with `secret`, as the one at `key`."""
    high, missing, made_at = copy.known
    head = {
        "status": copy.status,
        "headers": copy.headers,
        "tags": sorted(copy.tags),
        "known": [high, sorted(missing), made_at],
        "life": copy.life,
        "etag": copy.etag,
        "modified": copy.modified,
        "until": copy.until,
    }
    return seal(json.dumps(head).encode() + b"\n" + copy.body, key, secret)


def unpack(data, key, secret, known_type):
    """Return the Copy in `data`. Raises ValueError for anything that `pack` has not made, with this `secret`.

    Nothing in it is ever run.
    """
    head, _newline, body = unseal(data, key, secret).partition(b"\n")
    head = json.loads(head)
    high, missing, made_at = head.pop("known")
    known = known_type(high, frozenset(missing), made_at)
    return Copy(body=body, known=known, tags=frozenset(head.pop("tags")), **head)


def seal(data, key, secret):
    """Return `data` with a signature that says that we put it at `key`."""
    return MARK + _sign(data, key, secret) + data


def unseal(sealed, key, secret):
    """Return what was sealed. Raises ValueError if we did not do it, before anything in it is read."""
    sign, data = sealed[len(MARK) : len(MARK) + 32], sealed[len(MARK) + 32 :]
    if not sealed.startswith(MARK) or not hmac.compare_digest(sign, _sign(data, key, secret)):
        raise ValueError("not of ours")
    return data


def _sign(rest, key, secret):
    digest = hashlib.blake2b(rest, key=hashlib.sha256(secret.encode()).digest(), digest_size=16)
    digest.update(b"\n" + key.encode())
    return digest.hexdigest().encode()
