"""Russian, Ukrainian and Belarusian words of organisations' names, as other lists and registers spell them."""

from __future__ import annotations

import pytest

from monitor.history.baseline import bundled
from monitor.model import Entry, WatchedParty
from monitor.reading.files import read_snapshot
from monitor.screening.index import Index
from monitor.screening.slavic import in_english, stem

DEFAULT = 0.85


@pytest.fixture(scope="module")
def whole() -> Index:
    return Index(read_snapshot(bundled(), "the bundled copy").entries)


@pytest.mark.parametrize(
    "spellings",
    [
        ("predpriyatie", "predpriyatiye", "predpriiatie", "predprijatije"),
        ("proizvodstvennoe", "proizvodstvennoye", "proizvodstvennyy", "proizvodstvennogo"),
        ("obshchestvo", "obschestvo", "obshestvo"),
        ("sudostroyeniya", "sudostroenija", "sudostroeniia"),
    ],
)
def test_endings_and_transliterations_have_one_stem(spellings: tuple[str, ...]) -> None:
    assert len(set(map(stem, spellings))) == 1


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("nauchno", ("science",)),
        ("dvigatelestroitelnaya", ("engine", "building")),
        ("imeni", ()),
        ("tsnii", ("central", "science", "research", "institute")),
        ("issledovatelskiii", ("research",)),
        ("isledovatelksiy", ("research",)),
        ("microsoft", None),
        ("integral", None),
        ("nova", None),
    ],
)
def test_a_word_is_put_into_english_only_where_it_is_known(word: str, english: tuple[str, ...] | None) -> None:
    assert in_english(word) == english


@pytest.mark.parametrize(
    ("listed", "party"),
    [
        ("Zvuk Scientific Production Enterprise", "AO NPP ZVUK"),
        ("Zvuk Scientific Production Enterprise", "NAUCHNO-PROIZVODSTVENNOE PREDPRIYATIE ZVUK"),
        ("Zvuk Scientific Production Enterprise", "JSC RESEARCH AND DEVELOPMENT ENTERPRISE ZVUK"),
        ("Joint Stock Company Obukhov Plant", "OBUKHOVSKIY ZAVOD, AO"),
        ("Yaroslavl Shipbuilding Factory", "YAROSLAVSKY SHIPYARD OJSC"),
        ("Minsk Wheeled Tractor Plant", "OAO MINSKII ZAVOD KOLESNYKH TYAGACHEI"),
        ("Orbion Institute named after A. B. Kotelnikov", "NII ORBION"),
        ("Orbion Institute named after A. B. Kotelnikov", "INSTITUT ORBION IMENI A.B. KOTELNIKOVA"),
        ("United Instrument Manufacturing Corporation", "UIMC"),
        ("Parent Missile Corporation, Joint Stock Company Ravelin", "RAVELIN JSC"),
        ("Tikhvin Plant Saturn", "ZAVOD SATURN TIKHVIN"),
        ("48th Central Scientific Research Institute, Kirov", "FGBU 48 TSNII MINOBORONY ROSSII"),
        ("Zvukar Device Consulting", "ZVUKAR DEVAIS KONSALTING OOO"),
        ("UEC-Saturn", "NPO SATURN JSC"),
        ("Joint Stock Company Zavod No. 9", "JOINT STOCK COMPANY PLANT N9"),
        ("United Aircraft Corporation", "OBEDINENNAYA AVIASTROITELNAYA KORPORATSIYA OAO"),
        ("Minsk Yacht Construction Company Ltd.", "MYCC"),
        ("Federal Scientific Center Zvukar of the Russian Academy of Sciences", "ZVUKAR"),
        ("PAO Nauchno-Proizvodstvennoe Predpriyatie Zvuk", "PUBLICHNOE AKTCIONERNOE OBSHCHESTVO NPP ZVUK"),
        ("Limited Liability Company Zvukotekhnika", "OBSCHESTVO S OGRANICHENNOY OTVETSTVENNOSTYU ZVUKOTEKHNIKA"),
    ],
)
def test_a_party_is_found_as_others_spell_it(whole: Index, listed: str, party: str) -> None:
    index = Index([Entry("RUSSIA", listed)], whole.weights)
    assert [m.entry.name for m in index.matches(WatchedParty("1", party, "RUSSIA"), DEFAULT)] == [listed]


@pytest.mark.parametrize(
    ("listed", "party", "country"),
    [
        ("Zvuk Scientific Production Enterprise", "Scientific Production Enterprise", "RUSSIA"),
        ("Zvuk Scientific Production Enterprise", "Sputnik Scientific Production Enterprise", "RUSSIA"),
        ("Tikhvin Plant Saturn", "Saturn Insurance", "RUSSIA"),
        ("Tikhvin Plant Saturn", "Saturn GmbH", "GERMANY"),
        ("United Instrument Manufacturing Corporation", "UIMC", "GERMANY"),
        ("48th Central Scientific Research Institute", "46th Central Scientific Research Institute", "RUSSIA"),
        ("Hongyuan Technology", "Hongyan Electronics", "CHINA, PEOPLE'S REPUBLIC OF"),
        ("Parent Missile Corporation, Moscow", "Moscow", "RUSSIA"),
        ("United Aircraft Corporation", "United Engine Corporation", "RUSSIA"),
        ("UEC-Saturn", "Saturn Media", "RUSSIA"),
        ("48th Central Scientific Research Institute, Kirov", "48th Medical Institute", "RUSSIA"),
        ("Federal State Unitary Enterprise Zvuk", "Federal State Unitary Enterprise", "RUSSIA"),
    ],
)
def test_words_for_organisations_and_neighbours_in_pinyin_match_nobody(
    whole: Index, listed: str, party: str, country: str
) -> None:
    index = Index([Entry("CHINA, PEOPLE'S REPUBLIC OF" if "China" in country else "RUSSIA", listed)], whole.weights)
    assert index.matches(WatchedParty("1", party, country), DEFAULT) == []
