"""Documents and answers that are made to silence the monitor, each beside a rule that somebody must hear of.

``python benchmarks/attacks.py [MUTATIONS] [SEED]``: for every attack a hostile document (or answer) and an honest rule are
published, and real ``elmon poll`` processes do their rounds. The table says how often each was tried; how often both came
through (the rule alerted once, the hostile document alerted about or known to concern nothing); and how many alerts were
lost, doubled, and rounds that did not end. All but "tried" and "survived" must be zero.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.storm import World, kill, world
from monitor.demo.faults import FaultReply, as_json
from monitor.store import open_store

SLOW = 150
"""Seconds after which a round counts as frozen: more than one document may use up the time that each may take."""
ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT / "monitor" / "demo" / "documents"
HTML = b'<html><body><h1>Additions to the Entity List</h1><table><tr><td colspan="%s">x</td></tr></table></body></html>'

Poison = Callable[[bytes], bytes]
"""Makes of a rule's XML a hostile text."""


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


@dataclass
class Books:
    """What was tried, and what went wrong, by kind of attack."""

    tried: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    doubled: dict[str, int] = field(default_factory=dict)
    frozen: dict[str, int] = field(default_factory=dict)

    def add(self, column: dict[str, int], kind: str, many: int = 1) -> None:
        """Count in."""
        column[kind] = column.get(kind, 0) + many

    @property
    def faults(self) -> int:
        """How many things went wrong."""
        return sum(sum(column.values()) for column in (self.lost, self.doubled, self.frozen))

    def table(self) -> str:
        """All of it, a line a kind."""
        lines = [f"{'attack':<26}{'tried':>7}{'survived':>10}{'lost':>6}{'doubled':>9}{'frozen':>8}"]
        for kind, tried in self.tried.items():
            wrong = [column.get(kind, 0) for column in (self.lost, self.doubled, self.frozen)]
            lines.append(f"{kind:<26}{tried:>7}{max(tried - sum(wrong), 0):>10}{wrong[0]:>6}{wrong[1]:>9}{wrong[2]:>8}")
        return "\n".join(lines)


class Attack:
    """One world under attack after attack."""

    def __init__(self, place: World, books: Books) -> None:
        self.world, self.books = place, books
        self.counted = 0

    def poll(self, kind: str) -> None:
        """A round in a process of its own; one that does not end counts as frozen."""
        process = self.world.start("poll")
        process.join(SLOW)
        if process.is_alive():
            self.books.add(self.books.frozen, kind)
            kill(process)

    def documents(self, kind: str, poisons: list[Poison]) -> None:
        """Hostile documents, then an honest rule; one round, and another, which must repeat nothing."""
        hostile = []
        for poison in poisons:
            number = self.world.publish()
            self.world.register.texts[number] = poison(self.world.register.texts[number])
            hostile.append(number)
        honest = self.world.publish()
        self.poll(kind)
        self.poll(kind)
        self._judge(kind, honest, hostile)

    def answers(self, kind: str, reply: FaultReply) -> None:
        """A hostile answer to the question which documents there are, then honest ones."""
        honest = self.world.publish()
        for path in ("/documents.json", "/public-inspection-documents"):
            self.world.register.answer_with(path, reply)
        self.poll(kind)
        self.world.register.mend()
        self.world.later(hours=1, minutes=5)
        self.poll(kind)
        self._judge(kind, honest, [])

    def _judge(self, kind: str, honest: str, hostile: list[str]) -> None:
        self.books.add(self.books.tried, kind, max(len(hostile), 1))
        received = [str(mail.message["Message-ID"]) for mail in self.world.mail.received]
        of_rule = [name for name in received if name.startswith(f"<{honest}.")]
        if not of_rule:
            self.books.add(self.books.lost, kind)
        if len(received) != len(set(received)) + self.counted:
            self.books.add(self.books.doubled, kind)
            self.counted = len(received) - len(set(received))
        for number in hostile:
            if not any(name.startswith(f"<{number}.") for name in received) and not self._is_irrelevant(number):
                self.books.add(self.books.lost, kind)

    def _is_irrelevant(self, number: str) -> bool:
        """Whether a document was read as one that does not concern the list."""
        store = open_store(self.world.url)
        verdicts = store.documents.verdicts([number])
        store.close()
        return number in verdicts and verdicts[number].value == "irrelevant"


def mutated(chance: random.Random, texts: list[bytes]) -> Poison:
    """A text of the Register with pieces flipped, dropped, doubled and moved."""

    def poison(_: bytes) -> bytes:
        data = bytearray(chance.choice(texts))
        for _n in range(chance.randrange(1, 12)):
            at = chance.randrange(len(data))
            size = chance.choice((1, 1, 7, 60, 900))
            piece = bytes(data[at : at + size])
            way = chance.randrange(4)
            if way == 0:
                data[at : at + size] = bytes(chance.randrange(256) for _ in piece)
            elif way == 1:
                del data[at : at + size]
            elif way == 2:
                data[at:at] = piece * chance.choice((1, 3, 200))
            else:
                del data[at : at + size]
                to = chance.randrange(len(data) + 1)
                data[to:to] = piece
        return bytes(data)

    return poison


def _hostile_answers() -> Iterator[tuple[str, FaultReply]]:
    yield "answer: comments", FaultReply(200, b"<!---->" * 40 + b"{}")
    yield "answer: no document", as_json({"count": 0, "results": []})
    yield "answer: wait a day", FaultReply(429, b"{}", headers=(("Retry-After", "86400"),))
    yield "answer: maintenance", FaultReply(503, b"<html>down for maintenance</html>", headers=(("Retry-After", "9"),))
    yield "answer: nesting", FaultReply(200, b"[" * 200_000)
    yield "answer: a figure", FaultReply(200, b'{"count": ' + b"9" * 5_000 + b', "results": []}')
    yield "answer: nonsense", as_json({"count": "\u00b2", "results": [7, None, {"document_number": ["x"]}]})


def main(mutations: int = 200, seed: int = 744, kinds: int | None = None) -> Books:
    """All attacks, ``kinds`` of each sort at most, and so many mutated documents. The table goes to standard output."""
    books, chance = Books(), random.Random(seed)
    texts = [file.read_bytes() for file in sorted(DOCUMENTS.glob("*.*")) if file.suffix in (".xml", ".txt")]
    with tempfile.TemporaryDirectory(prefix="elmon-attacks-") as folder, world(f"sqlite:///{folder}/elmon.db") as place:
        attack = Attack(place, books)
        attack.documents("nothing hostile", [])
        for kind, poison in list(POISONS.items())[:kinds]:
            attack.documents(kind, [poison])
        for kind, reply in list(_hostile_answers())[:kinds]:
            attack.answers(kind, reply)
        for begin in range(0, mutations, 40):
            many = min(40, mutations - begin)
            attack.documents("mutated documents", [mutated(chance, texts) for _ in range(many)])
    print(books.table())
    return books


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])).faults > 0)
