"""Foreign bytes are read in a child process that can be ended: no document or file stops polling, health or SIGTERM.

``re``, lxml and the workbook reader hold the interpreter while they work, and a panic in the last ends its process. So the
daemon and the pages hand bytes to one warm child, with limits of time and memory, and get the result back, or CannotRead
with the reason. The child starts on demand and ends when it is idle. Values cross as pickles: what is handed over is a
function of a module, plain values, and functions of this side that the child may ask (a look into the database).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, TypeVar

from monitor.errors import CannotRead, ReaderEnded, Stopping

T = TypeVar("T")
Args = tuple[object, ...]
Options = dict[str, object]

SECONDS = 60.0
"""How long one reading may take. The largest rule takes a fifth of a second, a copy of the whole list a few seconds."""
MEGABYTES = 1536
"""How much memory the child may map; the interpreter and the libraries alone map about 300."""
START_SECONDS = 60.0
"""How long the child may take to begin; it takes a third of a second."""
ORPHAN_SECONDS = 0.5
"""How often a child at work looks whether its parent lives."""
IDLE_SECONDS = 60.0
"""After so long without work the child ends."""
NOT_READ = "was not read: "
"""How a ReaderEnded says so: by this it is known again in what was recorded."""
STOPPING = "The program is ending."
MOST_REFUSED = 64
"""So many inputs are remembered that the child had to be ended for: they are not read again in this process."""

_LENGTH = struct.Struct(">Q")
_READY, _DONE, _REFUSED, _FAILED, _ASK = "ready", "done", "refused", "failed", "ask"


class _Ended(Exception):
    """The child ended before it had answered."""


class _Killed(_Ended):
    """Somebody else has killed the child."""


class ReadingProcess:
    """One child that reads one thing at a time; threads may share it."""

    def __init__(
        self, seconds: float = SECONDS, megabytes: int = MEGABYTES, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self._seconds, self._megabytes, self._idle_seconds = seconds, megabytes, idle_seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._idle: threading.Timer | None = None
        self._refused: dict[bytes, str] = {}
        self._stopping = threading.Event()

    @property
    def pid(self) -> int | None:
        """The child's process number while there is a child."""
        return self._child.pid if self._child else None

    def read(self, what: str, function: Callable[..., T], data: bytes, *args: object, **options: object) -> T:
        """``function(data, *args, **options)``, worked out in the child; ``what`` names the data in errors.

        Raises CannotRead where the function does and where it raises anything else, ReaderEnded where the child had to be
        ended, now or before, Stopping once :meth:`stop` was called, and whatever a function raises that the child asks.
        """
        with self._lock:
            if self._refused and (why := self._refused.get(_key(function, data))):
                raise ReaderEnded(f"{what} {why}")
            try:
                try:
                    return self._answered(self._started(), what, function, (data, *args), options)
                except _Killed:  # by somebody else, who need not have meant it: the machine short of memory, say
                    return self._answered(self._started(), what, function, (data, *args), options)
            except _Killed as killed:
                raise CannotRead(f"{what} {killed}") from None
            except _Ended as ended:
                self._refuse(_key(function, data), str(ended))
                raise ReaderEnded(f"{what} {ended}") from None
            finally:
                self._idle = _after(self._idle_seconds, self._end_idle)

    def stop(self) -> None:
        """End the child at once, whatever it reads: who waits for it gets Stopping, and so does who asks from now on."""
        self._stopping.set()
        if child := self._child:
            child.kill()

    def close(self) -> None:
        """End the child once it has answered."""
        with self._lock:
            self._end()

    # -- the child's life ----------------------------------------------------------------------------------------------

    def _started(self) -> subprocess.Popen[bytes]:
        if self._idle:
            self._idle.cancel()
        if self._child is not None and self._child.poll() is not None:
            self._end()
        if self._child is None:
            here = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
            serving = f"from {__name__} import serve; serve({self._seconds}, {self._megabytes})"
            command = [sys.executable, "-P", "-c", serving]
            self._child = subprocess.Popen(  # noqa: S603 - this interpreter
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=here
            )
            deadline = _after(START_SECONDS, self._child.kill)
            with contextlib.suppress(OSError, EOFError):  # where it ends, what is asked of it says so
                _receive(self._child.stdout)  # its start takes none of the time that a reading may take
            deadline.cancel()
        if self._stopping.is_set():  # since before the child was there to be ended
            self._end()
            raise Stopping(STOPPING)
        return self._child

    def _end(self) -> int:
        """End the child at once; its return code."""
        child, self._child = self._child, None
        if child is None:
            return 0
        ended = child.poll()
        child.kill()
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        code = child.wait()
        return ended if ended is not None else code

    def _end_idle(self) -> None:
        if self._lock.acquire(blocking=False):  # else it is at work again
            try:
                self._end()
            finally:
                self._lock.release()

    def _refuse(self, key: bytes, why: str) -> None:
        while len(self._refused) >= MOST_REFUSED:
            del self._refused[next(iter(self._refused))]
        self._refused[key] = why

    # -- a question and its answer -------------------------------------------------------------------------------------

    def _answered(
        self, child: subprocess.Popen[bytes], what: str, function: Callable[..., T], args: Args, options: Options
    ) -> T:
        late = threading.Event()

        def end_late() -> None:
            late.set()
            child.kill()

        deadline = _after(self._seconds, end_late)
        try:
            return self._exchange(child, what, function, args, options)
        except (OSError, EOFError):
            code = self._end()
            if self._stopping.is_set():
                raise Stopping(STOPPING) from None
            kind = _Killed if code == -getattr(signal, "SIGKILL", 0) and not late.is_set() else _Ended
            raise kind(_why(code, late.is_set(), self._seconds)) from None
        except CannotRead:
            raise
        except BaseException:  # a question raised it: the child waits for an answer in vain
            self._end()
            raise
        finally:
            deadline.cancel()

    def _exchange(
        self, child: subprocess.Popen[bytes], what: str, function: Callable[..., T], args: Args, options: Options
    ) -> T:
        asked: list[Any] = [arg for arg in args if callable(arg)]
        sent = tuple(_Question(asked.index(arg)) if callable(arg) else arg for arg in args)
        _send(child.stdin, (function, sent, options))
        while True:
            kind, *rest = _receive(child.stdout)
            if kind == _ASK:
                _send(child.stdin, asked[rest[0]](*rest[1]))
            elif kind == _REFUSED:
                raise rest[0](rest[1])
            elif kind == _FAILED:
                raise CannotRead(
                    f"{what} made the reader fail ({rest[0]}). Please report it, with the document or file."
                )
            else:
                return rest[0]  # type: ignore[no-any-return]


