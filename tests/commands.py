"""``elmon`` in a process of its own that finds the program loaded already: a command costs its work, not its imports.

A server of ``multiprocessing`` loads the package once for each process of the tests, and forks for each command. What
Python itself reads when it starts (``PYTHON…``) needs a process that is started anew, and gets one.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

HARMLESS = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
"""What may stand in the environment without a command's output depending on it."""
_forking = multiprocessing.get_context("forkserver") if sys.platform == "linux" else None
if _forking:
    _forking.set_forkserver_preload(["tests.preloaded"])


def elmon(
    *arguments: str, folder: Path, environment: Mapping[str, str], seconds: float = 60, until: str = ""
) -> subprocess.CompletedProcess[str]:
    """What the command prints and its exit status. One that runs until it is stopped gets SIGTERM when stderr has ``until``
    in it. Raises subprocess.TimeoutExpired after ``seconds``."""
    if not _forking or any(name.startswith("PYTHON") and name not in HARMLESS for name in environment):
        return subprocess.run(
            [sys.executable, "-m", "monitor", *arguments], cwd=folder, env=environment, capture_output=True,
            text=True, timeout=seconds, check=False,
        )  # fmt: skip
    with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
        process = _forking.Process(target=_run, args=(arguments, folder, dict(environment), out.name, err.name))
        process.start()
        if until:
            _stop_at(until, Path(err.name), process, time.monotonic() + seconds)
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(["elmon", *arguments], seconds, out.read(), err.read())
        return subprocess.CompletedProcess(
            ["elmon", *arguments], process.exitcode, _text(out.read()), _text(err.read())
        )


def _stop_at(words: str, err: Path, process: BaseProcess, limit: float) -> None:
    while process.exitcode is None and words not in _text(err.read_bytes()) and time.monotonic() < limit:
        process.join(0.05)
    process.terminate()


def _text(written: bytes) -> str:
    return written.decode().replace("\r\n", "\n").replace("\r", "\n")


def _run(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], out: str, err: str) -> None:
    from monitor.cli import main

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, name in ((1, out), (2, err)):
        opened = os.open(name, os.O_WRONLY | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.argv = ["elmon", *arguments]
    main()
