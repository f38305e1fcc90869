"""What the mails look like: their HTML and plain text as goldens, and pictures of them.

``python -m tests.rendering.pictures`` tells which goldens differ from what is rendered now; ``--write`` rewrites them,
to be looked at (git diff) before they are committed. ``--pictures FOLDER`` has a headless Chromium photograph each at
phone and desk width, in light and dark.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from monitor.rendering.mail import Mail, render_mail
from tests.rendering.making import CASES

GOLDENS = Path(__file__).with_name("goldens")
LARGEST = 110_000
"""Bytes of a golden: more is not for reading."""

WIDTHS = {"phone": 390, "desk": 1200}
MODES = ("light", "dark")
HEIGHT = 2_200
"""Pixels of a picture: what is read first, and enough of the rest to see how it goes on."""


def mail(name: str) -> Mail:
    """The mail of one case."""
    make, today = CASES[name]
    return render_mail(make(), today)


def sources(name: str) -> dict[str, str]:
    """What is kept of one case, by file name: the HTML, and the text part below the subject."""
    said = mail(name)
    attached = "".join(f"Attachment: {a.name}\n" for a in said.attachments)
    return {f"{name}.html": said.html, f"{name}.txt": f"Subject: {said.subject}\n{attached}\n{said.text}"}


def differing() -> list[str]:
    """The goldens that are not what is rendered now."""
    wanted = {file: text for name in CASES for file, text in sources(name).items()}
    kept = {path.name for path in GOLDENS.iterdir()}
    return sorted(
        file
        for file in kept | wanted.keys()
        if file not in kept or (GOLDENS / file).read_bytes().decode() != wanted.get(file)
    )


def write() -> None:
    """Make the goldens what is rendered now."""
    GOLDENS.mkdir(exist_ok=True)
    for path in GOLDENS.iterdir():
        path.unlink()
    for name in CASES:
        for file, text in sources(name).items():
            (GOLDENS / file).write_bytes(text.encode())


def photograph(folder: Path, names: list[str]) -> None:
    """PNGs of the goldens, ``<case>-<width>-<mode>.png``. Needs Chromium, and trusts nothing in it to reach a network."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No Chromium is installed: pictures cannot be made.")
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        for width, pixels in WIDTHS.items():
            for mode in MODES:
                _photograph(chromium, GOLDENS / f"{name}.html", folder / f"{name}-{width}-{mode}.png", pixels, mode)


def _photograph(chromium: str, page: Path, picture: Path, pixels: int, mode: str) -> None:
    # Headless Chromium makes no window narrower than 500 pixels: a phone is a frame of that width in a wider page.
    frame = picture.with_suffix(".html")
    frame.write_text(
        f'<body style="margin:0;background:#888"><iframe src="{page.as_uri()}" style="border:0;width:{pixels}px;'
        f'height:{HEIGHT}px"></iframe></body>',
        "utf-8",
    )
    dark = (
        ["--blink-settings=preferredColorScheme=0"] if mode == "dark" else ["--blink-settings=preferredColorScheme=1"]
    )
    command = [
        chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *dark,
        f"--screenshot={picture}", f"--window-size={max(pixels, 500)},{HEIGHT}", frame.as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    frame.unlink()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.rendering.pictures", description=__doc__)
    parser.add_argument("--write", action="store_true", help="rewrite the goldens")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="photograph them into this folder")
    parser.add_argument("names", nargs="*", metavar="CASE", help=f"only these: {', '.join(CASES)}")
    given = parser.parse_args()
    if given.write:
        write()
    if given.pictures:
        photograph(given.pictures.resolve(), given.names or list(CASES))
    found = differing()
    print("\n".join(found) or "All goldens are what is rendered now.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
