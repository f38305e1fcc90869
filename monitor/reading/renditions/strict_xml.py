"""The strict XML gate: bytes of anyone's making become a tree, or one clear sentence why not.

lxml's recovering mode silently loses rows (one stray ``<7 &`` turned 100 rows into 8), so nothing here recovers.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from monitor.errors import CannotRead

MAX_BYTES = 64 * 1024 * 1024
"""No document of the Register or the eCFR comes near: a whole title 15 is about 12 MB."""

# e.g. b"<!DOCTYPE RULE ["
_DOCTYPE = re.compile(rb"<!DOCTYPE(?:(?!<!DOCTYPE)[^>\[])*+\[", re.IGNORECASE)
# e.g. b"<!ENTITY name \"text\">"
_DECLARES = re.compile(rb"<!ENTITY", re.IGNORECASE)
# e.g. b"<ECFR>"
_FIRST_TAG = re.compile(rb"<([A-Za-z_][\w:.-]{0,99})")


def _cut(data: bytes) -> str:
    """A sentence where a document that is not well-formed lacks the end tag of its root; else ""."""
    first = _FIRST_TAG.search(data[:4096])
    if first is None or data.rstrip().endswith(b"</" + first[1] + b">"):
        return ""
    return f" It does not end with </{first[1].decode('ascii', 'replace')}>: it is cut short; fetch it again."


def parse_xml(data: bytes, what: str) -> etree._Element:
    """The root element of ``data``, an XML document called ``what`` in messages.

    Raises :class:`CannotRead` naming ``what``, line and column for everything that is not one well-formed document
    of sane size and depth; entities are never declared, expanded or fetched.
    """
    if len(data) > MAX_BYTES:
        raise CannotRead(f"{what} is {len(data):,} bytes long; more than {MAX_BYTES:,} are not read.")
    if not data.strip():
        raise CannotRead(f"{what} is empty; fetch it again.")
    head = data[:4096] if b"<!ENTITY" not in data else data
    if _DECLARES.search(head) or _DOCTYPE.search(head):
        raise CannotRead(f"{what} declares entities of its own, which no official document does; it is not read.")
    parser = etree.XMLParser(
        recover=False,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,  # depth 256 and 10 MB a text, where honest documents nest twenty deep
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        reason = (error.msg or "it is not well-formed").split(", line ")[0]
        raise CannotRead(
            f"{what} is not well-formed XML at line {line}, column {column}: {reason}.{_cut(data)}"
        ) from error
    except ValueError as error:
        raise CannotRead(f"{what} cannot be read as XML: {error}.") from error
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.entities()):  # in UTF-16 the bytes above do not show it
        raise CannotRead(f"{what} declares entities of its own, which no official document does; it is not read.")
    if declared is not None and (left := next(root.iter(etree.Entity), None)) is not None:
        # Behind an external DTD an unknown entity is no error to libxml2; its text would be missing without a word.
        raise CannotRead(f"{what} uses the entity {left.text}, which is declared elsewhere; it is not read.")
    return root
