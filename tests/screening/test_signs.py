"""What a writer puts into a name that is none of it, and names that name nobody."""

from __future__ import annotations

import pytest

from monitor.history.baseline import bundled
from monitor.model import Entry, PartyDetails, WatchedParty
from monitor.reading.files import read_snapshot
from monitor.screening.address import without_room
from monitor.screening.identifiers import identifiers_in, numbers_of
from monitor.screening.index import Index
from monitor.screening.names import prepare
from monitor.screening.parties import PartyIndex, segment_of
from monitor.screening.readings import readings_of

DEFAULT = 0.85
RUSSIA, CHINA = "RUSSIA", "CHINA, PEOPLE'S REPUBLIC OF"


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(read_snapshot(bundled(), "the bundled copy").entries)


def found(index: Index, name: str, country: str) -> list[str]:
    return [match.matched for match in index.matches(WatchedParty("1", name, country), DEFAULT)]


def score(party: str, listed: str, country: str = CHINA) -> float:
    matches = Index([Entry(country, listed)]).matches(WatchedParty("1", party, country), 0.3)
    return matches[0].score if matches else 0.0


@pytest.mark.parametrize(
    "name",
    ["JSC", "ООО", "PVT LTD", "Public Joint Stock Company", "Общество с ограниченной ответственностью", "Aktsionernoe Obshchestvo",
     "Научно-исследовательский институт", "НПО", "VNII", "Scientific Production Association", "Federal State Budgetary Institution",
     "Autonomous Non-Profit Organization for Higher Education", "研究所", "有限公司", "شركة", "Special Design Bureau Group", "OKB",
     "Federal Scientific Research Center", "Unitary Enterprise"],
)  # fmt: skip
@pytest.mark.parametrize("country", ["", RUSSIA])
def test_forms_and_kinds_of_bodies_name_nobody(index: Index, name: str, country: str) -> None:
    assert found(index, name, country) == []


def test_a_listed_name_of_such_words_is_found_by_all_of_it(index: Index) -> None:
    assert "Closed Joint Stock Company Special Design Bureau" in found(index, "Special Design Bureau CJSC", RUSSIA)


@pytest.mark.parametrize(
    "name", ["Zybrex™", "℠Zybrex", "✅ Zybrex", "💥Zybrex💥", "Zybrex 👍🏽", "🇷🇺 Zybrex", "Zybrex ☎", "Zybrex®"]
)
def test_signs_are_no_part_of_a_name(name: str) -> None:
    assert score(name, "Zybrex Co.") >= DEFAULT


def test_signs_that_stand_for_letters_stay() -> None:
    assert prepare("Plant №9").words == prepare("Plant No. 9").words


@pytest.mark.parametrize(
    "name",
    ["MolvernJSC", "MolvernOJSC", "MolvernPAO", "МолвернПАО", "ОАОМолверн", "JSCMolvern", "MolvernCo.Ltd", "MolvernCoLtd", "MolvernPteLtd",
     "PUBL JT STK CO Molvern", "Molvern PJS Co.", "Молверн ЖШС", "Molvern JShS", "Молверн МЧЖ"],
)  # fmt: skip
def test_forms_are_taken_off(name: str) -> None:
    assert prepare(name).words == ("molvern",)


@pytest.mark.parametrize("name", ["Telco", "iPhone", "PCLab", "SASTech", "StartUP"])
def test_other_capitals_part_nothing(name: str) -> None:
    assert prepare(name).forms == ()


@pytest.mark.parametrize(
    "behind",
    ["(formerly Zybrex)", "(formerly known as Zybrex)", "(former Zybrex)", "(ex Zybrex)", "ex-Zybrex", ", previously Zybrex",
     "(formerly called: Zybrex)", "n/k/a Zybrex"],
)  # fmt: skip
def test_a_former_name_is_read(behind: str) -> None:
    assert ("zybrex",) in [reading.name.words for reading in readings_of(f"Foo Co. {behind}")]


def test_a_name_may_begin_with_ex() -> None:
    assert len(readings_of("Ex Libris Ltd")) == 1


