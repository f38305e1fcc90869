"""The pages in a real browser, at the width of a phone and of a desk, with and without scripts.

Whatever the browser complains of on its console fails the test: a script or style that the policy forbids is told there.
Skipped where there is no chromium.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.web.app import build_app
from monitor.web.history_cache import HistoryCache
from monitor.web.request import Site
from tests.reading.test_workbook import saved
from tests.web.making import CHINA, HOSTILE, TOKEN, cache_at, served

playwright = pytest.importorskip("playwright.sync_api", reason="playwright, which drives the browser, is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed for the tests in the browser")

WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}
ADDRESSES = (
    "/", "/timeline", "/timeline?month=2022-06", "/list", "/list?q=nothing+of+the+kind", "/rules", "/rule/2022-14069",
    "/rule/2024-99991", "/rule/2022-14069/text", "/compare", "/compare?from=2019-10-07", "/parties", "/sign-in", "/nix",
)  # fmt: skip
LOOKED_AT = (
    "/", "/timeline?year=2022", "/list?q=twin", "/list?q=nothing+of+the+kind", "/rules", "/rule/2024-14635", "/rule/2024-99991",
    "/rule/2024-14635/text", "/compare", "/compare?from=2024-14635", "/sign-in", "/nix",
)  # fmt: skip
"""Every kind of page, none of them long: axe takes its time."""
AXE = {"resultTypes": ["violations"]}
"""All its rules; of what is in order, no list."""
PARTIES = f'reference,name,country\nC-1,Twin Trading Ltd,China\nC-2,"{HOSTILE.replace(chr(34), chr(34) * 2)}",\n'


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


class Tab:
    """A page of the browser that remembers what was complained of and asked for elsewhere."""

    def __init__(self, chromium: Any, address: str, width: str = "desk", scripts: bool = True, **further: Any) -> None:
        wide, high = WIDTHS[width]
        self.context = chromium.new_context(
            viewport={"width": wide, "height": high}, java_script_enabled=scripts, base_url=address, **further
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.complaints: list[str] = []
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        self.page.on(
            "request", lambda r: None if r.url.startswith(address) else self.complaints.append(f"asked {r.url}")
        )

    def go(self, where: str) -> Any:
        self.page.goto(where)
        return self.page

    def close(self, *excused: str) -> None:
        self.context.close()
        assert [c for c in self.complaints if not any(e in c for e in excused)] == []


@pytest.fixture
def private(cache: HistoryCache, tmp_path: Path) -> Iterator[str]:
    """Pages of a database of the test's own, with a watchlist that may be written."""
    assert cache.store.database.url.database
    with sqlite3.connect(cache.store.database.url.database) as source, sqlite3.connect(tmp_path / "own.db") as copy:
        source.backup(copy)
    copy.close()
    source.close()
    own = cache_at(f"sqlite:///{tmp_path / 'own.db'}")
    with served(build_app(own, Site(), token=TOKEN, fresh_seconds=0)) as address:
        yield address
    own.store.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_and_nothing_is_complained_of(chromium: Any, pages: str, width: str, scripts: bool) -> None:
    tab = Tab(chromium, pages, width, scripts)
    for address in ADDRESSES:
        page = tab.go(address)
        assert page.locator("h1").count() == 1, address
        assert page.locator("main").is_visible()
        if scripts:
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        hidden = (
            page.locator("main a:visible, main button:visible").evaluate_all(
                "all => all.filter(e => !e.textContent.trim() && !e.getAttribute('aria-label')).length"
            )
            if scripts
            else 0
        )
        assert hidden == 0, address
    tab.close("404")


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desk", "light")])
def test_axe_finds_no_serious_fault(chromium: Any, pages: str, private: str, width: str, scheme: str) -> None:
    library = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    axe = library.Axe()
    tab = Tab(chromium, pages, width, color_scheme=scheme, bypass_csp=True)
    found = []
    entry = tab.go("/list?q=parent+academy").locator("td.lead a").first.get_attribute("href")
    for address in (*LOOKED_AT, entry):
        found += faults(axe, tab.go(address), address)
    own = Tab(chromium, private, width, color_scheme=scheme, bypass_csp=True)
    sign_in(own)
    upload(own)
    found += faults(axe, own.page, "/parties")
    own.close()
    assert found == []
    tab.close("404")


