"""The words in which two texts differ, marked within the new text: quick enough for thousands, no import needed."""

from __future__ import annotations

import re
from collections.abc import Sequence

OLD, NEW, END = "\ue001", "\ue002", "\ue003"
"""Stand around what was taken away and what was added; private characters that no cleaned text contains."""

# e.g. "\ue001old\ue003 \ue002new\ue003"
_MARKED = re.compile(f"([{OLD}{NEW}])([^{OLD}{NEW}{END}\n]*){END}")
_BRACKETS = {OLD: ("[-", "-]"), NEW: ("{+", "+}")}
_MOST = 40_000
"""Words of one side times words of the other that are still compared one by one."""

_Run = tuple[str, list[str]]


def removed(text: str) -> str:
    """``text`` as something taken away."""
    return f"{OLD}{text}{END}"


def added(text: str) -> str:
    """``text`` as something added."""
    return f"{NEW}{text}{END}"


def bracketed(text: str) -> str:
    """Marks as ``[-removed-]`` and ``{+added+}``, where there are no colours."""
    return _MARKED.sub(lambda m: m[2].join(_BRACKETS[m[1]]), text)


def marked_words(before: str, after: str) -> str:
    """Both texts in one: common words once, removed and added ones marked, long common stretches cut to "…".

    Texts with little in common are shown whole, one after the other. Either may be empty.
    """
    old, new = before.split(), after.split()
    runs = _runs(old, new)
    common = sum(len(words) for mark, words in runs if not mark)
    if common * 3 < min(len(old), len(new)):
        runs = [(OLD, old), (NEW, new)]
    return " ".join(_marked_run(mark, words, n == 0, n == len(runs) - 1) for n, (mark, words) in enumerate(runs))


def _marked_run(mark: str, words: list[str], first: bool, last: bool) -> str:
    if mark:
        return f"{mark}{' '.join(words)}{END}"
    if len(words) > 12:  # four words on either side of a change show where it is
        words = [*([] if first else words[:4]), "…", *([] if last else words[-4:])]
    return " ".join(words)


def common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many words both begin with, and how many of the others both end with."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _runs(old: list[str], new: list[str]) -> list[_Run]:
    """Runs of common ("") removed and added words; what both begin and end with is taken off before they are aligned."""
    start, end = common_ends(old, new)
    middle = _aligned(old[start : len(old) - end], new[start : len(new) - end])
    runs = [("", old[:start]), *middle, ("", old[len(old) - end :])]
    return [run for run in runs if run[1]]


def _aligned(old: list[str], new: list[str]) -> list[_Run]:
    """Along a longest common subsequence; a lone common word between two changes is marked with them."""
    runs: list[_Run] = []
    only_old: list[str] = []
    only_new: list[str] = []
    common = _common(old, new) if len(old) * len(new) <= _MOST else []
    i = j = 0
    for a, b, length in _stretches(common):
        only_old += old[i:a]
        only_new += new[j:b]
        i, j = a + length, b + length
        if length == 1:
            only_old.append(old[a])
            only_new.append(new[b])
            continue
        runs += [(OLD, only_old), (NEW, only_new), ("", old[a:i])]
        only_old, only_new = [], []
    return [*runs, (OLD, only_old + old[i:]), (NEW, only_new + new[j:])]


def _common(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Index pairs of a longest common subsequence."""
    longest = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        here, below = longest[i], longest[i + 1]
        for j in range(len(new) - 1, -1, -1):
            here[j] = below[j + 1] + 1 if old[i] == new[j] else max(below[j], here[j + 1])
    pairs = []
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _stretches(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """The pairs as stretches that run side by side: where each begins in both, and its length."""
    found: list[tuple[int, int, int]] = []
    for i, j in pairs:
        if found and (i, j) == (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]):
            a, b, length = found[-1]
            found[-1] = (a, b, length + 1)
        else:
            found.append((i, j, 1))
    return found
