"""The alerts as an Atom feed (RFC 4287): entries made, written and read again. Values in, bytes out."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape

from lxml import etree

from monitor.model import Alert, ListCurrency
from monitor.rendering.facts import DISCLAIMER, Facts, facts_of, first_of
from monitor.rendering.plain import render_plain, some
from monitor.rendering.safe import short, web_link
from monitor.rendering.words import MARKS

ATOM = "http://www.w3.org/2005/Atom"
GENERATOR = "Entity List monitor"
MOST_ENTRIES = 200
LONGEST_FEED = 64_000_000
"""Bytes of a feed that are read again."""
_ROOM = 6_000_000
"""Characters of all contents: written as UTF-8 and escaped twice they stay below that."""

LONGEST_CONTENT = 1_000_000
"""Characters of one entry's content: an XML parser takes no text of more than 10 MB."""

_MOST_LISTED = (500, 100, 20, 0)
_LONGEST_SUMMARY = 2_000
# e.g. "\x1b", "\ud800"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One alert in a feed. ``id`` is a URN that stays, ``link`` "" where there is none, ``html`` its content."""

    id: str
    title: str
    updated: datetime
    link: str
    summary: str
    html: str


def feed_id(name: str) -> str:
    """The id of the feed ``name``, or of one entry: the same every time."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'entity-list-monitor/{name}')}"


def feed_entry(
    alert: Alert, *, message_id: str, updated: datetime, today: date, current: ListCurrency | None = None
) -> FeedEntry:
    """The entry for ``alert`` as of ``today`` (Eastern calendar day); ``updated`` (aware) is when it was sent."""
    facts = facts_of(alert, today, current)
    text = render_plain(first_of(facts, 10), 100)
    summary = text if len(text) <= _LONGEST_SUMMARY else text[:_LONGEST_SUMMARY].rpartition("\n")[0] + "\n…"
    pages = ("\n".join(_html(first_of(facts, most))) for most in _MOST_LISTED)
    html = next((page for page in pages if len(page) <= LONGEST_CONTENT), escape(facts.headline))
    return FeedEntry(
        feed_id(message_id), _xml(short(facts.headline, 300)), updated, facts.link, _xml(summary), _xml(html)
    )


def render_feed(
    entries: Iterable[FeedEntry],
    *,
    feed_id: str,
    title: str,
    updated: datetime,
    self_link: str = "",
    subtitle: str = "",
) -> bytes:
    """The feed, newest first, each id once (the first of ``entries`` that has it), at most :data:`MOST_ENTRIES`.

    Old ones go earlier where all together are too large to be read again.
    """
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item, unused-ignore]
    _add(feed, "id", feed_id)
    _add(feed, "title", title)
    if subtitle:
        _add(feed, "subtitle", subtitle)
    _add(feed, "updated", _moment(updated))
    _add(_add(feed, "author", ""), "name", GENERATOR)
    _add(feed, "generator", GENERATOR)
    if web_link(self_link):
        _add(feed, "link", "", rel="self", type="application/atom+xml", href=web_link(self_link))
    once: dict[str, FeedEntry] = {}
    for entry in entries:
        once.setdefault(entry.id, entry)
    room = _ROOM
    for entry in sorted(once.values(), key=lambda e: e.updated, reverse=True)[:MOST_ENTRIES]:
        room -= len(entry.html)
        if room < 0:
            break
        one = _add(feed, "entry", "")
        _add(one, "id", entry.id)
        _add(one, "title", entry.title)
        _add(one, "updated", _moment(entry.updated))
        if entry.link:
            _add(one, "link", "", rel="alternate", type="text/html", href=entry.link)
        _add(one, "summary", entry.summary, type="text")
        _add(one, "content", entry.html, type="html")
    return etree.tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True)


def read_feed(data: bytes) -> tuple[str, tuple[FeedEntry, ...]]:
    """The id and the entries of a feed that :func:`render_feed` made. Raises ValueError, in a few words, for any other."""
    if len(data) > LONGEST_FEED:
        raise ValueError(f"it is larger than {LONGEST_FEED:,} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        feed = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise ValueError("it is no whole XML") from None
    if feed.tag != f"{{{ATOM}}}feed" or _text(feed, "generator") != GENERATOR:
        raise ValueError("it is not a feed of this monitor's making")
    return _text(feed, "id"), tuple(map(_read, feed.findall(f"{{{ATOM}}}entry")))


def _read(entry: etree._Element) -> FeedEntry:
    link = entry.find(f"{{{ATOM}}}link")
    href = "" if link is None else web_link(str(link.get("href", "")))
    identity, updated = _text(entry, "id"), datetime.fromisoformat(_text(entry, "updated"))
    if not identity or updated.tzinfo is None:
        raise ValueError("an entry of it has no id, or a time without zone")
    return FeedEntry(identity, _text(entry, "title"), updated, href, _text(entry, "summary"), _text(entry, "content"))


def _text(element: etree._Element, name: str) -> str:
    return element.findtext(f"{{{ATOM}}}{name}") or ""


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = _xml(text) or None
    return child


def _xml(text: str) -> str:
    """``text`` without what XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# -- the content: a plain page of headings, paragraphs and lists ------------------------------------------------------


