"""The files of the user that settings name, as a service or a container must be given them: a feed's folder, parties."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.config import Settings

IN_CONTAINER = Path("/srv/elmon/config")
"""Where containers have the settings' folder."""


@dataclass(frozen=True)
class UsedFile:
    """A file by its ``path`` here; ``is_written`` for a feed. ``is_relative`` where the settings name it from their folder:
    a container has it beneath its own."""

    path: Path
    home: Path
    is_written: bool
    is_relative: bool

    @property
    def mount(self) -> str:
        """How a container gets its folder, as a volume: new versions of a file are other files, so never the file alone."""
        folder = self.path.parent
        if not self.is_relative:
            return f"{folder}:{folder}" + ("" if self.is_written else ":ro")
        there = os.path.normpath(IN_CONTAINER / os.path.relpath(folder, self.home))
        return f"{folder}:{there}" + ("" if self.is_written else ":ro")

    @property
    def is_with_the_settings(self) -> bool:
        """Whether it is read in the settings' folder, which containers have anyway."""
        return self.is_relative and not self.is_written and self.path.is_relative_to(self.home)


def used_files(file: Path, settings: Settings) -> Iterator[UsedFile]:
    """The feeds and files of parties of the settings in ``file``, feeds first."""
    from monitor.config.channels import FeedChannel

    feeds = [channel.path for channel in settings.channel if isinstance(channel, FeedChannel)]
    parties = [*filter(None, [settings.watchlist.file]), *(source.file for source in settings.watchlist.source)]
    written = _texts(tomllib.loads(file.read_text("utf-8-sig")))
    for path, is_written in [*((one, True) for one in feeds), *((one, False) for one in parties)]:
        absolute = Path(os.path.normpath(path.absolute()))
        yield UsedFile(absolute, file.parent, is_written, str(path) not in written)


def _texts(value: Any) -> set[str]:
    """Every text in parsed TOML."""
    if isinstance(value, dict | list):
        return set().union(*(_texts(one) for one in (value.values() if isinstance(value, dict) else value)))
    return {value} if isinstance(value, str) else set()
