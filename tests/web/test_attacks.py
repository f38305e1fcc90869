"""A small version of benchmarks/web_attacks.py: a server in a process of its own is attacked, and a reader asks meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

pytest.importorskip("resource", reason="limits of processes, which the attacks need, are not there on Windows")
if not sys.platform.startswith("linux"):
    pytest.skip("memory is read from /proc, which is there on Linux only", allow_module_level=True)

from benchmarks import web_attacks
from benchmarks.web_attacks import BODY, HEAD, Server, under


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with web_attacks.serving(tmp_path_factory.mktemp("attacked"), files=256) as found:
        yield found


@pytest.mark.parametrize("data", [HEAD, BODY], ids=["heads", "bodies"])
def test_half_sent_requests_lock_nobody_out(server: Server, data: bytes) -> None:
    found = under(server, lambda: web_attacks.half_sent(server, 300, data, seconds=1.5))
    assert found.holds, found
    assert found.answered >= 3
    assert found.outcomes["open"] <= 128


def test_uploads_stay_within_their_memory(server: Server) -> None:
    before = server.megabytes()
    found = under(server, lambda: web_attacks.uploads(server, 12, "/compare", 8_000_000))
    assert found.holds, found
    assert found.outcomes == {"400": 12}
    assert found.megabytes < before + 130, "one is in memory at a time, here and in the process that reads it"


def test_uploads_of_strangers_are_not_taken_in(server: Server) -> None:
    found = under(server, lambda: web_attacks.uploads(server, 12, "/parties", 8_000_000))
    assert found.holds, found
    assert found.outcomes == {"403": 12}


def test_of_many_wrong_tokens_few_are_looked_at(server: Server) -> None:
    found = under(server, lambda: web_attacks.guesses(server, 60, at_once=20))
    assert found.holds, found
    assert found.outcomes["403"] <= 3
    assert found.outcomes["429"] >= 57
