"""A score of 100 % is the party's own name; what else a score says is one number for every reader."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from monitor.model import Match, Named, WatchedParty
from monitor.rendering.attachments import attachments_of
from monitor.rendering.console import render_console
from monitor.rendering.mail import render_mail
from monitor.rendering.slack import render_slack
from monitor.screening.index import Index
from monitor.screening.mentions import NamesInText
from monitor.screening.weights import Weights
from tests.comparing.making import entry
from tests.rendering import making
from tests.rendering.making import DAY

LISTED = "Zybrex Optics Group Co., Ltd."


@pytest.mark.parametrize("name",
    [LISTED, "ZYBREX OPTICS GROUP CO LTD", "zybrex-optics  group (co.) ltd", "Zybrexoptics Group Co Ltd"],
)  # fmt: skip
@pytest.mark.parametrize("country", ["", "IRAN"])
def test_the_same_name_after_case_space_and_punctuation_is_100_percent(name: str, country: str) -> None:
    (match,) = Index([entry(LISTED, "IRAN")]).matches(WatchedParty("7", name, country), 0.5)
    assert (match.score, match.percent) == (1.0, "100 %")


@pytest.mark.parametrize(
    "name",
    ["Zybrex Optics Group Company Limited", "Zybrex Optics Group", "Optics Zybrex Group Co., Ltd.", "Zybréx Optics Group Co., Ltd.",
     "Zybrex Optic Group Co., Ltd.", "Zybrex Optics Group GmbH", "The Zybrex Optics Group Co., Ltd.", "Zybrex Optics + Group Co., Ltd.",
     "Зибрекс Оптикс Груп Ко., Лтд.", "Zybrex Optics Group Co., Ltd. (Tehran)", "Attn: Zybrex Optics Group Co., Ltd."],
)  # fmt: skip
@pytest.mark.parametrize("country", ["", "IRAN"])
def test_any_other_name_is_below_100_percent(name: str, country: str) -> None:
    (match,) = Index([entry(LISTED, "IRAN")]).matches(WatchedParty("7", name, country), 0.3)
    assert match.score <= 0.99
    assert match.hundredths <= 99


def test_a_party_whose_own_name_is_an_alias_matches_by_it() -> None:
    listed = entry("Zybrex Optics Company", "IRAN", aliases=("Zybrex Optics Co.",))
    (match,) = Index([listed]).matches(WatchedParty("7", "ZYBREX OPTICS CO"), 0.5)
    assert (match.kind, match.matched, match.percent) == ("alias", "Zybrex Optics Co.", "100 %")


@pytest.mark.parametrize(
    ("text", "percent"),
    [("It names ZYBREX OPTICS LTD. as such", "100 %"), ("It names Zybrex Optics Limited as such", "99 %")],
)
def test_a_mention_is_scored_likewise(text: str, percent: str) -> None:
    found = NamesInText(text, Weights([])).mentions([WatchedParty("7", "Zybrex Optics Ltd")], 0.5)
    assert [f"{mention.score:.0%}".replace("%", " %") for mention in found] == [percent]


@pytest.mark.parametrize(
    ("score", "hundredths"),
    [(1.0, 100), (0.9999, 99), (0.996, 99), (0.9699, 96), (0.965, 96), (0.29, 29), (0.57, 57), (0.0, 0)],
)
def test_a_score_is_rounded_down(score: float, hundredths: int) -> None:
    match = Match(WatchedParty("7", "x"), Named("IRAN", "x"), "x", "name", score, "")
    assert (match.hundredths, match.percent, match.decimal) == (
        hundredths,
        f"{hundredths} %",
        f"{hundredths / 100:.2f}",
    )


def test_every_channel_shows_the_same_number() -> None:
    match = Match(WatchedParty("7", "Party"), Named("IRAN", "Zybrex"), "x", "name", 0.9299, "Similar name.", "ab12")
    alert = replace(making.parties(), matches=(match,) * 12)
    mail = render_mail(alert, DAY)
    slack = str(render_slack(alert, DAY))
    texts = (mail.text, mail.html, render_console(alert, DAY), slack)
    for text in texts:
        assert set(re.findall(r"(\d+)[ \u00a0]%", text.partition("Zybrex")[2].split("<style")[0])) == {"92"}
    (table,) = attachments_of(alert, in_full=True)
    assert set(re.findall(r",(0\.\d+),", table.text)) == {"0.92"}
