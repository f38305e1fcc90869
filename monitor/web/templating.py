"""Templates into HTML. All text is escaped, and cleaned of line breaks and control characters first."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from monitor.model import ChangeKind, Citation
from monitor.rendering.currency import checks_words, heading, out_of_date_words, statement
from monitor.rendering.filings import to_be, to_be_in_words, will_do_in_words
from monitor.rendering.safe import clean, web_link
from monitor.rendering.worddiff import END, NEW, OLD
from monitor.rendering.words import MARKS, citation_text, count_of, eastern_words, long_date, transfer_in_words

ASSETS = {"style.css": "text/css", "elmon.js": "text/javascript", "icon.svg": "image/svg+xml"}
# e.g. "\ue001old\ue003 \ue002new\ue003"
_MARKED = re.compile(f"([{OLD}{NEW}])([^{OLD}{NEW}{END}\n]*){END}")
# e.g. "\ue003"
_STRAY = re.compile(f"[{OLD}{NEW}{END}]")
_TAGS = {OLD: "del", NEW: "ins"}


def marked(line: str) -> Markup:
    """A line with worddiff's marks as HTML: removed words in DEL, added ones in INS."""
    pieces, at = [], 0
    for match in _MARKED.finditer(line):
        tag = _TAGS[match[1]]
        pieces.append(f"{_plain(line[at : match.start()])}<{tag}>{_plain(match[2])}</{tag}>")
        at = match.end()
    pieces.append(str(_plain(line[at:])))
    return Markup("".join(pieces))  # noqa: S704 - every piece was escaped


def _plain(text: str) -> Markup:
    return escape(_STRAY.sub("", text))


def lit(text: str, words: Iterable[str]) -> Markup:
    """``text`` with the searched words highlighted where they occur as typed."""
    pattern = _lit_pattern(tuple(words))
    text = clean(text)
    if pattern is None:
        return escape(text)
    parts = enumerate(pattern.split(text))  # every second one matches
    pieces = [f"<mark>{escape(part)}</mark>" if n % 2 else str(escape(part)) for n, part in parts]
    return Markup("".join(pieces))  # noqa: S704 - every piece was escaped


@lru_cache(maxsize=256)
def _lit_pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    wanted = sorted((word for word in words if word), key=len, reverse=True)[:20]
    return re.compile(f"({'|'.join(map(re.escape, wanted))})", re.IGNORECASE) if wanted else None


def _cleaned(value: Any) -> Any:
    return clean(value) if type(value) is str else value


def _day(day: date | None) -> Markup:
    """A day in words, with its machine form; an em dash for none."""
    if day is None:
        return Markup("—")
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), long_date(day))


def _moment(moment: datetime | None) -> Markup:
    if moment is None:
        return Markup("never")
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), eastern_words(moment))


def _number(value: int) -> str:
    return f"{value:,}"


def _cited(citation: Citation) -> str:
    return citation_text(citation)


KIND_WORDS = {
    ChangeKind.ADDED: "Added",
    ChangeKind.REVISED: "Revised",
    ChangeKind.REMOVED: "Removed",
    ChangeKind.RENAMED: "Renamed",
    ChangeKind.MOVED: "Moved",
    ChangeKind.EDITORIAL: "Editorial",
}


def _kind_tag(kind: ChangeKind) -> Markup:
    """A kind of change as a word with its sign; made once for each kind, because no piece of the pages is as frequent."""
    sign = "\u2212" if kind is ChangeKind.REMOVED else MARKS[kind]
    return Markup('<span class="kind {}"><span class="sign" aria-hidden="true">{}</span>{}</span>').format(
        kind.value, sign, KIND_WORDS[kind]
    )


@cache
def environment() -> Environment:
    """The templates. Autoescaping is switched on for all: Jinja would not recognize names that end in .j2."""
    env = Environment(
        loader=PackageLoader("monitor.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_cleaned,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(
        marked=marked,
        lit=lit,
        day=_day,
        moment=_moment,
        n=_number,
        cited=_cited,
        link=web_link,
        count_of=count_of,
        statement=statement,
        heading=heading,
        checks=checks_words,
        out_of_date_words=out_of_date_words,
        to_be=to_be,
        transfer_in_words=transfer_in_words,
        to_be_in_words=to_be_in_words,
        will_do_in_words=will_do_in_words,
    )
    env.globals.update(
        asset=asset_path,
        kind_words=KIND_WORDS,
        kind_marks=MARKS,
        kinds=list(ChangeKind),
        kind_tags={kind: _kind_tag(kind) for kind in ChangeKind},
    )
    return env


@cache
def asset(name: str) -> bytes:
    """The bytes of one of :data:`ASSETS`."""
    return (files("monitor.web") / "assets" / name).read_bytes()


@cache
def asset_path(name: str) -> str:
    """Where an asset is served: the address changes with the content, so browsers may keep it for a year."""
    return f"/assets/{hashlib.sha256(asset(name)).hexdigest()[:12]}/{name}"


def render(template: str, **values: Any) -> bytes:
    """A template with its values, as UTF-8."""
    return environment().get_template(template).render(**values).encode("utf-8", "replace")


def warm() -> None:
    """Compile every template now, so that its first reader does not wait."""
    env = environment()
    for name in env.list_templates(extensions=["j2"]):
        env.get_template(name)
