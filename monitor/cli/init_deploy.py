"""The systemd unit and the compose file for the settings at hand, made of those that ship with elmon."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from monitor import __version__
from monitor.cli.shipped import COMPOSE, UNIT, shipped_text
from monitor.errors import UsageError

IMAGE = """\
  build:
    dockerfile_inline: |
      FROM python:3.13-slim-bookworm
      RUN pip install --no-cache-dir "entity-list-monitor[postgres]=={version}"
      WORKDIR /srv/elmon
      ENTRYPOINT ["elmon"]
      CMD ["run"]
  user: "{user}:{group}"
"""
CONTAINER_USER = 10001
"""Who runs in the container where nobody but root would own the settings."""
# e.g. "/srv/elmon 2/monitor.toml"
_ODD = re.compile(r"""[\s%"'\\$]""")
HIDDEN = ("home", "root", "tmp")
"""Folders of the root that the unit hides from the service."""


def elmon_command() -> Path:
    """The ``elmon`` of this installation."""
    return Path(sys.executable).parent / "elmon"


def unit_text(settings: Path, secrets: Sequence[Path], *, own_database: bool) -> str:
    """The unit that runs this elmon with these settings and the secrets that they name; ``own_database`` keeps the data in
    the service's own folder. Raises UsageError for two secrets of one name, and for paths that a unit cannot name."""
    names = [secret.name for secret in secrets]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise UsageError(f"Two secrets are in files called {twice}; name one differently: systemd passes them by name.")
    text = shipped_text(UNIT)
    _, _, body = text.partition("[Unit]\n")
    head = (
        "# systemd unit, written by elmon init --systemd. As root:\n"
        "#   install -m 0644 elmon.service /etc/systemd/system/elmon.service\n"
        "#   systemctl enable --now elmon\n"
        "# Look at it with: journalctl -u elmon\n[Unit]\n"
    )
    odd = next((path for path in (elmon_command(), settings, *secrets) if _ODD.search(str(path))), None)
    if odd:
        raise UsageError(f"{odd} has a character that a unit does not take; move it to a path of letters and digits.")
    loaded = "\n".join(f"LoadCredential={secret.name}:{secret}" for secret in secrets)
    replaced = {
        "Documentation=file:///etc/elmon/monitor.toml": f"Documentation=file://{settings}",
        "/opt/elmon/bin/elmon": str(elmon_command()),
        "LoadCredential=monitor.toml:/etc/elmon/monitor.toml": f"LoadCredential=monitor.toml:{settings}",
        "#LoadCredential=smtp-password:/etc/elmon/smtp-password\n": f"{loaded}\n" if loaded else "",
    }
    if not own_database:
        replaced["Environment=ELMON_DATABASE__URL=sqlite:////var/lib/elmon/elmon.db\n"] = ""
    return _with(head + body, replaced, UNIT)


def unit_doubts() -> list[str]:
    """Why the unit would not start as it is; its sandbox hides people's folders."""
    command = elmon_command()
    if command.parts[1] not in HIDDEN:
        return []
    return [f"{command} is hidden from services; install elmon into /opt/elmon, and run its init --systemd."]


def compose_text(settings: Path) -> str:
    """A compose file beside the settings' folder: PostgreSQL and two instances of this version of elmon."""
    user, group = (os.getuid(), os.getgid()) if os.getuid() else (CONTAINER_USER, CONTAINER_USER)
    _, mark, body = shipped_text(COMPOSE).partition("name: elmon\n")
    head = (
        "# PostgreSQL and two instances: one polls, both deliver. Written by elmon init --compose. From this folder:\n"
        "#   docker compose up -d --build\n"
        "#   docker compose exec one elmon doctor\n"
        f"# The containers run as {user}:{group}, who has to own {settings.parent.name}/secrets.\n"
    )
    replaced = {
        "  build: ..\n": IMAGE.format(version=__version__, user=user, group=group),
        "- ../config:/srv/elmon/config:ro": f"- {_quoted(f'./{settings.parent.name}:/srv/elmon/config:ro')}",
        "uid=10001,gid=10001": f"uid={user},gid={group}",
        "write it into deploy/.env": "write it into .env",
    }
    return _with(head + mark + body, replaced, COMPOSE)


def _quoted(text: str) -> str:
    return text if shlex.quote(text) == text else f'"{text}"'


def _with(text: str, replaced: dict[str, str], name: str) -> str:
    for old, new in replaced.items():
        if old not in text:
            raise UsageError(f"{name} as it ships with elmon has no line {old.strip()!r}; report this.")
        text = text.replace(old, new)
    return text
