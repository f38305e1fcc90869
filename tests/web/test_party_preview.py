"""A file of parties is looked at on the page before it is taken, and read as the reader says."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from monitor.errors import UsageError
from monitor.web.history_cache import HistoryCache
from monitor.web.party_uploads import KEPT_SECONDS, MOST_KEPT, KeptFiles
from tests.web.making import app_of, served
from tests.web.test_parties import sign_in, upload

FILE = "Nr,Wer,Firma,Notiz\n1,Quiet Orchard,X,n\n2,Second Orchard,Y,n\n3,,Z,n\n"


@pytest.fixture
def get(cache: HistoryCache) -> Iterator[httpx.Client]:
    forget_parties(cache)  # other modules' too: the database is one
    with served(app_of(cache)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client
    forget_parties(cache)


def forget_parties(cache: HistoryCache) -> None:
    cache.store.watchlist.remove([party.reference for party in cache.store.watchlist.parties()])
    for source in cache.store.party_sources.all():
        cache.store.party_sources.forget(source.name)


def look(get: httpx.Client, proof: str, text: str = "", **fields: str) -> str:
    file = {"file": ("ours.csv", text.encode())} if text else {"nothing": ("", b"")}
    return get.post("/parties/preview", data={"proof": proof, **fields}, files=file).text


def test_a_file_is_looked_at_read_otherwise_and_taken(get: httpx.Client, cache: HistoryCache) -> None:
    proof = sign_in(get)
    shown = look(get, proof, FILE)
    assert "3 new, 0 changed, 0 replaced, 0 removed, 0 unchanged" in shown
    assert "name from “Firma”" in shown
    assert "Not taken: “Wer” (Quiet Orchard, Second Orchard), “Notiz” (n)." in shown
    assert cache.store.watchlist.count() == 0
    other = look(get, proof, kept="1", column_name="Wer")
    assert "name from “Wer”" in other
    assert "3 new" in other, "a line without a name there has the other column's"
    assert 'name="column_name" maxlength="200" value="Wer"' in other
    page = get.post("/parties", data={"proof": proof, "kept": "1", "column_name": "Wer"}, files={"nothing": ("", b"")})
    assert "3 added" in page.text
    assert [party.name for party in cache.store.watchlist.parties()] == ["Quiet Orchard", "Second Orchard", "Z"]
    (source,) = cache.store.party_sources.all()
    assert (source.name, source.file.owner) == ("ours", "Ann O'Neil <b>")
    assert "name from “Wer”" in look(get, proof, FILE)  # remembered


def test_what_is_in_doubt_is_asked_on_the_page(get: httpx.Client, cache: HistoryCache) -> None:
    proof = sign_in(get)
    asked = look(get, proof, "id,name,name\n1,Huawei,Mr Li\n")
    assert "more than one column may be the name" in asked
    assert "Take these parties" not in asked
    assert "name from “name (2)”" in look(get, proof, kept="1", column_name="name (2)")


def test_what_would_go_or_be_replaced_is_listed(get: httpx.Client) -> None:
    proof = sign_in(get)
    upload(get, proof, "id,name\n1,Quiet Orchard\n2,Second Orchard\n")
    shown = look(get, proof, "id,name\n1,Loud Meadow\n", replace="on")
    assert "0 new, 0 changed, 1 replaced, 1 removed, 0 unchanged" in shown
    assert "2: “Second Orchard” is not removed" in shown


def test_who_is_not_signed_in_looks_at_nothing(get: httpx.Client) -> None:
    assert get.post("/parties/preview", files={"file": ("a.csv", FILE.encode())}).status_code == 403


def test_files_that_are_looked_at_are_kept_for_a_while_and_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = KeptFiles()
    kept.keep("a", "a.csv", bytes(MOST_KEPT - 1))
    kept.keep("b", "b.csv", b"12")
    with pytest.raises(UsageError, match="Choose a file"):
        kept.of("a")
    assert kept.of("b") == ("b.csv", b"12")
    monkeypatch.setattr("monitor.web.party_uploads.KEPT_SECONDS", -KEPT_SECONDS)
    with pytest.raises(UsageError, match="Choose a file"):
        kept.of("b")


def test_single_parties_are_added_changed_removed_and_have_a_history(get: httpx.Client, cache: HistoryCache) -> None:
    proof = sign_in(get)
    form = {"proof": proof, "reference": "H-1", "name": "Quiet <b>Hill", "country": "Iran", "aliases": "Hügel\n\nHill"}
    assert get.post("/parties/party", data=form).status_code == 303
    (party,) = cache.store.watchlist.parties()
    assert (party.name, party.country, party.details.aliases) == ("Quiet <b>Hill", "IRAN", ("Hügel", "Hill"))
    assert "Quiet &lt;b&gt;Hill" in get.get("/parties/all?q=hugel").text
    assert "No such party" in get.get("/parties/all?q=meadow").text
    get.post("/parties/party", data={**form, "name": "Quiet Hill", "country": "IRAN"})
    shown = get.get("/parties/party?reference=H-1").text
    assert "name “Quiet &lt;b&gt;Hill” → “Quiet Hill”" in shown
    assert "by Ann O&#39;Neil &lt;b&gt;" in shown
    assert get.post("/parties/party", data={**form, "country": "Atlantis"}).status_code == 400
    get.post("/parties/party", data={**form, "remove": "1"})
    assert cache.store.watchlist.count() == 0
    assert "not on the watchlist any more" in get.get("/parties/party?reference=H-1").text
    assert get.post("/parties/party", data={**form, "proof": "x"}).status_code == 403
    assert get.get("/parties/party?reference=nobody").status_code == 400
