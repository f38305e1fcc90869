"""Footnotes in plain words: every one on the list is known, and rests on what the regulation itself says."""

from __future__ import annotations

import gzip
import tomllib
from dataclasses import replace
from importlib.resources import files

from lxml import etree

from monitor.comparing.lists import added
from monitor.history.baseline import bundled
from monitor.model import RuleAlert
from monitor.rendering.console import render_console
from monitor.rendering.facts import facts_of
from monitor.rendering.footnotes import footnote_in_words, footnotes_of
from monitor.rendering.mail import render_mail
from tests.rendering.making import DAY, listed, rule_of_28


def test_every_footnote_of_the_list_has_words() -> None:
    footnotes = footnotes_of(listed())
    assert [f.number for f in footnotes] == [1, 2, 3, 4, 5]
    assert {f.number: f.entries for f in footnotes} == {1: 130, 2: 130, 3: 775, 4: 96, 5: 16}
    assert all("official list" not in f.words for f in footnotes)


def test_what_is_quoted_stands_in_the_regulation() -> None:
    root = etree.fromstring(gzip.decompress(bundled()))
    official = " ".join("".join(str(t) for t in root.itertext()).split())
    table = tomllib.loads((files("monitor.rendering") / "footnotes.toml").read_text("utf-8"))["footnote"]
    assert [f["number"] for f in table] == [1, 2, 3, 4, 5]
    for footnote in table:
        assert footnote["reason"]
        for quoted in footnote["text"].split(" … "):
            assert quoted in official, quoted


def test_a_footnote_that_is_not_known_says_where_to_read_it() -> None:
    assert footnote_in_words(77) == "read it under the table of the official list"


def _with_footnotes(alert: RuleAlert, *numbers: int) -> RuleAlert:
    return replace(
        alert, changes=tuple(added(replace(c.after, footnotes=numbers)) for c in alert.changes[:2] if c.after)
    )


def test_every_channel_says_what_a_footnote_means() -> None:
    alert = _with_footnotes(rule_of_28(), 5, 4)
    facts = facts_of(alert, DAY)
    assert [(f.number, f.entries) for f in facts.footnotes] == [(4, 2), (5, 2)]
    mail = render_mail(alert, DAY)
    for text in (mail.text, mail.html, render_console(alert, DAY)):
        words = " ".join(text.replace("\u00a0", " ").split())
        for footnote in facts.footnotes:
            assert footnote.words[1:] in words
        assert "footnotes 5, 4" in words