def faults(axe: Any, page: Any, address: str) -> list[str]:
    return [
        f"{address}: {fault['id']}: {fault['nodes'][0]['html'][:200]} {fault['nodes'][0]['failureSummary'][:300]}"
        for fault in axe.run(page, options=AXE).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_results_follow_the_typing(chromium: Any, pages: str, width: str) -> None:
    tab = Tab(chromium, pages, width)
    page = tab.go("/list")
    page.keyboard.press("/")
    page.keyboard.type("hidden institute", delay=5)
    page.wait_for_url("**/list?q=hidden+institute")
    playwright.expect(page.locator("#results td.lead")).to_have_count(1)
    playwright.expect(page.locator("#results")).to_contain_text("Parent Academy")
    playwright.expect(page.locator("#results mark").first).to_have_text("Hidden")
    assert page.evaluate("document.activeElement.id") == "q"
    tab.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_the_list_is_searched_and_filtered(chromium: Any, pages: str, scripts: bool) -> None:
    tab = Tab(chromium, pages, scripts=scripts)
    page = tab.go("/list")
    page.fill("#q", "twin")
    page.press("#q", "Enter")
    playwright.expect(page.locator("#results")).to_contain_text("Twin Trading")
    page.fill("#q", "")
    page.select_option("select[name=country]", CHINA)
    if not scripts:
        page.click("button.apply")
    playwright.expect(page.locator("#results td[data-label=Destination]").first).to_have_text(CHINA)
    page.locator("td.lead a").first.click()
    playwright.expect(page.locator("h1")).to_be_visible()
    playwright.expect(page.locator("main")).to_contain_text("What it means")
    tab.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_two_days_are_compared(chromium: Any, pages: str, scripts: bool) -> None:
    tab = Tab(chromium, pages, scripts=scripts)
    page = tab.go("/compare")
    page.fill("form.compare input[name=from]", "2022-01-01")
    page.fill("form.compare input[name=to]", "2022-12-31")
    page.click("form.compare button")
    playwright.expect(page.locator("#results h2")).to_have_text("2022-01-01 → 2022-12-31")
    shared = page.url
    page.select_option("#results select[name=country]", "UZBEKISTAN")
    if not scripts:
        page.click("#results button.apply")
    playwright.expect(page.locator(".group h3")).to_have_count(1)
    assert tab.go(shared).locator(".group h3").count() > 1
    tab.close()


def test_a_file_is_compared(chromium: Any, pages: str, tmp_path: Path) -> None:
    tab = Tab(chromium, pages)
    page = tab.go("/compare")
    page.click("details.upload summary")
    copy = Path(__file__).resolve().parents[2] / "monitor" / "data" / "supp4-2023-12-05.xml.gz"
    page.set_input_files("[name=from_file]", copy)
    page.click("details.upload button")
    playwright.expect(page.locator("#results h2")).to_contain_text("supp4-2023-12-05.xml.gz → ")
    tab.close()


def test_the_timeline_leads_from_a_bar_to_a_rule(chromium: Any, pages: str) -> None:
    tab = Tab(chromium, pages)
    page = tab.go("/timeline")
    page.locator("svg a[href='/timeline?year=2022']").click()
    page.locator("svg a[href='/timeline?month=2022-06']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/timeline?month=2022-06")
    page.locator("td[data-label=Rule] a").first.click()
    playwright.expect(page.locator("h1")).to_contain_text("Entity List")
    tab.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("width", WIDTHS)
def test_parties_are_uploaded_dismissed_and_confirmed(chromium: Any, private: str, width: str, scripts: bool) -> None:
    tab = Tab(chromium, private, width, scripts)
    sign_in(tab)
    page = upload(tab)
    assert page.locator(".match").count() == 2
    twin = page.locator(".match", has_text="Twin Trading Ltd").first
    twin.locator("[name=why]").fill("Another firm of this name")
    twin.locator("button[value=dismissed]").click()
    playwright.expect(page.locator(".notice.good")).to_have_text("Dismissed.")
    before = page.locator(".match").count()
    page.locator(".match button[value=confirmed]").first.click()
    playwright.expect(page.locator(".match")).to_have_count(before - 1)
    page.click(".tabs a:has-text('Dismissed')")
    playwright.expect(page.locator(".match").first).to_contain_text("Another firm of this name")
    page.locator("button[value=open]").first.click()
    playwright.expect(page.locator(".notice.good")).to_contain_text("Taken back")
    tab.go("/").locator("text=Your parties").first.click()
    page.click("text=Sign out")
    assert page.locator("[name=why]").count() == 0
    tab.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_workbook_is_uploaded_and_a_damaged_one_changes_nothing(chromium: Any, private: str, scripts: bool) -> None:
    tab = Tab(chromium, private, "desk", scripts)
    sign_in(tab)
    book = saved(["Vendor ID", "Vendor name", "Country"], ["C-1", "Twin Trading Ltd", "CN"], ["C-2", None, "DE"])
    page = tab.page
    for data, said in ((book[:-200], "is a damaged workbook"), (b"PK\x03\x04" + b"x" * 100, "is a damaged workbook")):
        page.set_input_files("[name=file]", [{"name": "ours.xlsx", "mimeType": "", "buffer": data}])
        page.click("button:has-text('Upload')")
        playwright.expect(page.locator("main")).to_contain_text(said)
        tab.go("/parties")
        assert page.locator(".match").count() == 0
    page.set_input_files("[name=file]", [{"name": "ours.xlsx", "mimeType": "", "buffer": book}])
    page.click("button:has-text('Upload')")
    taken = page.locator(".notice.good")
    playwright.expect(taken).to_contain_text("1 added")
    playwright.expect(taken).to_contain_text("name from \u201cVendor name\u201d")
    playwright.expect(taken).to_contain_text("line 3 has no name and is left out")
    assert page.locator(".match").count() == 1
    tab.close("400")


def sign_in(tab: Tab) -> None:
    page = tab.go("/sign-in")
    page.fill("[name=who]", "Ann")
    page.fill("[name=token]", TOKEN)
    page.click("main form button")


def upload(tab: Tab) -> Any:
    page = tab.page
    page.set_input_files("[name=file]", [{"name": "ours.csv", "mimeType": "text/csv", "buffer": PARTIES.encode()}])
    page.click("button:has-text('Upload')")
    playwright.expect(page.locator(".notice.good")).to_contain_text("2 added")
    return page


def test_hostile_text_does_nothing(chromium: Any, pages: str) -> None:
    tab = Tab(chromium, pages)
    page = tab.go("/list?q=onerror")
    page.locator("td.lead a").first.click()
    assert page.locator("h1").inner_text().startswith("<script>alert(1)</script>")
    tab.go("/list?q=%3Cimg%20src%3Dx%20onerror%3Dalert(4)%3E")
    tab.go("/rule/2024-99991")
    tab.close()


def test_the_keyboard_reaches_the_content_first(chromium: Any, pages: str) -> None:
    tab = Tab(chromium, pages)
    page = tab.go("/list")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab.close()


def test_print_leaves_out_what_paper_cannot_do(chromium: Any, pages: str) -> None:
    tab = Tab(chromium, pages)
    page = tab.go("/list")
    page.emulate_media(media="print")
    assert not page.locator("form.search").is_visible()
    assert not page.locator("header nav").is_visible()
    assert page.locator("table.entries").is_visible()
    tab.close()
