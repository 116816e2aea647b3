"""What was worked out of a picture, kept for the next who asks: a picture never changes, so neither does what follows from it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """The last answers by what they were worked out of; safe to use from many threads.

    A key must hold all that an answer depends on: the picture's id, whoever may see how much, and what people wrote that went in.
    """

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept, or make it and keep it; the one that was not asked for the longest makes room."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made