@pytest.mark.parametrize("country", ["HONG KONG", CHINA])
def test_a_brand_in_one_is_found_in_two(index: Index, country: str) -> None:
    assert "Sense Time" in found(index, "Sensetime Group Ltd", country)


@pytest.mark.parametrize("name", ["M0lvernik", "MOLVERN1K", "M0LVERN1K TECHN0LOGIES", "Mo1vernik"])
def test_digits_for_letters(name: str) -> None:
    listed = Index([Entry(CHINA, "Molvernik Technologies")])
    party = WatchedParty("1", name, CHINA)
    assert [m.score >= DEFAULT for m in listed.matches(party, 0.3)] == [True]
    assert PartyIndex([segment_of([party])]).likely(listed) == ["1"]


def test_digits_of_a_listed_name_stay(index: Index) -> None:
    assert "4Paradigm Technology Co., Ltd." in found(index, "4Paradigm Technology", CHINA)


def test_a_name_that_stands_whole_in_a_listed_one(index: Index) -> None:
    assert "Severnaya Verf Shipbuilding Factory" in found(index, "Северная верфь", RUSSIA)
    assert "OAO Kompaniya Sukhoi OKB Sukhogo" in found(index, "ОКБ Сухого", RUSSIA)
    assert "JSC Rocket and Space Centre—Progress" in found(index, "RKTs Progress", RUSSIA)


def test_another_town_is_another_body(index: Index) -> None:
    assert "National Supercomputer Center Zhengzhou" in found(index, "National Supercomputing Center Zhengzhou", CHINA)
    assert not [one for one in found(index, "National Supercomputing Center Zhengzhou", CHINA) if "Changsha" in one]
    assert not [one for one in found(index, "北京航空航天大学", CHINA) if "Nanjing" in one]
    assert score("Wuhan University of Zybretics", "Harbin University of Zybretics") < DEFAULT
    assert score("Shenzhen Keda", "Suzhou Keda Technology Co., Ltd.") < DEFAULT
    assert score("Shanghai Zybrex Technology", "Chengdu Zybrex Technology") >= DEFAULT


def test_another_number_below_an_acronym_is_another_body(index: Index) -> None:
    assert found(index, "CSIC 799", CHINA) == []
    assert found(index, "CSIC 703 Institute", CHINA) != []


@pytest.mark.parametrize(
    "text", ["Tax ID No. 7717033937", "C.R. No. 7717033937", "INN Nr. 7717033937", "Tax ID: number 7717033937"]
)
def test_a_number_behind_its_word_and_no(text: str) -> None:
    assert [one.number for one in identifiers_in(text)] == ["7717033937"]


@pytest.mark.parametrize(
    "cell", ["OGRN 1027700132195", "7701234567; 1027700132195", "INN 7701234567 OGRN 1027700132195", "1027700132195"]
)
def test_several_numbers_of_one_cell(cell: str) -> None:
    details = PartyDetails(registration_number=cell)
    assert "1027700132195" in numbers_of(WatchedParty("1", "Foo", details=details))


@pytest.mark.parametrize(
    ("address", "building"),
    [
        ("Room 5, 21/F, Block B, Foo Building, 603-609 Bar Road", "Foo Building, 603-609 Bar Road"),
        ("Units 801-803 and 805, Foo Building, No. 97 Bar Road", "Foo Building, No. 97 Bar Road"),
        ("Foo Tower, Suite 502, 36 Highway 7", "Foo Tower, 36 Highway 7"),
        ("Room 5", "Room 5"),
    ],
)
def test_an_address_without_the_room(address: str, building: str) -> None:
    assert without_room(address) == building


def test_explanations_say_acronyms_and_what_was_typed() -> None:
    (match,) = Index([Entry(RUSSIA, "Zybrex Optical Mining Group")]).matches(WatchedParty("1", "ZOMG", RUSSIA), DEFAULT)
    assert "Agrees in: acronym (“ZOMG”)" in match.explanation
    (match,) = Index([Entry("IRAN", "Amir Hossein Tabrak")]).matches(WatchedParty("1", "امیر حسین تبرک", "IRAN"), 0.6)
    assert "امیر حسین تبرک" in match.explanation
