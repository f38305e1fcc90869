"""Reads the settings: the TOML file, the environment over it, and the files that ``*_file`` keys name."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from monitor.config.channels import NEVER_IN_THE_FILE, SECRETS, SEVERAL_LINES
from monitor.config.contradictions import contradictions, unwise
from monitor.config.settings import Settings
from monitor.config.values import hidden, regular_bytes, variable
from monitor.config.wording import SECTIONS, Origin, nearest, sentences
from monitor.errors import SettingsError

DEFAULT_FILE = Path("config/monitor.toml")
_CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Names the folder in which systemd puts what LoadCredential= names."""
_SECRETS = Path("/run/secrets")
"""Where containers find the secrets that they are given."""
MAX_FILE_BYTES = 1_000_000
SETTINGS_FILE = "Settings file"
_PATH_KEYS = ("file", "path", *sorted({f"{key}_file" for keys in SECRETS.values() for key in keys} | {"url_file"}))
_PASSED = (str(_SECRETS), "/run/credentials")
"""Where containers and systemd mount secrets; who may read them there is not the file's mode."""
_UNREAD = {
    "secret": f"whsec_{'A' * 32}",
    "service_account": '{"client_email": "a@b", "private_key": "unread"}',
    "": "https://unread.invalid",
}
"""Stand in for secrets already complained about: one complaint is enough."""
# e.g. "postgresql://elmon:secret@db/elmon"
_PASSWORD = re.compile(r"[^/]*//[^/@:]*:[^/@]+@")
# e.g. "ELMON_CHANNEL_OFFICE__WEBHOOK_URL"
_CHANNEL_VARIABLE = re.compile(r"ELMON_CHANNEL_([A-Z0-9_]{1,100}?)__([A-Z_]{1,100})")
# Kubernetes puts such variables into every container beside a service named "elmon"; they are not ours.
# e.g. "ELMON_SERVICE_HOST", "ELMON_PORT"
_KUBERNETES = re.compile(r"ELMON_(SERVICE|PORT)(_|$)")


def load_settings(path: Path | None = None) -> Settings:
    """Settings from ``path``, or from config/monitor.toml where it exists, or from the monitor.toml that systemd has passed on
    as a credential, or the defaults; the environment wins.

    Every fault is a ``SettingsError``: one line and one sentence for each thing that is wrong.
    """
    file = path or next((found for found in _default_files() if found.exists()), None)
    text = _read(file, SETTINGS_FILE) if file else ""
    data = _parse(text, file) if file else {}
    origin = Origin(str(file) if file else "", text)
    faults: list[str] = []
    warnings: list[str] = []
    if file:
        warnings += _exposed(file, data)
        _anchor_paths(data, file.parent)
    _fill_secrets(data, origin, faults, warnings)
    faults += _capitals(data, origin)
    if unknown := _unknown_variables(data):
        raise SettingsError("\n".join(faults + unknown))
    try:
        settings = Settings(**data)
    except ValidationError as error:
        faults += sentences(error, origin, data)
    else:
        faults += contradictions(settings, origin)
        warnings += _missing_parties(settings, origin)
        warnings += unwise(settings, origin)
        settings._warnings = tuple(warnings)
    if faults:
        raise SettingsError("\n".join(dict.fromkeys(faults)))
    return settings


def _missing_parties(settings: Settings, origin: Origin) -> Iterator[str]:
    """The files of parties that are none: the monitor runs without them, and tells its operator."""
    files = [(("watchlist", "source", n, "file"), one.file) for n, one in enumerate(settings.watchlist.source)]
    if settings.watchlist.file:
        files.append((("watchlist", "file"), settings.watchlist.file))  # type: ignore[arg-type]
    for place, file in files:
        if why := hidden(file):
            yield f"{origin.where(place)}: file {file} cannot be reached ({why}); check its path and permissions."
        elif not file.is_file():
            trouble = f"does not exist; {_sibling(file)}"
            if file.exists():
                trouble = "is a folder; name a file in it." if file.is_dir() else "is a pipe or a device; name a file."
            yield f"{origin.where(place)}: file {file} {trouble}"


