"""Real raw texts set as XML: the same words in the markup that the Register's full-text XML has.

Cut by what is measured on each document (where its columns begin), not by anything of the reader's, so that both
renditions of one real rule can be held against each other. What a raw text does not tell is not set: emphasis, rules
of cells, which rows continue others.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.real_forms.typesetting_styles import NARROW, Measure

MEASURES: dict[str, Measure] = {
    "2016-31969": (0, 31, 59, 78, 96, 112), "2017-10804": (0, 36, 69, 104, 130, 152), "2017-20406": (0, 25, 55, 76, 95, 112),
    "2022-03029": (0, 25, 55, 76, 95, 112), "2022-07643": (0, 25, 55, 75, 95, 112), "2022-14069": (0, 25, 55, 76, 95, 112),
    "2022-18268": (0, 25, 55, 76, 95, 112), "2022-21714": NARROW, "2022-27149": (0, 25, 55, 75, 95, 112),
    "2022-27151": (0, 23, 58, 80, 97, 112),
}  # fmt: skip
"""Where the columns of each real table begin, and its width; 2017-06228 has none."""

_PAGE = re.compile(r"\[\[Page (\d+)\]\]")
_STARS = re.compile(r"^(?P<stub>\S.*?)?\s*\*(?: \*){4,}\s*$")
_LABELS = {"AGENCY": "AGY", "ACTION": "ACT", "SUMMARY": "SUM", "DATES": "EFFDATE", "FOR FURTHER INFORMATION CONTACT": "FURINF"}  # fmt: skip
_LABEL = re.compile(rf"(?:{'|'.join(_LABELS)}|SUPPLEMENTARY INFORMATION):")


def as_xml(text: str, number: str) -> str:
    """The raw text of the rule ``number`` as a RULE."""
    lines = _out_of_page(text)
    start = next(n for n, line in enumerate(lines) if line.startswith("RIN "))
    blocks = list(_blocks(lines[start + 1 :], MEASURES.get(number, (999,))))
    head, body = _head(blocks)
    closing = next(line.strip() for line in lines if line.strip().startswith("[FR Doc. "))
    return (
        f'<RULE><PREAMB><PRTPAGE P="{_first_page(lines)}"/><AGENCY>DEPARTMENT OF COMMERCE</AGENCY><SUBAGY>Bureau of Industry and '
        f"Security</SUBAGY><CFR>15 CFR Part 744</CFR>{head}</PREAMB><SUPLINF>{''.join(_marked(body))}</SUPLINF>"
        f"<FRDOC>{closing}</FRDOC></RULE>"
    )


def _out_of_page(text: str) -> list[str]:
    text = text.split("<pre>", 1)[-1].split("</pre>", 1)[0]
    text = re.sub(r"<a [^>]*>(?:<span[^>]*>)?(.*?)(?:</span>)?</a>", r"\1", text).replace("<bullet>", "\u2022")
    return html.unescape(text).split("\n")


def _first_page(lines: Sequence[str]) -> str:
    return next(m[1] for line in lines if (m := re.match(r"\[Pages (\d+)", line)))


# -- blocks -----------------------------------------------------------------------------------------------------------


@dataclass
class _Block:
    """A paragraph, an instruction, a heading, or a table; of a heading and a paragraph, whether it stands indented."""

    kind: str
    lines: list[str] = field(default_factory=list)
    measure: Measure = ()

    @property
    def text(self) -> str:
        return markup(joined(self.lines))


def _blocks(lines: Sequence[str], measure: Measure) -> Iterator[_Block]:
    """What stands one below the other, up to the signature. A line that goes on ends in a blank or a hyphen."""
    n, block, instruction = 0, _Block("heading"), False
    rule = "-" * measure[-1]
    while n < len(lines):
        line = lines[n]
        if line.strip().startswith("[FR Doc. "):
            break
        if line == rule:
            end = _table_end(lines, n, measure[-1])
            yield block
            yield _Block("table", list(lines[n:end]), measure)
            n, block = end, _Block("heading")
            continue
        page = _PAGE.search(line)
        if page and block.lines and _runs_over(block.lines[-1], lines[n + 1 :]):
            block.lines += [line, ""]
            n = next(k for k in range(n + 1, len(lines)) if lines[k].strip())
            block.lines[-1] = lines[n]
        elif page or (not line.strip() and not _page_follows(lines, n)):
            yield block
            block = _Block("page", [line]) if page else _Block("heading")
        elif line == "0":
            yield block
            block, instruction = _Block("instruction"), True
        elif line.strip() and not (instruction and not block.lines) and _begins(block, line):
            yield block
            block = _Block(_kind(line), [line])
        elif line.strip():
            block.lines.append(line)
            instruction = False
        n += 1
    yield block


def _page_follows(lines: Sequence[str], n: int) -> bool:
    following = next((line for line in lines[n:] if line.strip()), "")
    return bool(_PAGE.search(following))


def _runs_over(before: str, behind: Sequence[str]) -> bool:
    """Whether a paragraph goes on behind a page's end."""
    following = next((line for line in behind if line.strip()), "")
    return before.rstrip()[-1:] not in ".;:" and following != "0" and following[:1] not in (" ", "-", "[", "*")


