"""One child, one record: senders' names joined by UPN and by what people decided, and questions where only a person can tell."""

from collegiate.pupils.identity.resolve import Identity, resolve

__all__ = ["Identity", "resolve"]
