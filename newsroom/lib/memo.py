"""What was made of something and may be used again as long as it is the same, kept in this process."""

import hashlib
import pickle
from threading import Lock
from weakref import WeakSet

from django.core.signals import setting_changed

from newsroom.lib.tags import collecting, depends_on, lasts_until

_all = WeakSet()


class Memo:
    """Things by what they were made of, as many as weigh `most` together; then the oldest go.

    There is nothing to tell it of changes: the key is all that a thing was made of, so what has changed is
    another key. A key that leaves out something, such as who asks, would show one what is another's.

    What was said to be depended on while a thing was made (`newsroom.lib.tags`) is said again with it.
    """

    def __init__(self, most):
        self.most = most
        self._kept, self._weight, self._lock = {}, 0, Lock()
        _all.add(self)

    def find(self, key):
        """Return what is kept for `key`, None for nothing."""
        found = self._kept.get(key)
        if found is None:
            return None
        made, _weight, said = found
        depends_on(*said)
        return made

    def get(self, key, make, weigh=len):
        """Return what is kept for `key`, else what `make()` returns: not None, and kept if it fits."""
        found = self.find(key)
        return self.add(key, make, weigh) if found is None else found

    def add(self, key, make, weigh=len):
        """Return what `make()` returns, and keep it for `key` if it fits."""
        with collecting() as said:
            made = make()
        depends_on(*said)
        weight = weigh(made)
        if said.until is not None:
            lasts_until(said.until)
        elif weight <= self.most // 10:
            with self._lock:
                self._keep(key, made, weight, tuple(said))
        return made

    def _keep(self, key, made, weight, said):
        if self._weight + weight > self.most:
            # A quarter at once, so that this happens rarely.
            for old in list(self._kept):
                self._weight -= self._kept.pop(old)[1]
                if self._weight < self.most * 3 // 4:
                    break
        self._weight += weight - self._kept.pop(key, (None, 0))[1]
        self._kept[key] = (made, weight, said)

    def clear(self):
        """Forget everything."""
        with self._lock:
            self._kept, self._weight = {}, 0


def forget(**_signal):
    """Forget everything that any Memo keeps."""
    for memo in list(_all):
        memo.clear()


# What settings say is in no key, and nothing but a test changes it.
setting_changed.connect(forget)


def packed(row):
    """Return the bytes of a row of plain values, such as a database gives: the same for the same values."""
    return pickle.dumps(row, pickle.HIGHEST_PROTOCOL)


def digest(data):
    """Return the few bytes that stand for these."""
    return hashlib.blake2b(data, digest_size=16).digest()