def _html(facts: Facts) -> Iterator[str]:
    yield from _body(facts)
    for n, part in enumerate(facts.parts, 1):
        yield f"<h3>{n} of {len(facts.parts)}: {escape(part.headline)}</h3>"
        yield from _body(part)
        yield from _pdf(part)
        if part.link:
            yield f'<p><a href="{escape(part.link)}">{escape(part.link_name)}</a></p>'
    yield from _pdf(facts)
    if facts.more:
        yield f"<p>and {facts.more:,} more – see the rule</p>"
    if facts.link:
        yield f'<p><a href="{escape(facts.link)}">{escape(facts.link_name)}</a></p>'
    if facts.current:
        yield f"<p><small>{escape(facts.current)}</small></p>"
    yield f"<p><small>{GENERATOR}. {escape(DISCLAIMER)}</small></p>"


def _pdf(facts: Facts) -> Iterator[str]:
    if facts.pdf:
        yield f'<p><a href="{escape(facts.pdf)}">The PDF as filed</a></p>'


def _body(facts: Facts) -> Iterator[str]:
    if facts.note:
        yield f"<p><em>{escape(facts.note)}</em></p>"
    if facts.attention:
        yield f"<p><strong>A person must look.</strong> {escape(facts.attention)}</p>"
    yield from _parties(facts)
    yield from (f"<p>{escape(sentence)}</p>" for sentence in facts.news)
    yield from _list("", _particulars(facts))
    for group in facts.groups:
        lines = []
        for item in group.items:
            notes = "".join(f" [footnote {n}]" for n in item.footnotes)
            more = [f"a.k.a. {some(item.aliases)}"] if item.aliases else []
            more += [some(item.addresses)] if item.addresses else []
            more += item.details
            below = "".join(f"<br>{escape(text)}" for text in more)
            lines.append(f"{MARKS[item.kind]} <strong>{escape(item.title)}</strong>{notes}{below}")
        yield from _list(f"{group.country}: {group.counts}", lines)


def _parties(facts: Facts) -> Iterator[str]:
    if not facts.parties:
        return
    lines = []
    for party in facts.parties:
        known = f" [match {party.id}]" if party.id and not party.confirmed else ""
        lines.append(f"<strong>{escape(party.who)}</strong> {escape(party.what)}<br>{escape(party.reason + known)}")
    if facts.more_parties:
        lines.append(f"and {facts.more_parties:,} more – run elmon screen")
    yield from _list("Your parties", lines)
    if facts.decide:
        yield f"<p>{escape(facts.decide)}</p>"


def _particulars(facts: Facts) -> Iterator[str]:
    checked = f"{facts.verdict_name}: {facts.verdict_meaning}" if facts.verdict_name else ""
    labelled = [(facts.title_label, facts.title), ("Source", facts.source), ("Effect", facts.effect)]
    for term in facts.terms:
        share = f" [{term.entries}]" if len(facts.terms) > 1 else ""
        labelled.append((f"Terms{share}", term.words))
    labelled += [(f"Footnote {note.number} [{note.entries}]", note.words) for note in facts.footnotes]
    labelled += [("Not yet", unknown) for unknown in facts.unknown]
    labelled += [("Parsed", checked)]
    labelled += [("Disagrees", text) for text in facts.disagreements] + [("Problem", text) for text in facts.problems]
    for label, text in labelled:
        if text:
            yield f"<strong>{label}</strong> {escape(text)}"


def _list(head: str, lines: Iterable[str]) -> Iterator[str]:
    """``lines`` are HTML already, ``head`` is not."""
    items = "".join(f"<li>{line}</li>" for line in lines)
    if items:
        yield (f"<h4>{escape(head)}</h4>" if head else "") + f"<ul>{items}</ul>"
