"""How commands behave: examples in their help, errors as lines."""

from __future__ import annotations

from typing import Any

import click

from kyc_service.errors import KycError, SettingsError
from watchlists.errors import WatchlistError

EXIT_ERROR = 2


class Command(click.Command):
    """A command whose help ends with examples, printed as they stand."""

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), **rest: Any) -> None:  # noqa: ANN401 - click's
        """Keep the examples."""
        super().__init__(*args, **rest)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        super().format_epilog(ctx, formatter)
        _write_examples(self.examples, formatter)


class Group(click.Group):
    """A group of such commands, which end with one clear line and exit code 2, never with a traceback."""

    command_class = Command

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), **rest: Any) -> None:  # noqa: ANN401 - click's
        """Keep the examples."""
        super().__init__(*args, **rest)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        super().format_epilog(ctx, formatter)
        _write_examples(self.examples, formatter)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (KycError, WatchlistError) as error:
            click.echo(f"kyc: {explain(error)}", err=True)
            ctx.exit(EXIT_ERROR)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            if ctx.find_root().params.get("debug"):
                raise
            # The text of an unforeseen exception may hold anything, names of people included.
            click.echo(f"kyc: unexpected {type(error).__name__}; `kyc --debug ...` shows where", err=True)
            ctx.exit(EXIT_ERROR)


def explain(error: Exception) -> str:
    """Say in one line, or one for each setting, what went wrong."""
    if isinstance(error, SettingsError):
        return "the settings cannot be used:\n" + "\n".join(f"  {fault}" for fault in error.faults)
    text = str(error) or (type(error).__doc__ or "").partition("\n")[0] or type(error).__name__
    return text.rstrip(".")


def _write_examples(examples: tuple[str, ...], formatter: click.HelpFormatter) -> None:
    """Write examples as they stand: wrapped, they could not be copied."""
    if not examples:
        return
    with formatter.section("Examples"):
        for example in examples:
            formatter.write(f"{'':{formatter.current_indent}}{example}\n")
