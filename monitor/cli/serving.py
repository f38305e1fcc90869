"""``elmon serve``: the pages, until stopped."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from monitor.cli.context import CommandContext, say
from monitor.errors import SettingsError

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from uvicorn import Server

    from monitor.web.request import Site


pages = typer.Typer()
RESTART_SECONDS, STOP_SECONDS = 5.0, 15.0
SHORTEST_TOKEN = 16
"""Characters of what signs people in."""


@pages.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option("--host", help="Where to listen; else web.host, 127.0.0.1.")] = "",
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="Else web.port, 8745; 0 for any that is free.")
    ] = None,
    beside: Annotated[int, typer.Option("--beside", hidden=True, help="Stop when this process, our parent, ends.")] = 0,
) -> None:
    """Serve pages for the browser: today, the timeline, the list, every entry and rule, comparisons, your parties.

    Parties and reviews can be changed there by who signs in, nothing else. Only this machine reaches them unless the
    settings, or --host, say otherwise.
    """
    serve_pages(ctx.obj, host, port, beside)


def serve_pages(context: CommandContext, host: str, port: int | None, beside: int = 0) -> None:
    """Serve the pages on the given address, else the settings'; an empty database starts from the bundled list."""
    import threading

    from monitor.cli.service_log import begin_log
    from monitor.history.baseline import ensure_baseline, told_of
    from monitor.web.app import build_app
    from monitor.web.connections import server_of
    from monitor.web.history_cache import HistoryCache
    from monitor.web.templating import warm

    begin_log(context)
    web = context.settings.web
    host, port = host or web.host, web.port if port is None else port
    if started := ensure_baseline(context.store, context.clock, context.newly_covered):
        _tell(context, told_of(started, context.store))
    cache = HistoryCache(context.store, context.clock, context.plans)
    _ = cache.history().timeline  # made before the first reader asks
    warm()
    _tune_interpreter()
    app = build_app(
        cache,
        site_of(context, host),
        token=read_token(web.token_file),
        minimum=context.settings.watchlist.minimum_score,
        lists=context.lists,
    )
    listening = listen(host, port)
    server = server_of(app)
    shown = f"[{host}]" if ":" in host else host
    _tell(context, f"The pages are at http://{shown}:{listening.getsockname()[1]}/ (stop with Ctrl-C).")
    if beside:
        threading.Thread(target=_stop_with_parent, args=(server, beside), daemon=True).start()
    server.run(sockets=[listening])


def _tell(context: CommandContext, words: str) -> None:
    """Say it to people; to machines that read the log as JSON, as a line of that."""
    if context.settings.log.format != "json":
        say(words)
        return
    import structlog

    structlog.get_logger().info(words)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises SettingsError where the address cannot be used."""
    import socket

    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise SettingsError(
            f"The pages cannot listen on {host}:{port} ({error.strerror}); set another [web] port, or 0."
        ) from None
    # asyncio does so for sockets that it makes itself. Without it, the second packet of a response waits up to 40 ms for the
    # acknowledgement of the first (Nagle's algorithm and delayed acknowledgements). Connections inherit it.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def read_token(file: Path | None) -> str:
    """The token that signs people in; "" where no file is named. Raises SettingsError for an unusable file."""
    if file is None:
        return ""
    from monitor.config.values import regular_bytes

    try:
        token = regular_bytes(file, 1000).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SettingsError(f"token_file of [web], {file}, cannot be read ({reason}); correct the path.") from None
    if len(token) < SHORTEST_TOKEN or not token.isprintable():
        raise SettingsError(
            f"token_file of [web], {file}, must hold a token of at least {SHORTEST_TOKEN} characters; elmon init makes one."
        )
    return token


def _tune_interpreter() -> None:
    """Keep responses fast: no garbage collection through the whole list, short waits for the thread that loads a new one."""
    import gc
    import sys

    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 1_000)
    sys.setswitchinterval(0.001)


def _stop_with_parent(server: Server, parent: int) -> None:
    import os
    import time

    while os.getppid() == parent and not server.should_exit:
        time.sleep(1)
    server.should_exit = True


@contextmanager
def pages_beside(context: CommandContext) -> Iterator[None]:
    """Serve the pages in a process of their own as long as the daemon runs, if the settings enable them.

    Their failures do not affect the monitor; a process that ends is logged and started again.
    """
    web = context.settings.web
    if not web.enabled:
        yield
        return
    import os
    import subprocess
    import sys
    import threading

    import structlog

    read_token(web.token_file)  # an unusable file stops the daemon now, instead of the pages again and again
    command = [sys.executable, "-m", "monitor"]
    command += ["--config", str(context.config)] if context.config else []
    command += ["serve", "--beside", str(os.getpid())]
    stopping = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def restart() -> None:
        while not stopping.is_set():
            running[:] = [subprocess.Popen(command, start_new_session=True)]  # noqa: S603 - ourselves
            status = running[0].wait()
            if not stopping.wait(RESTART_SECONDS):
                structlog.get_logger().error("the pages stopped and are started again", status=status)

    thread = threading.Thread(target=restart, name="pages", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        for process in running:
            process.terminate()
        thread.join(STOP_SECONDS)


def site_of(context: CommandContext, host: str) -> Site:
    """How the pages are reached, and where their links to official texts lead."""
    from monitor.web.request import Site

    settings, web = context.settings, context.settings.web
    register, ecfr = _origin(settings.federal_register.base_url), _origin(settings.ecfr.base_url)
    return Site(host, web.hosts, register, ecfr, web.trusted_proxies)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
