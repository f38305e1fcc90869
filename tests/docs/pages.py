"""What README and docs have a reader type: commands, in blocks and in sentences, and settings."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{file.name}" for file in (ROOT / "docs").glob("*.md"))]
FOR_READERS = [p for p in PAGES if p not in ("CONTRIBUTING.md", "docs/architecture.md", "docs/shapes.md")]
"""Without those on the code, and the one on shapes, whose commands tests/contracts types in every format."""

# e.g. "```toml\n[web]\n```", "\n    elmon init\n    elmon run\n"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$|(?<=\n\n)((?: {4,}\S[^\n]*\n|\n(?= {4,}\S))+)", re.MULTILINE | re.DOTALL)
# e.g. "`elmon diff 2024-12-01`", "`ELMON_DATABASE__URL=sqlite:////tmp/try.db elmon db restore FILE`"
_IN_A_SENTENCE = re.compile(r"`((?:[A-Z_]{1,60}=[^\s`]{1,200} )?elmon [^`]{1,300})`")


@dataclass(frozen=True, slots=True)
class Part:
    """What stands together in a block: lines to be typed, with what they print behind a ``$``, or settings."""

    page: str
    language: str
    text: str

    @property
    def settings(self) -> bool:
        """Whether it goes into the settings file."""
        return self.language == "toml" or self.text.startswith("[")

    @property
    def lines(self) -> list[str]:
        """The commands, those of several lines in one; ``$`` is taken off, and what is printed is left out."""
        whole = re.sub(r"\\\n\s*", "", self.text).splitlines()
        asked = [line.removeprefix("$ ") for line in whole if line.startswith("$ ")]
        return asked or whole

    @property
    def prints(self) -> str:
        """What the page says that its one command prints; "" where it says nothing."""
        first, _, rest = self.text.partition("\n")
        return rest.strip() if first.startswith("$ ") else ""


def parts(page: str) -> Iterator[Part]:
    """The blocks of a page; one without a language is several where blank lines stand between commands and settings."""
    for found in _BLOCK.finditer((ROOT / page).read_text("utf-8")):
        language, text = found[1] or "", textwrap.dedent(found[2] or found[3]).strip()
        pieces = [text] if language or text.startswith("$ ") else re.split(r"\n\n(?=\[)|(?<=\S)\n\n(?!\[)", text)
        yield from (Part(page, language, piece.strip()) for piece in pieces)


def in_sentences(page: str) -> Iterator[str]:
    """The ``elmon`` commands within a page's text, with the variable before them."""
    for found in _IN_A_SENTENCE.finditer((ROOT / page).read_text("utf-8")):
        yield " ".join(found[1].split())