DOCUMENTS = ReadingProcess()
"""Reads documents and copies of the list."""
PARTY_FILES = ReadingProcess(seconds=300.0, megabytes=2048)
"""Reads people's own files, so that one that takes its time holds up no document: a million parties take 10 seconds and 400 MB
as CSV, half a minute and 1.2 GB as a workbook or JSON."""
UPLOADS = ReadingProcess(megabytes=256)
"""Reads what readers of the pages send: a whole eCFR title takes 180 MB, and nobody may take the machine's memory."""


def _key(function: Callable[..., object], data: bytes) -> bytes:
    """What an input is remembered by once it was refused; hashing a large one takes its time."""
    return hashlib.sha256(f"{function.__module__}.{function.__qualname__}\0".encode() + data).digest()


def _after(seconds: float, act: Callable[[], None]) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()
    return timer


def _why(code: int, late: bool, seconds: float) -> str:
    """Why there is no answer, as the end of a sentence about what was read."""
    if late or code == -getattr(signal, "SIGXCPU", 0):
        return f"{NOT_READ}it took more than {seconds:g} seconds."
    name = signal.Signals(-code).name if code < 0 else f"status {code}"
    return f"{NOT_READ}the process that read it ended ({name})."


# -- the frames ---------------------------------------------------------------------------------------------------------


def _send(pipe: IO[bytes] | None, value: object) -> None:
    assert pipe is not None  # noqa: S101 - Popen was given PIPE
    data = pickle.dumps(value)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes] | None) -> Any:
    assert pipe is not None  # noqa: S101 - Popen was given PIPE
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return pickle.loads(_exactly(pipe, length))  # noqa: S301 - from our own process


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


# -- in the child -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Question:
    """Stands in the child for a function of the parent."""

    number: int

    def __call__(self, *args: object) -> Any:
        _send(_answers, (_ASK, self.number, args))
        return _receive(sys.stdin.buffer)


_answers: IO[bytes] | None = None
"""Where the child's answers go; what a library prints must not get among them."""


def serve(seconds: float, megabytes: int) -> None:
    """Read what comes until the parent is gone."""
    global _answers  # noqa: PLW0603 - one process, one pipe
    _answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # sent to the whole group: the parent decides when its child ends
    _limit("RLIMIT_AS", megabytes * 1024 * 1024)
    look_for_parent = _parent_watch()
    _send(_answers, (_READY,))
    while True:
        try:
            asked = _receive(sys.stdin.buffer)
        except EOFError:
            return
        _limit("RLIMIT_CPU", int(sum(os.times()[:2]) + seconds) + 1)  # also where nothing else looks for the parent
        look_for_parent(ORPHAN_SECONDS)
        result = _result(*asked)
        look_for_parent(0)  # the end of the pipe says when it is gone
        _send(_answers, result)
        del result
        del asked  # else the last file stays in memory while the next one arrives


def _parent_watch() -> Callable[[float], None]:
    """Starts a look every so many seconds whether the parent lives (0: none), which ends this process when it does not.

    By a signal: patterns look for those while they work, and nothing else of Python runs then.
    """
    if not hasattr(signal, "setitimer"):
        return lambda _: None
    parent = os.getppid()

    def look(*_: object) -> None:
        if os.getppid() != parent:
            os._exit(0)

    signal.signal(signal.SIGALRM, look)

    def watch(seconds: float) -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds, seconds)

    return watch


def _result(function: Callable[..., object], args: Args, options: Options) -> tuple[object, ...]:
    try:
        return _DONE, function(*args, **options)
    except CannotRead as error:
        return _REFUSED, type(error), str(error)
    except MemoryError:
        return _FAILED, "out of memory"
    except BaseException as error:  # noqa: BLE001 - a panic of a Rust library is one
        return _FAILED, f"{type(error).__name__}: {error}"[:500]


def _limit(name: str, value: int) -> None:
    with contextlib.suppress(ImportError, AttributeError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        which = getattr(resource, name)
        resource.setrlimit(which, (value, resource.getrlimit(which)[1]))
