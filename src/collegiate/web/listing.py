"""Every address with who may open it, for people who look after an installation, and for the tests."""

from __future__ import annotations

import os
from typing import Any


def addresses() -> list[dict[str, Any]]:
    """Return every address: its name, its path, the methods that it takes, and the roles that may open it ("anybody" for all)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collegiate.web.settings")
    import django

    django.setup()
    from collegiate.web.authorization.rights import Right
    from collegiate.web.authorization.roles import holding
    from collegiate.web.doors import door_of
    from collegiate.web.urls import urlpatterns

    found = []
    for pattern in urlpatterns:
        door = door_of(pattern.callback)
        asked = door.opens_to if door else None
        roles = list(holding(asked)) if isinstance(asked, Right) else []
        found.append({
            "name": pattern.name, "path": f"/{pattern.pattern}", "methods": sorted(door.methods) if door else [],
            "opens_to": "nobody" if asked is None else asked.value, "roles": roles,
        })  # fmt: skip
    return sorted(found, key=lambda a: str(a["path"]))