def _default_files() -> Iterator[Path]:
    yield DEFAULT_FILE
    if folder := os.environ.get(_CREDENTIALS):
        yield Path(folder) / "monitor.toml"


def _read(file: Path, what: str) -> str:
    """The file's text; every way in which that can fail is a sentence."""
    try:
        raw = regular_bytes(file, MAX_FILE_BYTES + 1) if what != SETTINGS_FILE else _whatever(file)
    except FileNotFoundError:
        raise SettingsError(f"{what} {file} does not exist; {_sibling(file)}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SettingsError(f"{what} {file} cannot be read ({reason}); check its path and permissions.") from None
    if len(raw) > MAX_FILE_BYTES:
        raise SettingsError(f"{what} {file} is larger than {MAX_FILE_BYTES:,} bytes; name the right file.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{what} {file} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from None


def _whatever(file: Path) -> bytes:
    """The settings' own bytes; they may come through a pipe, which its user has opened."""
    with file.open("rb") as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def _sibling(file: Path) -> str:
    """A file of a similar name beside the missing one, else general advice."""
    try:
        names = [entry.name for entry in file.parent.iterdir()]
    except OSError:
        return "correct the path or its permissions."
    close = difflib.get_close_matches(file.name, names, n=1, cutoff=0.75)
    return f"did you mean {file.parent / close[0]}?" if close else "create it or correct the path."


def _parse(text: str, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = str(error) or "it is nested too deeply"
        raise SettingsError(f"{file} is not valid TOML: {reason[:1].lower()}{reason[1:]}.") from None


def _tables(data: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The ``[[channel]]`` tables that are tables; what is not is left for the validation to complain about."""
    entries = data.get("channel")
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict):
            yield index, entry


def _capitals(data: dict[str, Any], origin: Origin) -> Iterator[str]:
    """Sections that would be taken for ours later, without what is done here with those that are spelt as ours."""
    for key in data:
        if key not in Settings.model_fields and key.lower() in Settings.model_fields:
            yield f'{origin.where((key,))}: unknown section "{key}"; did you mean "{key.lower()}"?'


def _anchor_paths(data: dict[str, Any], folder: Path) -> None:
    """Relative paths in the file are meant from the file's own folder."""
    tables = [table for _, table in _tables(data)]
    names = ("database", "watchlist", "ping", "web")
    tables += [table for name in names if isinstance(table := data.get(name), dict)]
    listed = data["watchlist"].get("source", ()) if isinstance(data.get("watchlist"), dict) else ()
    tables += [table for table in (listed if isinstance(listed, list) else ()) if isinstance(table, dict)]
    for table in tables:
        for key in _PATH_KEYS:
            value = table.get(key)
            if isinstance(value, str) and value and "\0" not in value:
                named = folder / Path(os.path.expanduser(value))  # noqa: PTH111 - Path's raises without a home
                table[key] = str(_passed_on(named) or named)


def _passed_on(file: Path) -> Path | None:
    """What systemd (LoadCredential) or a container (secrets) passes on under the name of a file that cannot be read in its
    place; None where it does not. So the same settings are right in a folder, under the unit and in a container."""
    if os.access(file, os.R_OK):
        return None
    folders = [Path(given) for given in (os.environ.get(_CREDENTIALS), _SECRETS) if given]
    return next((folder / file.name for folder in folders if (folder / file.name).is_file()), None)


def _fill_secrets(data: dict[str, Any], origin: Origin, faults: list[str], warnings: list[str]) -> None:
    """Put each channel's secrets in place: from the environment, else from the file that a ``*_file`` key names."""
    for index, table in _tables(data):
        kind, name = table.get("type"), str(table.get("name", ""))
        for key in sorted(NEVER_IN_THE_FILE & table.keys()):
            faults.append(
                f"{origin.where(('channel', index, key))}: {key} does not belong in the settings file; "
                f"use {key}_file or the environment variable {variable(name or '<name>')}{key.upper()}."
            )
        for key in SECRETS.get(kind, ()) if isinstance(kind, str) else ():
            named = table.get(f"{key}_file")
            if from_environment := os.environ.get(f"{variable(name)}{key.upper()}"):
                table[key] = from_environment
            elif isinstance(named, str):
                label = f"{origin.where(('channel', index, f'{key}_file'))}: {key}_file"
                if key in table:
                    faults.append(f'{label}: channel "{name}" has {key} too; keep one of the two.')
                    continue
                try:
                    table[key] = _secret(named, label, one_line=key not in SEVERAL_LINES)
                except SettingsError as error:
                    faults.append(str(error))
                    table[key] = _UNREAD.get(key, _UNREAD[""])
                else:
                    warnings += _open_to_all(Path(named))
    _fill_ping(data, origin, faults, warnings)


def _fill_ping(data: dict[str, Any], origin: Origin, faults: list[str], warnings: list[str]) -> None:
    """The same for the address of ``[ping]``, whose file the environment can name too."""
    table = data.get("ping", {})
    named = os.environ.get("ELMON_PING__URL_FILE") or (table.get("url_file") if isinstance(table, dict) else None)
    if not isinstance(named, str) or not named or os.environ.get("ELMON_PING__URL"):
        return
    label = f"{origin.where(('ping', 'url_file'))}: url_file"
    if "url" in table:
        faults.append(f"{label}: [ping] has url too; keep one of the two.")
        return
    try:
        data["ping"] = {**table, "url": _secret(named, label)}
    except SettingsError as error:
        faults.append(str(error))
    else:
        warnings += _open_to_all(Path(named))


def _secret(name: str, label: str, *, one_line: bool = True) -> str:
    if not name.strip():
        raise SettingsError(f"{label} must be the path of a file; leave the key out for none.")
    file = Path(name)
    value = _read(file, label).strip()
    if not value:
        raise SettingsError(f"{label} {file} is empty; write the secret into it.")
    if one_line and not value.isprintable():
        raise SettingsError(f"{label} {file} must hold the secret alone, on one line.")
    return value


def _open_to_all(file: Path) -> list[str]:
    """A warning for a secret that every user of the machine can read; a container's own secrets are mounted so."""
    if not file.stat().st_mode & 0o004 or any(map(file.is_relative_to, _PASSED)):
        return []
    return [f"Every user of this machine can read the secret in {file}; run: chmod o-r {file}"]


def _exposed(file: Path, data: dict[str, Any]) -> list[str]:
    """A warning for a settings file that holds a secret and is open to every user."""
    database = data.get("database")
    url = database.get("url") if isinstance(database, dict) else None
    inside = any(table.get(key) for _, table in _tables(data) for key in ("webhook_url",))
    inside |= any(table.get("url") for _, table in _tables(data) if table.get("type") == "apprise")
    inside |= isinstance(ping := data.get("ping"), dict) and bool(ping.get("url"))
    inside |= isinstance(url, str) and bool(_PASSWORD.match(url))
    return _open_to_all(file) if inside else []


def _unknown_variables(data: dict[str, Any]) -> list[str]:
    """A sentence for each ``ELMON_…`` variable that sets nothing."""
    known = {f"ELMON_{section}__{key}".upper() for section, model in SECTIONS.items() for key in model.model_fields}
    for _, table in _tables(data):
        keys = SECRETS.get(str(table.get("type")), ())
        known |= {f"{variable(str(table.get('name', '')))}{key.upper()}" for key in keys}
    return [
        f"{name}: unknown environment variable; {_nearest_variable(name.upper(), known)}"
        for name in sorted(os.environ)
        if name.upper().startswith("ELMON_") and name.upper() not in known and not _KUBERNETES.match(name.upper())
    ]


def _nearest_variable(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    if close:
        return f"did you mean {close[0]}?"
    if match := _CHANNEL_VARIABLE.fullmatch(name):
        return f"no [[channel]] named {match[1].lower()} takes a secret {match[2].lower()} from it."
    section = name.removeprefix("ELMON_").partition("__")[0].lower()
    if section in SECTIONS:
        return nearest(name.partition("__")[2].lower(), SECTIONS[section].model_fields)
    return "such variables are written ELMON_<SECTION>__<KEY>."
