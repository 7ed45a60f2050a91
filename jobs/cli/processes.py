"""Commands that run: the whole service, or one of its processes."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Command
from jobs.cli.output import print_json, say
from kyc_service.tasks import Queue

if TYPE_CHECKING:
    from kyc_service.services.runtime import Runtime

_port = click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; KYC_HTTP_PORT otherwise.")


@click.command(
    cls=Command,
    examples=(
        "kyc up",
        "kyc up --port 9000 --workers 2",
        "kyc up --processes 2",
    ),
)
@_port
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Screening workers.")
@click.option("--processes", type=click.IntRange(1, 64), help="Processes of the API, under gunicorn as in production.")
@click.option("--json", "as_json", is_flag=True, help="Print where everything is as one JSON object.")
def up(*, port: int | None, workers: int, processes: int | None, as_json: bool) -> None:
    """Run the whole service on this machine until Ctrl-C.

    Starts Redis (unless REDIS_URL names one), brings the database and the lists up to date, then starts API, workers
    and scheduler, and starts again whatever ends.
    """
    from jobs import context, stack, supervisor

    settings = context.begin_process()
    claimed = stack.choose_port(settings, port)
    chosen, wanted = claimed.number, port or settings.http_port
    if chosen != wanted:
        say(f"port {wanted} is taken, using {chosen}")
    env = {**context.environment(), "KYC_HTTP_PORT": str(chosen)}
    plan = stack.Plan(
        settings=replace(settings, http_port=chosen), env=env, port=chosen, workers=workers, processes=processes
    )

    def tell(started: stack.Started) -> None:
        if as_json:
            print_json(started)
            return
        say(_describe(started, str(settings.data_dir)))

    stop = threading.Event()
    supervisor.stop_on_signals(stop)
    stack.run(plan, stop, tell)


def _describe(started: object, data_dir: str) -> str:
    from jobs.stack import Started

    if not isinstance(started, Started):
        raise TypeError
    state = "is ready" if started.ready else "runs but is not ready: ask /readyz why"
    lines = [
        f"The service {state}.",
        f"  API            {started.base_url}",
        f"  documentation  {started.base_url}/docs",
        f"  data           {data_dir}",
    ]
    if started.redis_url:
        lines.append(f"  Redis          {started.redis_url}")
    lines.append("  stop with Ctrl-C")
    return "\n".join(lines)


@click.command(
    cls=Command,
    examples=(
        "kyc serve",
        "kyc serve --server gunicorn --processes 4",
    ),
)
@_port
@click.option("--host", help="Address to listen on; KYC_HTTP_HOST otherwise.")
@click.option(
    "--server",
    type=click.Choice(["waitress", "gunicorn"]),
    help="gunicorn in production or with TLS, waitress in a demo, unless chosen here.",
)
@click.option("--processes", type=click.IntRange(1, 64), default=2, show_default=True, help="With gunicorn only.")
def serve(*, port: int | None, host: str | None, server: str | None, processes: int) -> None:
    """Run the API alone."""
    from jobs import context
    from kyc_service.settings import Mode

    settings = context.begin_process()
    settings = replace(settings, http_port=port or settings.http_port, http_host=host or settings.http_host)
    needs_gunicorn = settings.mode is Mode.PRODUCTION or settings.tls_certificate_file is not None
    chosen = server or ("gunicorn" if needs_gunicorn else "waitress")
    if chosen == "gunicorn":
        context.share_figures(settings.data_dir / "figures")
    from jobs.cli import servers

    if chosen == "gunicorn":
        servers.serve_gunicorn(settings, processes)
    else:
        servers.serve_waitress(settings)


@click.command(
    cls=Command,
    examples=(
        "kyc worker",
        "kyc worker --queue screening --processes 4",
        "kyc worker --queue registers",
        "kyc worker --queue outside",
        "kyc worker --queue webhooks",
        "kyc worker --queue monitoring",
    ),
)
@click.option(
    "--queue",
    type=click.Choice([queue.value for queue in Queue]),
    default=Queue.SCREENING.value,
    show_default=True,
    help="screening: verifications. registers: questions to business registers. outside: lists, packs, upkeep. "
    "webhooks: messages to programs. monitoring: everybody against every list.",
)
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True)
def worker(*, queue: str, processes: int) -> None:
    """Run workers of one queue until SIGTERM; each finishes its current job first."""
    from jobs import context, stack, supervisor
    from jobs import worker as workers
    from jobs.warm import modules

    stop = threading.Event()
    if processes == 1:
        workers.run(Queue(queue), stop)
        return
    context.begin_process()
    supervisor.stop_on_signals(stop)
    modules.load()
    parent = supervisor.Supervisor(stop)
    try:
        parent.start(*stack.worker_programs(context.environment(), Queue(queue), processes))
        parent.watch()
    finally:
        parent.stop()


@click.command(cls=Command)
def scheduler() -> None:
    """Run the scheduler until SIGTERM.

    Any number may run: one leads, the others are ready to take over.
    """
    from jobs import context
    from jobs import scheduler as schedulers
    from jobs.warm import children

    context.begin_process()
    stop = threading.Event()
    schedulers.stop_on_signals(stop)
    schedulers.run(context.runtime, stop, children.seat())


@click.command(cls=Command)
def prepare() -> None:
    """Bring this machine up to date: database schema, policy, bundled lists where none are loaded, list index.

    `kyc up` does this first; a deployment does it once before it starts new processes.
    """
    from jobs import context
    from kyc_service.services.lists import loading
    from kyc_service.services.retention import restores
    from kyc_service.storage import migrate

    settings = context.read_settings()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate.upgrade(settings.database_url.reveal())
    say(f"database: schema {migrate.head()}")
    rt = context.runtime()
    say(_put_into_force(rt))
    replayed = restores.ensure_replayed(rt)
    if replayed is not None:
        say(f"restored data: {replayed.subjects} subjects disposed of again, {replayed.keys} keys destroyed again")
    for loaded in loading.load_bundled(rt):
        say(f"list {loaded.source}: {loaded.detail}, from the bundled files")
    with rt.open_system("cli") as system:
        current = system.lists.current()
    if not current:
        say("no list is loaded yet: the scheduler fetches them, or `kyc lists refresh` does now")
        return
    say(f"index: {len(rt.screeners.current().lists)} lists ready")


def _put_into_force(rt: Runtime) -> str:
    """Adopt the policy file where nobody has to be asked; say which version is in force."""
    from kyc_service.policy import file as policy_file
    from kyc_service.services.policies import publications

    adopted = publications.adopt(rt)
    policy = rt.policies.refresh()
    if adopted is None and policy_file.load(rt.settings.policy_file).sha256 != policy.sha256:
        return (
            f"policy: {policy.version} stays in force; the policy file says something else. "
            "Look with `kyc policy diff in-force FILE`, then `kyc policy publish FILE`"
        )
    return f"policy: {policy.id} {policy.version} in force"
