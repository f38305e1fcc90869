"""A file that is refused, or cut, changes nothing: the whole tables are as before."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cli.conftest import Place
from tests.refused_files import REFUSED, WANTED, kept


@pytest.fixture
def taken(place: Place) -> Place:
    place.start_from("2023-26935", date(2023, 12, 6))
    (place.folder / "ours.csv").write_text(WANTED)
    assert place.elmon("watch", "import", "ours.csv").returncode in (0, 1)
    (place.folder / "ours.csv").write_text(WANTED.replace("Third Orchard", "Third Orchard Ltd"))
    assert place.elmon("watch", "import", "ours.csv").returncode in (0, 1)
    return place


BY_COMMAND = (
    "headings alone",
    "a PDF with a workbook's ending",
    "a cut workbook",
    "a cut gzip",
    "a remembered column is gone",
)
"""All kinds are sent to the page, which is quicker to try (tests/web/test_refused_uploads.py)."""


def test_after_refused_files_all_is_as_before(taken: Place) -> None:
    before = kept(taken.folder / "elmon.db")
    assert [len(before[table]) for table in ("watch", "watch_source", "watch_event")] == [3, 1, 1]
    for kind in BY_COMMAND:
        name, data = REFUSED[kind]
        (taken.folder / name).write_bytes(data)
        done = taken.elmon("watch", "import", name, "--replace", "--yes")
        assert done.returncode not in (0, 1), (kind, done.stderr)
        assert name in done.stderr, kind
        assert kept(taken.folder / "elmon.db") == before, kind
    with taken.config.open("a") as settings:
        settings.write('\n[[watchlist.source]]\nname = "ours"\nfile = "ours.csv"\n')
    taken.elmon("poll")  # the last of them is still there
    after = kept(taken.folder / "elmon.db")
    for table in ("watch", "watch_source", "watch_event", "decision"):
        assert after[table] == before[table]
    assert after["watch_file"], "what was wrong is on record"


def test_a_preview_changes_nothing_and_a_file_that_lacks_its_end_takes_no_party_away(taken: Place) -> None:
    before = kept(taken.folder / "elmon.db")
    cut = WANTED[: WANTED.index("3,Third")]
    (taken.folder / "ours.csv").write_text(cut + "9,New,DE\n")
    taken.elmon("watch", "import", "ours.csv", "--new-mapping", "--replace", "--yes", "--preview")
    assert kept(taken.folder / "elmon.db") == before
    (taken.folder / "ours.csv").write_text(cut)
    done = taken.elmon("watch", "import", "ours.csv", "--replace")
    assert (done.returncode, "“Third Orchard Ltd” is not removed" in done.stderr) == (2, True)
    after = kept(taken.folder / "elmon.db")
    for table in ("watch", "watch_event", "decision"):
        assert after[table] == before[table]
    ((*source, _),), ((*was, _),) = after["watch_source"], before["watch_source"]
    assert [one for one in source if one not in was] == [source[3]], "but for the time it was taken last"
