"""What the eCFR says of amendments that it could not carry out."""

from __future__ import annotations

import gzip

from monitor.history.baseline import bundled
from monitor.reading.lists.ecfr_notes import known_corrections, read_notes


def test_the_note_on_s2c_limited() -> None:
    (note,) = read_notes(gzip.decompress(bundled()), "the bundled copy")
    assert note.citation == "89 FR 96836"
    assert note.names == ("S2C Limited", "Shanghai Micro Electronics Equipment (Group) Co., Ltd")
    assert "no text was supplied" in note.text


def test_a_copy_without_notes_has_none() -> None:
    xml = b'<DIV9 N="Supplement No. 4 to Part 744"><HEAD>x</HEAD><EDNOTE><P>At 1 FR 2, nothing.</P></EDNOTE></DIV9>'
    assert read_notes(xml, "a file") == ()


def test_every_known_mistake_has_its_days_and_its_source() -> None:
    for one in known_corrections():
        assert one.wrong_from < one.wrong_to
        assert "FR" in one.why
