"""Whether the holder of a lease is still there to be seen."""

from __future__ import annotations

import subprocess
import sys

import pytest

from monitor.store.processes import has_ended, this_instance


def test_this_process_lives() -> None:
    assert not has_ended(this_instance())


def test_a_process_that_was_killed_is_dead() -> None:
    script = "from monitor.store.processes import this_instance; print(this_instance(), flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        holder = child.stdout.readline().decode().strip()
        assert not has_ended(holder)
        child.kill()
        child.wait()
        assert has_ended(holder)


def test_a_number_that_is_used_again_is_somebody_else() -> None:
    machine, number, began = this_instance().rsplit(":", 2)
    assert has_ended(f"{machine}:{number}:{int(began) - 1}")


@pytest.mark.parametrize(
    "holder", ["", "test", "elsewhere/1:1:1", "elsewhere:7", "a:b:c:d", "x:99999999999999999999:1"]
)
def test_of_others_nothing_is_known(holder: str) -> None:
    assert not has_ended(holder)


def test_a_number_that_is_none_is_nobody_s() -> None:
    machine, _, began = this_instance().rsplit(":", 2)
    assert not has_ended(f"{machine}:\u00b2:{began}")
    assert not has_ended(f"{machine}:{'9' * 5000}:{began}")
