"""Which of several readings of one document is taken, and what is said of the others."""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Amendment, Check, Entry, EntryTexts, Operation, Rule, Verdict
from monitor.reading.rules.best_reading import AGREE, best_reading, is_doubtful, read_again

CHINA = "CHINA, PEOPLE'S REPUBLIC OF"
BAD = Check("entries added", "2", "1", agrees=False)


def reading(form: str, verdict: Verdict, *names: str, failed: int = 0, texts: int = 0, why: str = "") -> Rule:
    amendments = tuple(Amendment(Operation.ADD, CHINA, name) for name in names)
    whole = EntryTexts(texts, len(names) if verdict is not Verdict.VERIFIED else texts)
    return Rule(
        "2024-1",
        amendments=amendments,
        checks=(BAD,) * failed,
        verdict=verdict,
        renditions=(form,),
        entry_texts=whole,
        problems=(why,) if why else (),
    )


def test_verified_and_whole_comes_first() -> None:
    xml = reading("xml", Verdict.CONFLICTING, "A", "B", failed=1, texts=2)
    text = reading("text", Verdict.VERIFIED, "A", "B", texts=2)
    best = best_reading([xml, text])
    assert (best.renditions, best.verdict) == (("text", "xml"), Verdict.VERIFIED)
    assert best.checks[-1] == Check(
        AGREE, "the same amendments in text, XML", "the same amendments in text, XML", agrees=True
    )


def test_of_those_with_doubts_the_fewest_failed_checks_then_the_most_texts_then_the_form() -> None:
    one, two = (reading("xml", Verdict.CONFLICTING, "A", failed=n, texts=1) for n in (2, 1))
    assert best_reading([one, reading("text", Verdict.CONFLICTING, "A", failed=1)]).renditions[0] == "text"
    assert best_reading([reading("text", Verdict.CONFLICTING, "A", failed=1, texts=0), two]).renditions[0] == "xml"
    html, text = (reading(form, Verdict.CONFLICTING, "A", failed=1) for form in ("html", "text"))
    assert best_reading([text, html]).renditions == ("html", "text")


def test_one_that_could_not_be_read_is_a_problem_and_no_disagreement() -> None:
    cut = reading("xml", Verdict.UNREADABLE, "A", why="It is not well-formed XML.")
    best = best_reading([cut, reading("html", Verdict.VERIFIED, "A", "B", texts=2)])
    assert (best.verdict, best.renditions) == (Verdict.VERIFIED, ("html", "xml"))
    assert best.problems == ("Not taken: the XML. It is not well-formed XML.",)
    assert [c for c in best.checks if c.check == AGREE] == []


def test_readings_that_differ_are_conflicting_and_the_differences_named() -> None:
    xml = reading("xml", Verdict.CONFLICTING, "A", "C", failed=1)
    best = best_reading([xml, reading("text", Verdict.VERIFIED, "A", "B", texts=2)])
    check = best.checks[-1]
    assert (best.verdict, best.renditions, check.agrees) == (Verdict.CONFLICTING, ("text", "xml"), False)
    assert (
        check.found
        == f"only the text says: add \u201cB\u201d ({CHINA}); only the XML says: add \u201cC\u201d ({CHINA})"
    )


def test_a_damaged_reading_that_names_parties_is_louder_than_one_that_dismisses_the_document() -> None:
    damaged = reading("xml", Verdict.UNREADABLE, "A", why="x")
    none = reading("html", Verdict.IRRELEVANT)
    assert best_reading([damaged, none]).verdict is Verdict.UNREADABLE
    assert best_reading([reading("xml", Verdict.UNREADABLE, why="x"), none]).verdict is Verdict.IRRELEVANT


def test_one_reading_alone_stays_as_it_is() -> None:
    only = reading("xml", Verdict.CONFLICTING, "A", failed=1)
    assert best_reading([only]) is only
    assert is_doubtful(only)
    assert not is_doubtful(reading("xml", Verdict.IRRELEVANT))
    assert is_doubtful(Rule("1", verdict=Verdict.VERIFIED, entry_texts=EntryTexts(0, 57)))


def test_the_taken_rendition_read_again_keeps_what_the_others_said() -> None:
    for verdict in (Verdict.VERIFIED, Verdict.UNREADABLE):
        html, xml = reading("html", Verdict.VERIFIED, "A", texts=1), reading("xml", verdict, "B", texts=1, why="why")
        best = best_reading([xml, html] if verdict is Verdict.UNREADABLE else [html, xml])
        again = html if best.renditions[0] == "html" else xml
        assert read_again(again, best) == best


def test_a_row_that_one_rendition_alone_has_is_named() -> None:
    row = Entry(CHINA, "B", text="B, 1 Road.")
    text = reading("text", Verdict.VERIFIED, "A", "B", texts=2)
    text = replace(text, amendments=(text.amendments[0], replace(text.amendments[1], entry=row)))
    xml = reading("xml", Verdict.CONFLICTING, "A", "B", failed=1)
    best = best_reading([xml, text])
    said = f"has the row of: add \u201cB\u201d ({CHINA})"
    assert (best.verdict, best.checks[-1].found) == (Verdict.VERIFIED, f"only the text {said}")
    other = best_reading([replace(xml, amendments=text.amendments), replace(text, amendments=xml.amendments)])
    assert (other.verdict, other.checks[-1].found) == (Verdict.CONFLICTING, f"only the XML {said}")
