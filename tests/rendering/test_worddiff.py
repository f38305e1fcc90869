"""The words in which two texts differ."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.rendering.worddiff import bracketed, marked_words

LONG = "For all items subject to the EAR when used in projects specified in § {} of the EAR and in no others at all of any kind known"

CASES = [
    ("a b c d", "a x c d", "a [-b-] {+x+} c d"),
    ("a b", "a b c d", "a b {+c d+}"),
    ("a b c d", "c d", "[-a b-] c d"),
    ("same", "same", "same"),
    ("", "new", "{+new+}"),
    ("old", "", "[-old-]"),
    ("", "", ""),
    ("(See § 744.11 of the EAR)", "(See §§ 734.9(g) and 744.11 of the EAR)", "(See [-§-] {+§§ 734.9(g) and+} 744.11 of the EAR)"),
    # Nothing in common but a word: told whole.
    ("Case-by-case review of items", "Presumption of denial", "[-Case-by-case review of items-] {+Presumption of denial+}"),
    # A lone word between two changes goes with them.
    ("a b 1 of 2 c d", "a b 3 of 4 c d", "a b [-1 of 2-] {+3 of 4+} c d"),
    ("a b 1 to the 2 c d", "a b 3 to the 4 c d", "a b [-1-] {+3+} to the [-2-] {+4+} c d"),
    # Long common stretches are cut, four words kept on either side of a change.
    (LONG.format("746.5"), LONG.format("746.8"), "… projects specified in § [-746.5-] {+746.8+} of the EAR and …"),
    ("x " + "w " * 20 + "y", "z " + "w " * 20 + "v", "[-x-] {+z+} w w w w … w w w w [-y-] {+v+}"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "said"), CASES)
def test_marked_words(before: str, after: str, said: str) -> None:
    assert bracketed(marked_words(before, after)) == said


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_either_text_can_be_read_out_of_the_marked_one(before: str, after: str) -> None:
    marked = marked_words(before, after)
    old = re.sub("\ue002.*?\ue003", "", marked)
    new = re.sub("\ue001.*?\ue003", "", marked)
    bare = [" ".join(re.sub("[\ue001-\ue003]", "", text).split()) for text in (old, new)]
    assert bare == [before, after]


def test_texts_too_long_to_align_are_told_whole_between_their_ends() -> None:
    old = " ".join(f"a{n}" for n in range(300))
    new = " ".join(f"b{n}" for n in range(300))
    assert bracketed(marked_words(f"x {old}", f"x {new}")) == f"[-x {old}-] {{+x {new}+}}"
