"""What attacks come to: hostile documents and answers, each beside a rule that somebody must hear of, and the books of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from benchmarks.storm import World, kill
from monitor.demo.faults import FaultReply
from monitor.model import Verdict
from monitor.store import open_store

SLOW = 150
"""Seconds after which a round counts as frozen: more than one document may use up the time that each may take."""

Poison = Callable[[bytes], bytes]
"""Makes of a rule's XML a hostile text; with ``is_harmless`` one that may be read as not of the list."""


@dataclass
class Books:
    """What was tried, and what went wrong, by kind of attack."""

    tried: dict[str, int] = field(default_factory=dict)
    irrelevant: dict[str, int] = field(default_factory=dict)
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
        heads = ("tried", "survived", "rightly irrelevant", "lost", "doubled", "frozen")
        lines = [f"{'attack':<44}" + "".join(f"{head:>{len(head) + 2}}" for head in heads)]
        for kind, tried in self.tried.items():
            others = [column.get(kind, 0) for column in (self.irrelevant, self.lost, self.doubled, self.frozen)]
            counts = (tried, max(tried - sum(others), 0), *others)
            lines.append(
                f"{kind:<44}" + "".join(f"{n:>{len(head) + 2}}" for n, head in zip(counts, heads, strict=True))
            )
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
        hostile, harmless = [], []
        for poison in poisons:
            number = self.world.publish()
            self.world.register.texts[number] = poison(self.world.register.texts[number])
            hostile.append(number)
            harmless += [number] if getattr(poison, "is_harmless", False) else []
        honest = self.world.publish()
        self.poll(kind)
        self.poll(kind)
        self.judge(kind, honest, hostile, harmless)

    def answers(self, kind: str, reply: FaultReply) -> None:
        """A hostile answer to the question which documents there are, then honest ones."""
        honest = self.world.publish()
        for path in ("/documents.json", "/public-inspection-documents"):
            self.world.register.answer_with(path, reply)
        self.poll(kind)
        self.world.register.mend()
        self.world.later(hours=1, minutes=5)
        self.poll(kind)
        self.judge(kind, honest, [])

    def judge(self, kind: str, honest: str, hostile: list[str], harmless: Collection[str] = ()) -> None:
        """Count in what became of an honest rule and of ``hostile`` documents; those that are ``harmless`` need no alert."""
        self.books.add(self.books.tried, kind, max(len(hostile), 1))
        received = [str(mail.message["Message-ID"]) for mail in self.world.mail.received]
        of_rule = [name for name in received if name.startswith(f"<{honest}.")]
        if not of_rule:
            self.books.add(self.books.lost, kind)
        if len(received) != len(set(received)) + self.counted:
            self.books.add(self.books.doubled, kind)
            self.counted = len(received) - len(set(received))
        for number in hostile:
            if not any(name.startswith(f"<{number}.") for name in received):
                rightly = number in harmless and self._is_irrelevant(number)
                self.books.add(self.books.irrelevant if rightly else self.books.lost, kind)

    def _is_irrelevant(self, number: str) -> bool:
        """Whether a document was read as one that does not concern the list."""
        store = open_store(self.world.url)
        verdicts = store.documents.verdicts([number])
        store.close()
        return verdicts.get(number) is Verdict.IRRELEVANT
