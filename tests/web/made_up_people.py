"""People with posts in the made-up trusts, for as long as a test wants them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


@contextmanager
def people_with(posts: Mapping[str, Any], at: str) -> Iterator[dict[str, Any]]:
    """Give a user for each post, by what they are called, and one called "new" who has none; their addresses are at the host `at`."""
    from collegiate.web.accounts.acts import add_user
    from collegiate.web.accounts.models import User

    users = {
        who: add_user(email=f"{who.replace(' ', '.')}@{at}", name=f"The {who}", post=p) for who, p in posts.items()
    }
    users["new"] = add_user(email=f"new@{at}", name="Newly Come")
    yield users
    User.objects.filter(pk__in=[u.pk for u in users.values()]).delete()
    User.objects.filter(email__endswith=f"@{at}").delete()
