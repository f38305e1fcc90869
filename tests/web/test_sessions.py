"""Sessions: how long they last, under which token, and what a form must carry; the cookie over HTTP is in test_parties."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import SimpleCookie

import pytest
import time_machine
from itsdangerous import TimestampSigner
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.web.sessions import COOKIE, FORGOTTEN_SECONDS, LONGEST_SECONDS, Session, Sessions, WrongTokens
from tests.web.making import TOKEN

NOW = 1_800_000_000.0


def signed_in(sessions: Sessions, who: str = "Ann", *, secure: bool = False) -> str:
    """The cookie's whole header."""
    response = Response()
    sessions.sign_in(response, who, secure=secure)
    return response.headers["set-cookie"]


def value(header: str) -> str:
    return SimpleCookie(header)[COOKIE].value


def asking(cookie: str) -> Request:
    return Request({"type": "http", "headers": [(b"cookie", f"{COOKIE}={cookie}".encode("latin-1"))]})


def session_of(sessions: Sessions, cookie: str) -> Session:
    found = sessions.session(asking(cookie))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("seconds", "lasts"), [(0, True), (LONGEST_SECONDS, True), (LONGEST_SECONDS + 1, False), (-1, False)]
)
def test_a_session_lasts_twelve_hours_and_none_is_from_the_future(seconds: int, lasts: bool) -> None:
    sessions = Sessions(TOKEN)
    with time_machine.travel(NOW, tick=False):
        header = signed_in(sessions)
    assert f"Max-Age={12 * 3600};" in header
    with time_machine.travel(NOW + seconds, tick=False):
        assert (sessions.session(asking(value(header))) is not None) is lasts


@pytest.mark.parametrize("who", ["Ann", "Ann O'Neil <b>", 'J. R. . Doe;="', "\u4e2d\u6587 \u202e", "%41 %", "x" * 500])
def test_a_name_comes_back_as_it_was_given(who: str) -> None:
    sessions = Sessions(TOKEN)
    assert session_of(sessions, value(signed_in(sessions, who))).who == who[:80]


def test_a_session_is_known_to_every_process_of_its_token_and_to_no_other() -> None:
    cookie = value(signed_in(Sessions(TOKEN)))
    assert session_of(Sessions(TOKEN), cookie) == session_of(Sessions(TOKEN), cookie)
    assert Sessions(TOKEN + "x").session(asking(cookie)) is None
    assert Sessions("").session(asking(cookie)) is None
    assert Sessions("").session(asking(value(signed_in(Sessions(""))))) is None, "without a token nobody is signed in"


@pytest.mark.parametrize(
    "change",
    [
        lambda c: "",
        lambda c: ".",
        lambda c: "....",
        lambda c: c + ".",
        lambda c: "." + c,
        lambda c: c.rpartition(".")[0],
        lambda c: c.rpartition(".")[0] + ".",
        lambda c: c.rpartition(".")[0] + ".\u00e9\u00ff",
        lambda c: c.replace("Ann", "Bob"),
        lambda c: c.replace(".", ".0", 1),
        lambda c: "Ann.1800000000.0123456789abcdef.4oSYbbCpSzhDO7PL0kCTKX1iHCfCrAkmzpRT3fXX0zQ",
        lambda c: TimestampSigner(TOKEN).sign("Ann.0123456789abcdef").decode(),
        lambda c: "x" * 100_000,
    ],
)
@time_machine.travel(NOW, tick=False)
def test_a_cookie_that_was_not_signed_here_is_no_session(change: Callable[[str], str]) -> None:
    sessions = Sessions(TOKEN)
    cookie = value(signed_in(sessions))
    assert change(cookie) != cookie
    assert sessions.session(asking(change(cookie))) is None


def test_a_proof_belongs_to_one_session_and_is_no_cookie() -> None:
    sessions = Sessions(TOKEN)
    cookie, other = (value(signed_in(sessions)) for _ in range(2))
    session = session_of(sessions, cookie)
    assert sessions.require(asking(cookie), {"proof": session.proof}) == session
    assert session.proof not in cookie
    signed = cookie.rpartition(".")[0]
    for proof in ("", "x", "\u00e9", session_of(sessions, other).proof, cookie.rpartition(".")[2], ("file", b"x")):
        with pytest.raises(HTTPException, match="not from a page of yours"):
            sessions.require(asking(cookie), {"proof": proof})
    assert sessions.session(asking(f"{signed}.{session.proof}")) is None


def test_the_cookie_s_flags_keep_it_from_scripts_other_sites_and_open_connections() -> None:
    sessions = Sessions(TOKEN)
    for secure in (True, False):
        flags = {flag.strip().lower() for flag in signed_in(sessions, secure=secure).split(";")}
        assert {"httponly", "samesite=strict", "path=/"} <= flags
        assert ("secure" in flags) is secure


def test_only_the_token_is_the_token() -> None:
    sessions = Sessions(TOKEN)
    assert sessions.is_token(TOKEN)
    assert not any(map(sessions.is_token, ("", TOKEN[:-1], TOKEN + " ", TOKEN.upper(), "\udcff", "\u00e9" * 30)))
    assert not Sessions("").is_token("")


def test_wrong_tokens_are_counted_for_a_client_for_a_while_and_of_so_many_clients(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr("monitor.web.sessions.time.monotonic", lambda: now[0])
    monkeypatch.setattr("monitor.web.sessions.MOST_CLIENTS", 100)
    wrong = WrongTokens()
    pauses = []
    for _ in range(9):
        wrong.add("2001:db8::1")
        pauses.append(wrong.pause("2001:db8::2"))
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert wrong.pause("2001:db8:0:1::1") == wrong.pause("192.0.2.1") == 0
    now[0] += 60
    assert wrong.pause("2001:db8::1") == 0
    wrong.add("2001:db8::1")
    assert wrong.pause("2001:db8::1") == 60, "what came before is not forgotten"
    now[0] += 60 + FORGOTTEN_SECONDS
    wrong.add("2001:db8::1")
    assert wrong.pause("2001:db8::1") == 1
    wrong.forget("2001:db8::1")
    assert wrong.pause("2001:db8::1") == 0
    for n in range(150):
        wrong.add(f"192.0.2.{n}")
    assert wrong.pause("192.0.2.49") == 0
    assert wrong.pause("192.0.2.50") == 1