def _begins(block: _Block, line: str) -> bool:
    """Whether ``line`` begins a block of its own."""
    if not block.lines or line.startswith("    ") or _LABEL.match(line):
        return True
    last = block.lines[-1]
    return not last.endswith((" ", "-")) and not _PAGE.search(last)


def _kind(line: str) -> str:
    if line.startswith("* *"):
        return "stars"
    return (
        "paragraph"
        if line.startswith(("    ", "--")) or _LABEL.match(line) or re.match(r"\\\d\\|\(\d+\)", line)
        else "heading"
    )


def _table_end(lines: Sequence[str], start: int, width: int) -> int:
    """Behind the table's last rule and its footnotes."""
    rules = [n for n in range(start, len(lines)) if lines[n] == "-" * width]
    end = rules[-1] + 1
    for n in range(start, rules[-1]):  # a signature or an instruction between rules parts two tables
        if lines[n] == "0":
            end = max(k for k in rules if k < n) + 1
            break
    while end < len(lines) and (lines[end].startswith(("\\", "  ", " *")) or _note_goes_on(lines, end)):
        end += 1
    return end


def _note_goes_on(lines: Sequence[str], at: int) -> bool:
    if lines[at].strip() and not _PAGE.search(lines[at]):
        return False
    following = next((line for line in lines[at:] if line.strip() and not _PAGE.search(line)), "")
    return following.startswith("\\")


def joined(lines: Sequence[str]) -> str:
    """Printed lines in one, a page's end as its element; nothing between a hyphen, slash or cut mark and what follows."""
    text = ""
    for line in lines:
        page = _PAGE.search(line)
        glued = text.endswith(("-", "/")) or re.search(r"\\\d$", text)
        words = f"\ue000{page[1]}\ue000" if page else line.strip()
        text = f"{text.rstrip()}{'' if glued and not page else ' '}{words}"
    return text.strip()


def markup(text: str) -> str:
    """Typed text with the XML's characters and elements."""
    text = re.sub(r"Sec\.\s+Sec\.\s+", "\u00a7\u00a7 ", text)
    text = re.sub(r"Sec\.\s+(?=\d)", "\u00a7 ", text)
    text = (
        re.sub(r"(?<=\d)''", "\u2033", text).replace("``", "\u201c").replace("''", "\u201d").replace("[deg]", "\u00b0")
    )
    text = html.escape(text.replace("--", "\u2014"), quote=False)
    text = re.sub(r"\\(\d+/\d+)\\", r"<FR>\1</FR>", text)
    text = re.sub(r"\\(\d+)\\", r"<SU>\1</SU>", text)
    return re.sub("\ue000(\\d+)\ue000", r'<PRTPAGE P="\1"/>', text)


# -- the document -----------------------------------------------------------------------------------------------------


def _head(blocks: Sequence[_Block]) -> tuple[str, list[_Block]]:
    """The elements of the preamble's head, and the blocks behind it."""
    filled = [b for b in blocks if b.lines and not (b.kind == "heading" and re.fullmatch(r"[-=]+", b.lines[0].strip()))]
    title = next(b for b in filled if b.kind == "heading").text
    out = f"<SUBJECT>{title}</SUBJECT>"
    tag, paragraphs = "", list[str]()
    for n, block in enumerate(filled[1:], 1):
        label = _LABEL.match(block.lines[0])
        if label or not tag:
            out += _section(tag, paragraphs)
            if label and label.group().startswith("SUPPLEMENTARY"):
                rest = _Block("paragraph", [block.lines[0][label.end() :].strip(), *block.lines[1:]])
                return out, [*([rest] if rest.text else []), *filled[n + 1 :]]
            tag, paragraphs = _LABELS[label.group()[:-1]] if label else "", []
        text = block.text
        paragraphs.append(text[label.end() :].strip() if label else text)
    return out, []


def _section(tag: str, paragraphs: Sequence[str]) -> str:
    if not tag:
        return ""
    label = next(k for k, v in _LABELS.items() if v == tag)
    return f"<{tag}><HD SOURCE='HED'>{label}:</HD>{''.join(f'<P>{p}</P>' for p in paragraphs)}</{tag}>"


def _marked(blocks: Sequence[_Block]) -> Iterator[str]:
    """The body's elements, the instructions and what they lead to inside a REGTEXT."""
    inside = False
    for block in blocks:
        if not block.lines:
            continue
        if block.kind == "instruction" and not inside:
            inside = True
            yield "<REGTEXT TITLE='15' PART='744'>"
        if block.kind == "table":
            yield from _table(block)
        elif block.kind == "page":
            yield f'<PRTPAGE P="{_PAGE.findall(block.lines[0])[0]}"/>'
        elif block.text.startswith("Authority:"):
            yield f"<AUTH><HD SOURCE='HED'>Authority:</HD><P>{block.text.removeprefix('Authority:').strip()}</P></AUTH>"
        else:
            tag = {"instruction": "AMDPAR", "paragraph": "P", "heading": "HD", "stars": "STARS"}[block.kind]
            tag = "FP" if tag == "P" and not block.lines[0].startswith(" ") else tag
            yield f"<{tag}/>" if tag == "STARS" else f"<{tag}>{block.text}</{tag}>"
    yield "</REGTEXT>" if inside else ""


