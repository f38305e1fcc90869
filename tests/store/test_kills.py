"""Processes killed between any two steps: nothing half-written, nothing lost, nothing marked is sent again."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest

from monitor.model import Stage
from monitor.store import open_store
from tests.store.making import NOW

ROOT = Path(__file__).resolve().parents[2]
START = """
import os, sys
from tests.store.making import *
from monitor.store import open_store
import monitor.store.ledger as ledger, monitor.store.outbox as outbox
def die(*a, **k): os._exit(9)
store = open_store(sys.argv[1])
"""


def killed(url: str, script: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START + textwrap.dedent(script), url], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 9, done.stderr.decode()


@pytest.mark.parametrize(
    "step",
    ["ledger._apply_change = die", "ledger._open_version = die", "ledger.enqueue = die", "ledger.Ledger._apply = die"],
)
def test_a_kill_inside_a_record_leaves_no_trace(url: str, step: str) -> None:
    killed(url, f"{step}; store.ledger.record(outcome(added('Delta')), now=NOW)")
    store = open_store(url)
    assert not store.ledger.has_document("2030-00001", Stage.PUBLISHED)
    assert (store.outbox.rows(), store.ledger.entries(date(2031, 1, 1))) == ([], [])
    store.close()


def test_a_kill_after_the_archive_keeps_the_bytes(url: str) -> None:
    killed(url, "store.archive.put(b'raw', url='', media_type='', fetched_at=NOW); die()")
    store = open_store(url)

    assert store.archive.get(hashlib.sha256(b"raw").hexdigest()) == b"raw"
    store.close()


def test_a_kill_between_send_and_mark_repeats_that_message_only(url: str) -> None:
    killed(
        url,
        """
        store.ledger.record(outcome(added('Delta')), now=NOW)
        first, second = store.outbox.lease(NOW, "gone", 0, 2)
        store.outbox.mark_sent(first.id, "gone", NOW)
        die()
        """,
    )
    store = open_store(url)
    left = store.outbox.lease(NOW, "next", 60, 9)
    assert sorted((d.channel, d.recipient) for d in left) == [("mail", "b@example.org"), ("slack", "webhook")]
    store.close()
