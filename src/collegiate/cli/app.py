"""The commands, in the order in which a new user meets them."""

from __future__ import annotations

import typer

from collegiate.cli import (
    build,
    compare,
    demo,
    figures,
    fit,
    growth,
    identify,
    serve,
    simulate,
    sources,
    top_quarter,
    user,
    version,
)

app = typer.Typer(
    name="collegiate",
    help="From the files that the DfE publishes to the honest picture of a trust.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (demo, build, serve, figures, top_quarter, fit, growth, sources, identify, simulate, version):
    app.command(name=command.__name__.rpartition(".")[2].replace("_", "-"))(command.run)
app.add_typer(compare.app, name="compare")
app.add_typer(user.app, name="user")