# -- the table --------------------------------------------------------------------------------------------------------


def _table(block: _Block) -> Iterator[str]:
    measure, lines = block.measure, block.lines
    rule = "-" * measure[-1]
    rules = [n for n, line in enumerate(lines) if line == rule]
    heads = zip(*(_slices(line, measure) for line in lines[1 : rules[1]]), strict=True)
    yield f"<GPOTABLE COLS='{len(measure) - 1}'><BOXHD>"
    yield from (f"<CHED H='1'>{' '.join(' '.join(h).split())}</CHED>" for h in heads)
    yield "</BOXHD>"
    yield from _rows(lines[rules[1] + 1 : rules[-1]], measure)
    notes = [line for line in lines[rules[-1] + 1 :] if line.strip() and not _STARS.match(line.strip())]
    for note in re.split(r" (?=\\\d\\ [A-Z])", joined([n for n in notes if not _PAGE.search(n)])):
        yield f"<TNOTE>{markup(note)}</TNOTE>" if note else ""
    yield "</GPOTABLE>"


def _slices(line: str, measure: Measure) -> list[str]:
    ends = (*measure[1:-1], max(len(line), measure[-1]))  # a hyphen may hang out of the last column
    return [line[start:end] for start, end in zip(measure[:-1], ends, strict=True)]


@dataclass
class _Row:
    """A row in the making: for each column its paragraphs, of each the printed lines."""

    cells: list[list[list[str]]]
    idle: bool = False

    def spent(self, slices: Sequence[str]) -> bool:
        """Whether what the entity's column goes on with is a row of its own: others were longer, and it waited."""
        return self.idle and bool(slices[1][:1].strip())

    def xml(self) -> str:
        cells = [[joined(lines) for lines in cell] for cell in self.cells]
        stub = re.sub(r"\.+$", "", " ".join(cells[0]))
        marked = "".join(self._ent(cell) for cell in cells[1:])
        return f"<ROW><ENT I='{'01' if stub else '22'}'>{markup(stub) or ' '}</ENT>{marked}</ROW>"

    @staticmethod
    def _ent(paragraphs: list[str]) -> str:
        kept = [markup(p) for p in paragraphs if not re.fullmatch(r"\.{4,}", p)]
        return f"<ENT>{''.join(kept[:1])}{''.join(f'<LI>{p}</LI>' for p in kept[1:])}</ENT>"


def _rows(lines: Sequence[str], measure: Measure) -> Iterator[str]:
    row: _Row | None = None
    stub = ""
    for n, line in enumerate(lines):
        page, stars = _PAGE.search(line), _STARS.match(line)
        if stub and not (line[: measure[1]].startswith(" ") and line.strip() and not line[measure[1] :].strip()):
            yield f"<ROW><ENT I='01'>{markup(stub)}</ENT><ENT A='03'>*   *   *   *   *   *</ENT></ROW>"
            stub = ""
        elif stub:
            stub += " " + line.strip().rstrip(".")
            continue
        if (
            row is not None
            and not page
            and ((not line.strip() and not _in_page(lines, n)) or stars or set(line) == {"-"})
        ):
            yield row.xml()
            row = None
        if page and row is not None:
            row.cells[1][-1].append(line)
        elif page:
            yield f'<PRTPAGE P="{page[1]}"/>'
        elif stars and stars["stub"]:
            stub = stars["stub"].rstrip(". ")
        elif stars:
            indent = len(line) - len(line.lstrip())
            seven = line.count("*") == 7 or abs(indent - (measure[-1] - 11) // 2) < 3
            yield (f"<ROW><ENT I='28'>{' '.join('*' * line.count('*'))}</ENT></ROW>" if seven else
                   "<ROW><ENT I='22'> </ENT><ENT A='03'>*   *   *   *   *   *</ENT></ROW>")  # fmt: skip
        elif line.strip() and set(line) != {"-"}:
            slices = _slices(line, measure)
            if row is None or all(s[:1].strip() for s in slices[1:3]) or slices[0][:1].strip() or row.spent(slices):
                if row is not None:
                    yield row.xml()
                row = _Row([[] for _ in slices])
            row.idle = not slices[1].strip() and bool(line.strip())
            for cell, text in zip(row.cells, slices, strict=True):
                if text.strip():
                    if text[0] != " " or not cell:
                        cell.append([])
                    cell[-1].append(text)
    if row is not None:
        yield row.xml()


def _in_page(lines: Sequence[str], n: int) -> bool:
    """Whether a blank line belongs to a page's end."""
    return any(_PAGE.search(line) for line in lines[max(0, n - 2) : n + 3])
