"""Documents and answers that are made to silence the monitor, each beside a rule that somebody must hear of.

``python benchmarks/attacks.py`` (``--help`` names the options of a short run): for every attack a hostile document (or
answer) and an honest rule are published, and real ``elmon poll`` processes do their rounds; then clocks are set and
databases damaged beside honest rules (``machine_attacks.py``), and the pages are flooded (``web_attacks.py``). The table
says how often each was tried; how often both came through (the rule alerted once, and the hostile document alerted about);
how often a document was "rightly irrelevant": read as not of the list, and made of one that never was; and how many alerts
were lost, doubled, and rounds that did not end. The last three must be zero.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import web_attacks
from benchmarks.attack_books import Attack, Books, Poison
from benchmarks.machine_attacks import attack_machine
from benchmarks.storm import world
from benchmarks.web_attacks import MOST_MEGABYTES
from monitor.demo.faults import FaultReply, as_json

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT / "monitor" / "demo" / "documents"
NOT_OF_THE_LIST = {
    "2020-03144", "2022-11885", "2022-19415", "2023-18125", "2023-23810", "2023-99001", "2023-99002",
}  # fmt: skip
"""Documents that do not amend the Entity List, as their folder's README says: not as they are read."""
HTML = b'<html><body><h1>Additions to the Entity List</h1><table><tr><td colspan="%s">x</td></tr></table></body></html>'


def _instead(old: bytes, new: bytes) -> Poison:
    return lambda xml: xml.replace(old, new)


POISONS: dict[str, Poison] = {
    "comments without end": lambda _: b"<!---->" * 40 + b"{}",
    "comments, 2 MB": lambda _: b"<!-- " * 400_000,
    "numbers in words": _instead(b"by adding", b"by adding " + b"one hundred " * 20_000),
    "quotation marks": _instead(b"by adding", b"by adding " + "\u201c".encode() * 50_000),
    "blanks": _instead(b"by adding", b"by adding" + b" " * 400_000),
    "alias marks": _instead(b"Trading Co., Ltd.,", b"Trading Co., Ltd., " + b"a.k.a., " * 50_000),
    "brackets": _instead(b"Trading Co., Ltd.,", b"Trading Co., Ltd., " + b"(" * 100_000),
    "a citation's figure": _instead(b"FR [INSERT FR PAGE NUMBER]", "FR 4188\u00b2".encode()),
    "an attribute's figure": _instead(b'<ENT I="01">', '<ENT A="L\u00b2" I="01">'.encode()),
    "a footnote's mark": _instead(b"Presumption of denial", b"Presumption of denial <SU>" + b"9" * 5_000 + b"</SU>"),
    "a supplement's number": _instead(b"Supplement No. 4", b"Supplement No. " + b"4" * 4_400),
    "columns": _instead(b'COLS="5"', b'COLS="99999999999999999999"'),
    "a table's span": lambda _: HTML % "\u00b2".encode(),
    "a long table's span": lambda _: HTML % (b"9" * 5_000),
    "a bomb of entities": lambda xml: xml.replace(
        b"<RULE>",
        b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"&a;") * 10) for n in range(12))
        + b"]><RULE>",
    ),
    "nesting": lambda xml: xml.replace(b"<REGTEXT", b"<P>" * 100_000 + b"<REGTEXT"),
    "cut": lambda xml: xml[: len(xml) // 2],
    "nothing": lambda _: b"",
    "NUL": lambda xml: xml.replace(b" ", b"\0", 400),
    "another encoding": lambda xml: xml.decode().encode("utf-16"),
}


@dataclass(frozen=True)
class Mutated:
    """One of the Register's texts with pieces flipped, dropped, doubled and moved. Only one that did not amend the list before
    may be read as not of it: what could not be read any more must be said."""

    chance: random.Random
    text: bytes
    is_harmless: bool

    def __call__(self, _: bytes) -> bytes:
        """What becomes of the text."""
        data = bytearray(self.text)
        for _n in range(self.chance.randrange(1, 12)):
            at = self.chance.randrange(len(data))
            size = self.chance.choice((1, 1, 7, 60, 900))
            piece = bytes(data[at : at + size])
            way = self.chance.randrange(4)
            if way == 0:
                data[at : at + size] = bytes(self.chance.randrange(256) for _ in piece)
            elif way == 1:
                del data[at : at + size]
            elif way == 2:
                data[at:at] = piece * self.chance.choice((1, 3, 200))
            else:
                del data[at : at + size]
                to = self.chance.randrange(len(data) + 1)
                data[to:to] = piece
        return bytes(data)


def texts_of_the_register() -> list[tuple[bytes, bool]]:
    """The texts that are mutated, each with whether it amends something else, or nothing, and may be read as such."""
    files = [file for file in sorted(DOCUMENTS.glob("*.*")) if file.suffix in (".xml", ".txt")]
    return [(file.read_bytes(), file.stem in NOT_OF_THE_LIST) for file in files]


def _hostile_answers() -> Iterator[tuple[str, FaultReply]]:
    yield "answer: comments", FaultReply(200, b"<!---->" * 40 + b"{}")
    yield "answer: no document", as_json({"count": 0, "results": []})
    yield "answer: wait a day", FaultReply(429, b"{}", headers=(("Retry-After", "86400"),))
    yield "answer: maintenance", FaultReply(503, b"<html>down for maintenance</html>", headers=(("Retry-After", "9"),))
    yield "answer: nesting", FaultReply(200, b"[" * 200_000)
    yield "answer: a figure", FaultReply(200, b'{"count": ' + b"9" * 5_000 + b', "results": []}')
    yield "answer: nonsense", as_json({"count": "\u00b2", "results": [7, None, {"document_number": ["x"]}]})


def main(
    mutations: int = 200, seed: int = 744, kinds: int | None = None, machine: int | None = None, pages: float = 1.0
) -> Books:
    """All attacks, so many mutated documents among them; of documents and answers ``kinds`` of each sort at most, of those on
    the ``machine`` so many, and the pages with ``pages`` times the tries.

    The table goes to standard output.
    """
    books, chance = Books(), random.Random(seed)
    texts = texts_of_the_register()
    with tempfile.TemporaryDirectory(prefix="elmon-attacks-") as folder, world(f"sqlite:///{folder}/elmon.db") as place:
        attack = Attack(place, books)
        attack.documents("nothing hostile", [])
        for kind, poison in list(POISONS.items())[:kinds]:
            attack.documents(kind, [poison])
        for kind, reply in list(_hostile_answers())[:kinds]:
            attack.answers(kind, reply)
        for begin in range(0, mutations, 40):
            many = min(40, mutations - begin)
            attack.documents("mutated documents", [Mutated(chance, *chance.choice(texts)) for _ in range(many)])
    attack_machine(books, chance, machine)
    for name, found in web_attacks.results(pages) if pages else ():
        books.add(books.tried, f"pages: {name}", found.tried)
        books.add(books.frozen, f"pages: {name}", found.asked - found.answered + (found.megabytes >= MOST_MEGABYTES))
    print(books.table())
    return books


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="Hostile documents, clocks, damaged databases and floods.")
    options.add_argument("--mutations", type=int, default=200, help="mutated documents")
    options.add_argument("--seed", type=int, default=744)
    options.add_argument("--kinds", type=int, help="hostile documents, and answers, at most")
    options.add_argument("--machine", type=int, help="attacks on clocks and databases at most")
    options.add_argument("--pages", type=float, default=1.0, help="tries on the pages, 1 for all; 0 for none")
    raise SystemExit(main(**vars(options.parse_args())).faults > 0)
