"""Templates into HTML. Everything is escaped, and made one clean line first: hostile text neither runs nor turns a page."""

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
from monitor.rendering.facts import eastern_words
from monitor.rendering.safe import clean, web_link
from monitor.rendering.worddiff import END, NEW, OLD
from monitor.rendering.words import MARKS, citation_text, count_of, long_date

ASSETS = {"style.css": "text/css", "elmon.js": "text/javascript", "icon.svg": "image/svg+xml"}
_MARKED = re.compile(f"([{OLD}{NEW}])(.*?){END}")
_STRAY = re.compile(f"[{OLD}{NEW}{END}]")
_TAGS = {OLD: "del", NEW: "ins"}


def marked(line: str) -> Markup:
    """A line with worddiff's marks as HTML: what went in DEL, what came in INS."""
    said, at = [], 0
    for match in _MARKED.finditer(line):
        tag = _TAGS[match[1]]
        said.append(f"{_plain(line[at : match.start()])}<{tag}>{_plain(match[2])}</{tag}>")
        at = match.end()
    said.append(str(_plain(line[at:])))
    return Markup("".join(said))  # noqa: S704 - every piece was escaped


def _plain(text: str) -> Markup:
    return escape(_STRAY.sub("", text))


def lit(text: str, words: Iterable[str]) -> Markup:
    """``text`` with the searched words marked where they stand as typed."""
    pattern = _lit_pattern(tuple(words))
    text = clean(text)
    if pattern is None:
        return escape(text)
    pieces = pattern.split(text)
    said = [str(escape(piece)) if n % 2 == 0 else f"<mark>{escape(piece)}</mark>" for n, piece in enumerate(pieces)]
    return Markup("".join(said))  # noqa: S704 - every piece was escaped


@lru_cache(maxsize=256)
def _lit_pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    wanted = sorted((word for word in words if word), key=len, reverse=True)[:20]
    return re.compile(f"({'|'.join(map(re.escape, wanted))})", re.IGNORECASE) if wanted else None


def _finished(value: Any) -> Any:
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
    """What happened, as a word with its sign: by far the most frequent piece of the pages."""
    sign = "\u2212" if kind is ChangeKind.REMOVED else MARKS[kind]
    return Markup('<span class="kind {}"><span class="sign" aria-hidden="true">{}</span>{}</span>').format(
        kind.value, sign, KIND_WORDS[kind]
    )


@cache
def environment() -> Environment:
    """The templates; autoescape is told outright, for the names end in .j2."""
    env = Environment(
        loader=PackageLoader("monitor.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finished,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(
        marked=marked, lit=lit, day=_day, moment=_moment, n=_number, cited=_cited, link=web_link, count_of=count_of
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
    """Where an asset is served: its address changes with its content, so that it may be kept for ever."""
    return f"/assets/{hashlib.sha256(asset(name)).hexdigest()[:12]}/{name}"


def render(template: str, **values: Any) -> bytes:
    """A page's bytes."""
    return environment().get_template(template).render(**values).encode("utf-8", "replace")


def warm() -> None:
    """Compile every template now, not for its first reader."""
    env = environment()
    for name in env.list_templates(extensions=["j2"]):
        env.get_template(name)
