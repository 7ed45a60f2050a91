"""The command that shows what the service runs under: its settings with their meaning."""

from __future__ import annotations

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table


@click.command(cls=Command)
@json_option
def settings(*, as_json: bool) -> None:
    """List every environment variable the service reads, what it means, and whether it is set.

    Values are not shown: some are secrets.
    """
    rows = describe()
    if as_json:
        print_json({"settings": rows})
        return
    print_table(
        "Settings", ("variable", "set", "meaning"), [(row["variable"], row["set"], row["meaning"]) for row in rows]
    )


def describe() -> list[dict[str, object]]:
    """Return each variable with its meaning."""
    import ast
    import inspect

    from jobs import context
    from kyc_service.settings import Settings, variables

    env = context.environment()
    body = ast.parse(inspect.getsource(Settings)).body[0]
    meanings: dict[str, str] = {}
    name = None
    for node in getattr(body, "body", []):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
        elif name and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            meanings[name] = str(node.value.value)
            name = None
    return [
        {
            "variable": variable,
            "set": variable in env or f"{variable}_FILE" in env,
            "meaning": meanings[field].partition(": ")[2],
        }
        for field, variable in variables().items()
    ]
