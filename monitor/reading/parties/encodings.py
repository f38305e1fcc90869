"""Bytes of a text file to text, in the encoding they were most surely written in.

A mark at the beginning and strict UTF-8 decide at once. Else the words beyond ASCII are read in every encoding there may
be, and each reading is weighed: how likely names are written so, in nats (natural logarithms of a chance). Where two
readings are about as likely and give different names, nobody can tell, and it is asked.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from monitor.errors import CannotRead, Undecided
from monitor.reading.parties.likely_text import Weigher
from monitor.text.clean import one_line
from monitor.text.countries import country_named
from monitor.text.names import fold

CANDIDATES = (
    "cp1252", "cp1250", "cp1251", "cp1254", "cp1257", "cp1253", "cp1255", "cp1256", "cp1258", "koi8_r", "koi8_u", "gb18030",
    "big5hkscs", "cp932", "cp949", "euc_jp", "iso8859_2", "iso8859_5", "cp866",
)  # fmt: skip
"""In the order in which one is taken of several that give the same names."""
SURE = 3.0
"""How much likelier a reading must be than the next, in nats: twenty times."""
_NAMES = {
    "utf_8": "UTF-8", "utf_8_sig": "UTF-8", "utf_16_le": "UTF-16 (little-endian)", "utf_16_be": "UTF-16 (big-endian)",
    "utf_32_le": "UTF-32 (little-endian)", "utf_32_be": "UTF-32 (big-endian)", "gb18030": "GB18030", "big5hkscs": "Big5",
    "cp932": "Shift-JIS", "cp949": "EUC-KR", "euc_jp": "EUC-JP", "koi8_r": "KOI8-R", "koi8_u": "KOI8-U", "ascii": "ASCII",
}  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF32_LE, "utf_32_le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf_32_be"),
    (codecs.BOM_UTF16_LE, "utf_16_le"),
    (codecs.BOM_UTF16_BE, "utf_16_be"),
)
_WIDE = ("utf_32_le", "utf_32_be", "utf_16_le", "utf_16_be")
# What no encoding uses as the second byte of a character. e.g. b"\xbb\xaa,\xd6\xd0"
_BETWEEN = re.compile(rb'[\t\n\r ,;"]+')
# What stands between two cells, whatever the separator is. e.g. b'1;"DE"\t|'
_CELLS = re.compile(rb'[\t,;"|]+')
# e.g. "\x00", "\x08"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PLAIN = bytes(range(32, 127))
_LONGEST_COUNTRY = 60
_LOOKED_AT = 8 * 1024 * 1024
_WEIGHED = 24 * 1024
"""So many bytes are searched for words beyond ASCII, and so many of those words weighed."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, the encoding as people call it, and what was damaged."""

    text: str
    encoding: str
    problem: str = ""


def encoding_name(codec: str) -> str:
    """What people call one of Python's encodings: "windows-1252" for "cp1252"."""
    return _NAMES.get(codec) or codec.replace("cp125", "windows-125").replace("iso8859_", "ISO-8859-").replace("_", "-")


def decoded(data: bytes, what: str, encoding: str = "", *, remembered: bool = False) -> Decoded:
    """The text of ``data``, in ``encoding`` where one is named; one that is only ``remembered`` of an earlier file counts for
    nothing where the bytes tell their own.

    Raises Undecided where several encodings are about as likely and give different names, CannotRead for what is no text.
    """
    if encoding and not (remembered and _tells_its_encoding(data)):
        return _read(data, _codec(encoding), what)
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _read(data, codec, what)
    if b"\0" in data and (wide := _without_mark(data)):
        return _read(data, wide, what)
    if b"\x1b$" in data and (escaped := _strictly(data, "iso2022_jp")):
        return Decoded(escaped, "ISO-2022-JP")
    if b"\0" in data[:4096]:
        raise CannotRead(f"{what} is binary data; save it as CSV (UTF-8) or XLSX.")
    if (text := _strictly(data, "utf_8")) is not None:
        return Decoded(text, "UTF-8", _lost(text))
    if _is_damaged_utf_8(data):
        return _read(data, "utf_8", what)
    return _read(data, _likeliest(data, what), what)


def _tells_its_encoding(data: bytes) -> bool:
    """Whether a mark begins the bytes, or what is not ASCII in them is UTF-8."""
    return data.startswith(tuple(mark for mark, _ in _MARKS)) or (
        not data.isascii() and _strictly(data, "utf_8") is not None
    )


def _lost(text: str) -> str:
    """What to say of characters that whoever wrote the file could not write."""
    lost = text.count("\ufffd")
    return f"characters were lost before it was saved ({lost:,}): \ufffd stands for each" if lost else ""


