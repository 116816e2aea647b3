"""The commands, in the order in which a new user meets them."""

from __future__ import annotations

import typer

from collegiate.cli import (
    alerts,
    attendance,
    audit,
    backup,
    build,
    compare,
    demo,
    doctor,
    effect,
    fetch,
    figures,
    fit,
    flags,
    growth,
    identify,
    ledger,
    pack,
    restore,
    retention,
    roles,
    serve,
    simulate,
    sources,
    strategy,
    support,
    top_quarter,
    truth_check,
    urls,
    user,
    version,
    worker,
)

app = typer.Typer(
    name="collegiate",
    help="From the files that schools and the DfE hold to the honest picture of a trust and the record of every child.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)
COMMANDS = (
    demo, build, serve, worker, figures, ledger, attendance, flags, alerts, strategy, effect, top_quarter, fit, growth, sources, identify, fetch, simulate, truth_check, retention, roles, urls, backup, restore, doctor, version,
)  # fmt: skip
for command in COMMANDS:
    app.command(name=command.__name__.rpartition(".")[2].replace("_", "-"))(command.run)
app.add_typer(audit.app, name="audit")
app.add_typer(compare.app, name="compare")
app.add_typer(user.app, name="user")
app.add_typer(support.app, name="support")
app.add_typer(pack.app, name="pack")
