"""The systemd unit and the compose file for the settings at hand, made of those that ship with elmon."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from monitor import __version__
from monitor.cli.init_files import UsedFile
from monitor.cli.init_settings import FOLDER
from monitor.cli.shipped import COMPOSE, UNIT, shipped_text
from monitor.errors import UsageError

CONTAINER_USER = 10001
"""Who runs in the container where nobody but root would own the settings."""
# e.g. "/srv/elmon 2/monitor.toml"
_ODD = re.compile(r"""[\s%"'\\$]""")
BUILT = """\
  build:
    context: ..
    args:
      # "-apprise" for the image with Apprise's channels.
      APPRISE: ${ELMON_APPRISE:-}
  image: elmon
"""
"""The image of the compose file as it ships: one of the checkout that it stands in."""
IMAGE = """\
  image: elmon:{version}
  pull_policy: never
  user: "{user}:{group}"
"""
"""The same built beforehand: there is no checkout beside settings."""
EXAMPLES = ("smtp-password", "db-password", "web-token")
"""Secrets that the unit as it ships shows how to pass on."""
DATA = "Environment=XDG_DATA_HOME=/var/lib\n"
PUBLIC = "    - public:/srv/public\n"
DB_PASSWORD = "db-password"  # noqa: S105 - the name of its file
HIDDEN = ("home", "root", "tmp")
"""Folders of the root that the unit hides from the service."""


def elmon_command() -> Path:
    """The ``elmon`` of this installation."""
    return Path(sys.executable).parent / "elmon"


def unit_text(settings: Path, secrets: Sequence[Path], files: Sequence[UsedFile], *, own_database: bool) -> str:
    """The unit that runs this elmon with these settings and the secrets that they name; ``own_database`` keeps the data in
    the service's own folder, and the folders of feeds among ``files`` can be written to. Raises UsageError for two secrets
    of one name, and for paths that a unit cannot name."""
    names = [secret.name for secret in secrets]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise UsageError(f"Two secrets are in files called {twice}; name one differently: systemd passes them by name.")
    text = shipped_text(UNIT)
    _, _, body = text.partition("[Unit]\n")
    head = (
        "# systemd unit, written by elmon init --systemd. As root:\n"
        "#   install -m 0644 elmon.service /etc/systemd/system/elmon.service\n"
        "#   systemctl enable --now elmon\n"
        "# Look at it with: journalctl -u elmon\n"
        "# Commands run with its settings and data, as its user, like this:\n"
        "#   systemd-run --pipe --wait --quiet -p DynamicUser=yes -p User=elmon -p StateDirectory=elmon \\\n"
        f"#     -p LoadCredential=monitor.toml:{settings} -E XDG_DATA_HOME=/var/lib {elmon_command()} status\n"
        "# and alerts test NAME (with a LoadCredential= for each of its secrets below), watch import - < customers.csv\n"
        f"{_hints(files)}[Unit]\n"
    )
    odd = next(
        (
            path
            for path in (elmon_command(), settings, *secrets, *(one.path for one in files))
            if _ODD.search(str(path))
        ),
        None,
    )
    if odd:
        raise UsageError(f"{odd} has a character that a unit does not take; move it to a path of letters and digits.")
    loaded = "\n".join(f"LoadCredential={secret.name}:{secret}" for secret in secrets)
    replaced = {
        "Documentation=file:///etc/elmon/monitor.toml": f"Documentation=file://{settings}",
        "/opt/elmon/bin/elmon": str(elmon_command()),
        "LoadCredential=monitor.toml:/etc/elmon/monitor.toml": f"LoadCredential=monitor.toml:{settings}",
        "".join(f"#LoadCredential={name}:/etc/elmon/{name}\n" for name in EXAMPLES): f"{loaded}\n" if loaded else "",
    }
    if folders := list(dict.fromkeys(str(one.path.parent) for one in files if one.is_written)):
        replaced["ProtectSystem=strict\n"] = (
            f"ProtectSystem=strict\nReadWritePaths={' '.join(f'-{one}' for one in folders)}\n"
        )
    if own_database:
        replaced[DATA] = f"{DATA}Environment=ELMON_DATABASE__URL=sqlite:////var/lib/elmon/elmon.db\n"
    return _with(head + body, replaced, UNIT)