def _codec(encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding)
        b"a".decode(codec.name, "replace")  # refuses those that are of no text
    except (LookupError, UnicodeError, ValueError):
        raise Undecided(
            f"\u201c{one_line(encoding)[:40]}\u201d is not an encoding; say --encoding with one as utf-8, windows-1252, "
            "gb18030, big5, shift_jis, euc-kr or koi8-r."
        ) from None
    name = codec.name.replace("-", "_")
    wider = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949"}
    return wider.get(name, "utf_8" if name == "utf_8_sig" else name)


def _read(data: bytes, codec: str, what: str) -> Decoded:
    try:
        text = data.decode(codec, "strict" if codec in _WIDE else "replace").removeprefix("\ufeff")
    except UnicodeDecodeError as error:  # half a character: all that follows would be nonsense
        name = encoding_name(codec).partition(" ")[0]
        raise CannotRead(f"{what} is damaged {name} text (byte {error.start}); save it as CSV (UTF-8).") from None
    name = encoding_name(codec)
    if not (damaged := text.count("\ufffd")):
        return Decoded(text, name)
    return Decoded(text, name, f"characters are damaged {name} ({damaged:,}) and are read as \ufffd")


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _without_mark(data: bytes) -> str:
    """Which UTF-16 or UTF-32 it is by what it gives: whole characters, lines, and no control characters; "" for none."""
    for codec in _WIDE:
        text = _strictly(data, codec)
        if text and not _CONTROL.search(text) and all(map(_is_assigned, set(text))):
            return codec
    return ""


def _is_assigned(sign: str) -> bool:
    return sign.isprintable() or sign.isspace() or sign == "\ufeff"


def _is_damaged_utf_8(data: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    return damaged < sum(not sign.isascii() for sign in text) - damaged


def _words(data: bytes) -> list[tuple[bytes, frozenset[str]]]:
    """The first words beyond ASCII, each once, with the countries that stand in cells of its line."""
    found: dict[bytes, frozenset[str]] = {}
    room = _WEIGHED
    for line in data[:_LOOKED_AT].splitlines():
        if line.isascii():
            continue
        countries: frozenset[str] | None = None
        for word in _BETWEEN.split(line):
            if word.isascii() or word in found:
                continue
            countries = _countries(line) if countries is None else countries
            found[word] = countries
            room -= len(word)
        if room < 0:
            break
    return list(found.items())


def _countries(line: bytes) -> frozenset[str]:
    cells = (cell.decode().strip() for cell in _CELLS.split(line) if cell.isascii() and len(cell) < _LONGEST_COUNTRY)
    return frozenset(country.name for cell in cells if cell and (country := country_named(cell)))


def _likeliest(data: bytes, what: str) -> str:
    words = _words(data)
    weighed = []
    for n, codec in enumerate(_candidates(words)):
        weigher, texts = Weigher(codec), [word.decode(codec, "replace") for word, _ in words]
        cost = sum(weigher.cost(text, countries) for text, (_, countries) in zip(texts, words, strict=True))
        weighed.append((cost, n, codec, texts))
    weighed.sort(key=lambda one: one[:2])
    near = [(codec, texts) for cost, _, codec, texts in weighed if cost < weighed[0][0] + SURE]
    if not _are_the_same([texts for _, texts in near]):
        raise Undecided(_question(what, near))
    return near[0][0]


def _candidates(words: list[tuple[bytes, frozenset[str]]]) -> tuple[str, ...]:
    """The encodings there may be, and the one that charset-normalizer proposes."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only where a file is in no Unicode encoding

    guess = from_bytes(b"\n".join(word for word, _ in words)).best()
    codec = guess.encoding if guess else ""
    is_new = codec and codec not in (*CANDIDATES, "ascii", "utf_8", *_WIDE)
    return (*CANDIDATES, codec) if is_new and _PLAIN.decode(codec, "replace") == _PLAIN.decode() else CANDIDATES


def _are_the_same(readings: list[list[str]]) -> bool:
    """Whether screening sees the same names in all of them."""
    if len(readings) == 1:
        return True
    first, *others = ([fold(text) for text in texts] for texts in readings)
    return all(first == other for other in others)


def _question(what: str, near: list[tuple[str, list[str]]]) -> str:
    told: dict[str, str] = {}
    first = near[0][1]
    at = next((n for n in range(len(first)) if len({fold(texts[n]) for _, texts in near}) > 1), 0)
    for codec, texts in near:
        told.setdefault(texts[at], encoding_name(codec))
    ways = " or ".join(f"\u201c{one_line(text)[:60]}\u201d ({name})" for text, name in list(told.items())[:4])
    names = list(told.values())
    return (
        f"{what} can be read in more than one way: {ways}. Say which: --encoding {names[0]} or --encoding {names[1]}."
    )
