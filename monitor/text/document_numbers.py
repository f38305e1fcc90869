"""Numbers of Federal Register documents, of every kind there is; nothing among them could lead out of a path or URL.

- 2024-28267: the year and a running number, since the end of 2009
- 05-7305: two digits of the year and a running number, before that
- E9-12940, X94-70302: a letter, the year's last digits and a running number, before that
- C1-2026-16628, R1-2012-1234: the first correction, or republication, of that document; C9-12940 before 2009
"""

from __future__ import annotations

import re

DOCUMENT_NUMBER = (
    r"(?:[A-Z][0-9]{0,2}-)?"  # C1-2026-16628
    r"(?:[0-9]{4}|[0-9]{2}|[A-Z][0-9]{0,2})"  # 2024, 05, E9, X94
    r"-[0-9]{1,6}"
)
"""As a regular expression, also for the pages' OpenAPI description."""

# e.g. "2024-28267", "05-7305", "E9-12940", "C1-2026-16628"
_NUMBER = re.compile(DOCUMENT_NUMBER)


def is_document_number(text: str) -> bool:
    """Whether ``text`` is written as the number of a Federal Register document, and nothing else."""
    return _NUMBER.fullmatch(text) is not None
