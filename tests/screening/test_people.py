"""People's names: parts more or fewer, other orders, transliterations, fathers and titles."""

from __future__ import annotations

import pytest

from monitor.model import Entry, WatchedParty
from monitor.screening.index import Index

DEFAULT = 0.85


def score(party: str, listed: str) -> float:
    found = Index([Entry("", listed)]).matches(WatchedParty("1", party, ""), 0.3)
    return found[0].score if found else 0.0


@pytest.mark.parametrize(
    ("party", "listed"),
    [
        ("AL-RIMI, Qasim", "QASIM MOHAMED MAHDI AL-RIMI"),
        ("Mullah Ahmed Shah Noorzai", "AHMED SHAH NOORZAI OBAIDULLAH"),
        ("ES SAYED, Abdelkader Mahmoud", "ABD EL KADER MAHMOUD MOHAMED EL SAYED"),
        ("DE ZYBREX, Hans Maria Christian Rene", "Hans Maria De Zybrex"),
        ("GADDAFI, Hannibal", "HANNIBAL MUAMMAR QADHAFI"),
        ("Sergejs Lavrovs", "Sergey Viktorovich LAVROV"),
        ("Volodymyr Zelenskyy", "Volodymyr Oleksandrovych Zelenskyy"),
        ("Präsident Barack Obama", "Barack Obama"),
        ("김정은", "Kim Jong Un"),
        ("이민호", "Lee Min Ho"),
        ("משה", "Moshe"),
        ("عبد الله", "Abdullah"),
        ("Friedrich Mertz", "Friedrich Merz"),
    ],
)
def test_one_person_in_several_writings(party: str, listed: str) -> None:
    assert score(party, listed) >= DEFAULT
    assert not party.isascii() or score(listed, party) >= DEFAULT


@pytest.mark.parametrize(
    ("party", "listed"),
    [
        ("ALI SADDAM HUSSEIN AL-RAWI", "ALI SADDAM HUSSEIN AL-TIKRITI"),
        ("SALMAN BIN MUHAMMAD AL-RAWI", "MUHAMMAD BIN SALMAN AL-RAWI"),
        ("Aung San Suu Win", "Aung San Suu Kyi"),
        ("HASSAN MAHAT OMAR", "HUSSAIN, Omar"),
        ("Ali Omar", "Ali Hassan Omar Mohammed Saleh Ahmed Hussein"),
        ("Qasim", "QASIM MOHAMED MAHDI AL-RIMI"),
        ("서윤 류", "Suanli"),
        ("영일 선영 이", "Wingel Zhang"),
    ],
)
def test_two_people_are_two(party: str, listed: str) -> None:
    assert score(party, listed) < DEFAULT