def _hints(files: Sequence[UsedFile]) -> str:
    """What root does once so that the unit's user can use the files."""
    if not files:
        return ""
    lines = ["# Files of the settings belong to its user, which this makes for good: useradd --system elmon"]
    for file in files:
        if file.is_written:
            lines.append(f"#   install -d -o elmon -m 0755 {file.path.parent}")
        else:
            lines.append(f"#   chgrp elmon {file.path} && chmod 0640 {file.path}")
    return "".join(f"{line}\n" for line in lines)


def unit_doubts(files: Sequence[UsedFile]) -> Iterator[str]:
    """Why the unit would not start as it is, or not find its files; its sandbox hides people's folders."""
    command = elmon_command()
    if command.parts[1] in HIDDEN:
        yield f"{command} is hidden from services; install elmon into /opt/elmon, and run its init --systemd."
    for file in files:
        if file.path.parts[1] in HIDDEN:
            yield f"{file.path} is hidden from services; move it to /srv or /etc, and name it so in the settings."
        elif file.is_relative:
            yield f"{file.path} is named from the settings' folder, which a service has elsewhere; name the whole path."


def compose_text(settings: Path, files: Sequence[UsedFile]) -> str:
    """A compose file beside the settings' folder: PostgreSQL and two instances of this version of elmon."""
    secrets = f"./{settings.parent.name}/{FOLDER}"
    user, group = (os.getuid(), os.getgid()) if os.getuid() else (CONTAINER_USER, CONTAINER_USER)
    owned = "" if os.getuid() else f"#   chown -R {user}:{group} {_quoted(secrets)}\n"
    _, mark, body = shipped_text(COMPOSE).partition("name: elmon\n")
    head = (
        "# PostgreSQL and two instances: one polls, both deliver. Written by elmon init --compose. In a clone of elmon:\n"
        f"#   docker build -t elmon:{__version__} .\n"
        f"# Then from this folder:\n{owned}"
        "#   docker compose up -d\n"
        "#   docker compose exec one elmon doctor\n"
        "#   docker compose exec one elmon alerts test NAME          (a channel of yours)\n"
        "#   docker compose exec -T one elmon watch import - --source customers < customers.csv\n"
        "# Where SELinux is enforcing, write :ro,z behind the folders.\n"
        f"# The containers run as {user}:{group}, who owns {secrets} and what is in it.\n"
    )
    replaced = {
        BUILT: IMAGE.format(version=__version__, user=user, group=group),
        "- ../config:/srv/elmon/config:ro": f"- {_quoted(f'./{settings.parent.name}:/srv/elmon/config:ro')}",
        PUBLIC: PUBLIC + "".join(f"    - {_quoted(mount)}\n" for mount in _mounts(files)),
        "uid=10001,gid=10001": f"uid={user},gid={group}",
        **{f"file: ./secrets/{name}": f"file: {_quoted(f'{secrets}/{name}')}" for name in (DB_PASSWORD, "web-token")},
    }
    return _with(head + mark + body, replaced, COMPOSE)


def _mounts(files: Sequence[UsedFile]) -> list[str]:
    """The volumes by which containers get the files. Raises UsageError for a folder that is the container's own."""
    needed = [file for file in files if not file.is_with_the_settings]
    if own := next((file.path for file in needed if len(file.path.parts) < 4), None):
        raise UsageError(
            f"{own} is in a folder that containers have themselves; move it to one below /srv, like /srv/elmon."
        )
    mounts = dict.fromkeys(file.mount for file in needed)
    return [one for one in mounts if one.removesuffix(":ro") == one or one.removesuffix(":ro") not in mounts]


def _quoted(text: str) -> str:
    return text if shlex.quote(text) == text else f'"{text}"'


def _with(text: str, replaced: dict[str, str], name: str) -> str:
    for old, new in replaced.items():
        if old not in text:
            raise UsageError(f"{name} as it ships with elmon has no line {old.strip()!r}; report this.")
        text = text.replace(old, new)
    return text
