"""Plain text of the Register as lines and paragraphs: decoded, out of its page, its print substitutes put back.

Source: govinfo's text rendition is a page around one PRE, wrapped at 72 characters, where a line that goes on ends in a
blank; quotation marks are typed ``so'', dashes --, the section sign "Sec.". The public-inspection text is what a PDF
gives: lines of the page, with or without blank lines between its paragraphs.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from monitor.errors import CannotRead
from monitor.reading.renditions.sections import LABEL
from monitor.text.clean import one_line
from monitor.text.destinations import heading

LONGEST_LINE = 100_000
"""Characters. Wrapped text has 80; a table cell run together in a PDF's text some thousands."""

_LONGEST_NAME = 60
"""Lines within which a quotation that was opened must close."""

_FULL = 55
"""Letters that a line of running text has, more or less, unless a paragraph ends in it."""
_WIDER = 75
"""Letters that no line of running text has."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# e.g. "<em>", "</sup>"
_TAGS = re.compile(r"</?(?:a|b|i|em|strong|inf|sup|su|sub|e|font|span)\b[^<>]{0,500}>", re.IGNORECASE)
# e.g. "<bullet>"
_BULLET = re.compile(r"<bullet>|&bull;", re.IGNORECASE)
# e.g. "&#160;", "&amp;"
_CHARACTER = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
# A letter beyond ASCII by its name. e.g. "[otilde]", "[szlig]", "26[deg]"
_LETTER = re.compile(
    r"\[(?P<name>[A-Za-z]{1,2}(?:acute|grave|uml|circ|tilde|cedil|ring|caron|slash|lig)|deg|eth|ETH|thorn|THORN|micro|middot)\]"
)
# e.g. "[[Page 38926]]"
_PAGE = re.compile(r"[ \t]*\[\[Page \w+\]\][ \t]*")
# e.g. "removed."
_ENDED = re.compile(r"[.:;]\s*$")
# What a number follows. e.g. "Amend Supplement No."
_SHORT = re.compile(r"\b(?:Nos?|Sec|Supp|FR|Vol)\.\s*$", re.IGNORECASE)
# e.g. "4"
_NUMBER = re.compile(r"[0-9]")
# e.g. "Page 12", "- 3 -"
_PAGE_NUMBER = re.compile(r"\s*+(?:Page\s++)?(?:-\s*+)?[0-9]{1,3}\s*+-?")
# e.g. "2. Supplement", "(ii) By adding"
_ENUMERATED = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,2})\.|[a-z]\.|[ivx]{2,5}\.|\((?:[0-9]{1,2}|[a-z]|[ivx]{2,5})\))\s+\S"
)
# e.g. "\u2022 Foo Co."
_OPENS_ITEM = re.compile(r"\s*[\u2022\u25cf\u25aa\u00b7]\s*\S")
# e.g. "removed.\u201d"
_CLOSES_SENTENCE = re.compile(r"[.:;?!]\W?$")
# e.g. "<pre>"
_PRE = re.compile(r"<pre[^<>]{0,200}>", re.IGNORECASE)
# e.g. "Foo--Bar"
_TYPED_DASH = re.compile(r"(?<!-)--(?!-)")
# What a level may stand behind. e.g. "as follows:", "; and"
_BEFORE_LEVEL = re.compile(r"[.:;\u201d]$|\b(?:and|or)$")
# e.g. "; and"
_CLOSES_ITEM = re.compile(r";(?:\s*and)?$")


def decode(data: bytes, what: str) -> str:
    """``data`` as text with plain line ends: UTF-8, else Windows-1252 or Latin-1.

    Raises CannotRead for UTF-16, binary data, emptiness, and lines beyond :data:`LONGEST_LINE`.
    """
    if data.startswith(_UTF16):
        raise CannotRead(f"{what} is UTF-16 text; save it as UTF-8.")
    if b"\0" in data:
        raise CannotRead(f"{what} holds NUL bytes (the first at byte {data.index(0):,}): binary data, not text.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    text = over_pages(text.replace("\r\n", "\n").replace("\r", "\n")).replace("\v", "\n")
    if not text.strip():
        raise CannotRead(f"{what} is empty; fetch it again.")
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_LINE:
        raise CannotRead(
            f"{what} has a line of {longest:,} characters; a document's text has none beyond {LONGEST_LINE:,}."
        )
    return text


def over_pages(text: str) -> str:
    """``text`` without form feeds and the page numbers beside them; a paragraph that ran on over the page runs on again.

    One runs on where its last line ends no sentence, or reaches the margin with no blank line below it.
    """
    pages = text.split("\f")
    if len(pages) == 1:
        return text
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    margin = lengths[len(lengths) * 9 // 10] * 0.85 if lengths else 0
    out: list[str] = []
    for n, page in enumerate(pages):
        lines = page.split("\n")
        while lines and n and (not lines[0].strip() or _PAGE_NUMBER.fullmatch(lines[0])):
            del lines[0]
        below = 0
        while lines and n < len(pages) - 1 and (not lines[-1].strip() or _PAGE_NUMBER.fullmatch(lines[-1])):
            below = 0 if _PAGE_NUMBER.fullmatch(lines.pop()) else below + 1
        last = lines[-1].rstrip() if lines else ""
        closed = _CLOSES_SENTENCE.search(last) and (below or len(last) < margin)
        out += [*lines, *([""] if closed else [])]
    return "\n".join(out)


def out_of_page(text: str, what: str) -> str:
    """The text of a govinfo page (its PRE, markup taken out), or all of ``text`` where it is none.

    Raises CannotRead for a page that ends before its PRE does.
    """
    opening = _PRE.search(text, 0, 65536)
    if not text.lstrip().startswith("<") or not opening:  # saved from the page, it may have kept some of its markup
        return _CHARACTER.sub(lambda m: html.unescape(m.group()), _TAGS.sub("", _BULLET.sub("\u2022", text)))
    end = text.lower().rfind("</pre>")
    if end < opening.end():
        raise CannotRead(f"{what} is a text page that is cut short (its PRE never ends); fetch it again.")
    inner = _TAGS.sub("", _BULLET.sub("\u2022", text[opening.end() : end]))
    return html.unescape(inner)


def without_pages(text: str) -> str:
    """``text`` without [[Page 12345]] marks; a paragraph that ran on over the page runs on again."""
    out: list[str] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if not _PAGE.fullmatch(lines[at]):
            out.append(lines[at])
            at += 1
            continue
        while at < len(lines) and (not lines[at].strip() or _PAGE.fullmatch(lines[at])):
            at += 1
        while out and not out[-1].strip():
            out.pop()
        before, behind = out[-1] if out else "", lines[at] if at < len(lines) else ""
        closed = _ENDED.search(before) and not (_SHORT.search(before) and _NUMBER.match(behind))
        if before.strip() and not behind.startswith((" ", "\t")) and not closed:
            out[-1] = f"{before} "
        else:
            out.append("")
    return "\n".join(out)


# A section sign as typed, and no road's section in Taiwan. e.g. "Sec.  Sec.   734.9(e)", "Sec.   744.11"
_SECTIONS = re.compile(r"\bSec\. {1,6}Sec\. {1,6}(?=[0-9]{1,4}\.[0-9])")
# e.g. "Sec.   744.11"
_SECTION = re.compile(r"\bSec\. {1,6}(?=[0-9]{1,4}\.[0-9])")


# A quotation inside another closes with it. e.g. "``Joint Stock Company `Beta'''"
_CLOSES_BOTH = re.compile(r"(?<!')'''(?!')")


def with_letters(text: str) -> str:
    """``text`` with the letters that it types by their names."""
    return _LETTER.sub(lambda m: html.unescape(f"&{m['name']};"), text) if "[" in text else text


def typeset(text: str) -> str:
    """One line of print out of typed text: quotation marks, dashes, section signs and letters with their accents."""
    text = with_letters(text)
    text = text.replace("``", "\u201c")
    if "''" in text:
        text = _CLOSES_BOTH.sub("'\u201d", text).replace("''", "\u201d")
    if "--" in text:
        text = _TYPED_DASH.sub("\u2014", text)
    if "Sec." in text:
        text = _SECTION.sub("\u00a7 ", _SECTIONS.sub("\u00a7\u00a7 ", text))
    return one_line(text)


# What a line that was broken inside a word ends in. e.g. "High-", "Bratislava--", "Rm. 311, 3/"
_BROKEN = re.compile(r"(?:\w-|--|\u2014|\S/)$")
# The second half of a name that was broken before its dash. e.g. "--Gidropribor"
_DASHED = re.compile(r"\s*(?:--|\u2014)[^\W\d_]")
# A mark that a word too long for its column has pushed into the next line. e.g. ". 16 A Navoi St", "'' (see"
_CLOSES = re.compile(r"\s*+(?:[.,;:)]|''|\u201d)\)?[.,;:]?(?:\s|$)")
_CLOSERS = (".", ",", ";", ":", ")", "'", "\u201d")
# What follows a hyphen that parts no word, as in "pre-" / "and post-shipment". e.g. "and post-shipment"
_AND = re.compile(r"\s*(?:and|or|to)\b")
# A footnote's mark that was broken; "\\ and 744.11" follows. e.g. "736.2(b)(3)(vi),\\1"
_BROKEN_MARK = re.compile(r"\\[0-9]{1,2}$")


def join_lines(lines: Sequence[str], *, lists: bool = True) -> str:
    """Wrapped lines as one; a word broken at its hyphen, a dash, a fraction and a mark take no blank behind them.

    Where nothing is listed in lines (``lists``), a name may be broken before its dash as well.
    """
    out = ""
    for line in lines:
        out += line.strip() if not out or _is_glued(out, line, lists=lists) else f" {line.strip()}"
    return typeset(out)


def _is_glued(before: str, line: str, *, lists: bool) -> bool:
    """Whether no blank stands between the lines ``before``, joined, and the next one."""
    end = before[-3:]
    if line.lstrip(" ")[:1] in _CLOSERS and _CLOSES.match(line):  # "Promcomplektlogistic" / ". 16 A Navoi St"
        return True
    if end[-1] in "-\u2014/":
        parts_words = end[-1] == "-" and end[-2:] != "--" and _AND.match(line)
        return _BROKEN.search(end) is not None and not parts_words
    if (not lists or line.startswith(" ")) and end[-1].isalpha() and _DASHED.match(line):  # "MPO" / "--Gidropribor"
        return not lists or " --" not in before  # "aliases: --Foo; and" / "--Bar" / "--12 Main Street" in one paragraph
    return end[-1].isdigit() and _BROKEN_MARK.search(end) is not None and line.lstrip().startswith("\\")


def marks_soft_ends(lines: Sequence[str]) -> bool:
    """Whether lines that go on end in a blank, as govinfo prints them (a copy may have lost the blanks).

    Told by the full lines of running text: nine in ten end so, tables and headings never do.
    """
    full = [line for line in lines if len(line) > _FULL and line[0] != " " and "  " not in line.rstrip()]
    running = [line for line in full if len(line) < _WIDER and any(map(str.isalpha, line[:9]))]
    return sum(line.endswith((" ", "-")) for line in running) * 5 > len(running) * 2


def goes_on(line: str) -> bool:
    """Whether a line with soft ends marked goes on in the next one."""
    return line.endswith((" ", "-", "\u2014", "/"))


# e.g. "Co., Ltd.'';", "as follows:", "; and"
_CLOSED = re.compile(r"[.;:](?:''|\u201d)?$|[;,]\s*and$")


def lost_soft_end(paragraph: Sequence[str], *, marked: bool) -> bool:
    """Whether the last line of a ``paragraph`` goes on although the blank at its end is lost: it ends inside a quotation.

    That of a ``marked`` instruction goes on wherever it ends no sentence and reaches the margin.
    """
    last = paragraph[-1]
    if _CLOSED.search(last):
        return False
    text = " ".join(paragraph[-_LONGEST_NAME:])
    is_open = max(map(text.rfind, ("``", "\u201c"))) > max(map(text.rfind, ("''", "\u201d")))
    return is_open or (marked and len(last) > _FULL)


# -- the lines of a PDF ------------------------------------------------------------------------------------------------


def printed_paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a PDF's text.

    Blank lines part them where they part anything; else a line that opens something (label, bullet, level, destination)
    begins one and a line that closes one short of the margin ends it.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    lines = [line for line in lines if not _PAGE_NUMBER.fullmatch(line)]
    if _doubly_spaced(lines):
        lines = [line for line in lines if line.strip()]
    lengths = sorted(len(line) for line in lines if line.strip())
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    paragraph: list[str] = []
    for line in lines:
        if not line.strip():
            if paragraph:
                yield join_lines(paragraph)
            paragraph = []
            continue
        if paragraph and _parts(paragraph, line, width):
            yield join_lines(paragraph)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield join_lines(paragraph)


def _doubly_spaced(lines: Sequence[str]) -> bool:
    """Whether nearly every line stands alone between blank ones, so that blank lines say nothing."""
    filled = [n for n, line in enumerate(lines) if line.strip()]
    alone = sum(1 for n in filled if n + 1 < len(lines) and not lines[n + 1].strip())
    return alone * 20 > len(filled) * 19 and len(filled) > 8


def _parts(paragraph: Sequence[str], line: str, width: int) -> bool:
    """Whether ``line`` begins a new paragraph."""
    last = paragraph[-1].strip()
    if LABEL.match(line) or _OPENS_ITEM.match(line) or heading(line.strip().rstrip(":")):
        return True
    so_far = " ".join(paragraph[-_LONGEST_NAME:])
    if so_far.count("\u201c") > so_far.count("\u201d"):  # inside a name
        return False
    if _ENUMERATED.match(line) and _BEFORE_LEVEL.search(last):
        return True
    if heading(last.rstrip(":")) and len(paragraph) == 1:
        return True
    listed = _OPENS_ITEM.match(paragraph[0]) is not None
    short = len(paragraph[-1]) < width * 0.75
    return (bool(_CLOSES_ITEM.search(last)) and listed) or (short and last.endswith((".", ":", "?", "!", ";")))
