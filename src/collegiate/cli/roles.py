"""collegiate roles."""

from __future__ import annotations

import typer

from collegiate.cli.options import JsonOption


def run(as_json: JsonOption = False) -> None:
    """List the roles that people can be appointed to: for which part of the trust, and what each may do."""
    import json

    from collegiate.web.authorization.roles import ROLES

    if as_json:
        told = [
            {"role": r.key, "called": r.called, "asks": r.asks, "given_for": list(r.spans), "may": sorted(right.value for right in r.rights)}
            for r in ROLES.values()
        ]  # fmt: skip
        typer.echo(json.dumps(told, indent=2))
        return
    for role in ROLES.values():
        typer.echo(f"{role.key}: {role.called}, for {' or '.join(role.spans)}\n    {role.asks}")
        typer.echo(f"    may {'; '.join(sorted(right.value for right in role.rights)) or 'do nothing of its own'}")
