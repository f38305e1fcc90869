"""What reading in a child process costs: ``python -m benchmarks.reading_process [FOLDER] [ROUNDS]``.

Every document of FOLDER (the demo's by default) is read here and in the warm child, in turns; the last line is the ratio of
the seconds.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from monitor.reading.rules.document import read_document
from monitor.reading_process import ReadingProcess

DOCUMENTS = Path(__file__).resolve().parent.parent / "monitor" / "demo" / "documents"


def main(folder: Path = DOCUMENTS, rounds: int = 20) -> None:
    """Print both ways and their ratio."""
    texts = [f.read_bytes() for f in sorted(folder.iterdir()) if f.suffix in (".xml", ".txt", ".htm")]
    process = ReadingProcess()
    process.read("the first", read_document, texts[0], "the first")  # it starts on demand; that is not counted
    here = there = 0.0
    for _ in range(rounds):
        begin = time.perf_counter()
        for text in texts:
            read_document(text, "a document")
        middle = time.perf_counter()
        for text in texts:
            process.read("a document", read_document, text, "a document")
        here, there = here + middle - begin, there + time.perf_counter() - middle
    process.close()
    many = rounds * len(texts)
    print(f"{many} readings: {here / many * 1000:.1f} ms here, {there / many * 1000:.1f} ms in the child")
    print(f"ratio {there / here:.3f}")


if __name__ == "__main__":
    main(*(kind(value) for kind, value in zip((Path, int), sys.argv[1:], strict=False)))
