"""Which values of the settings are secret, so that logs can leave them out."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from pydantic import BaseModel, SecretStr

from monitor.config.settings import Settings


def secrets_of(settings: Settings) -> list[str]:
    """Every secret of the settings, addresses that are not to be shown too, and what SMTP and HTTP make of a password."""
    found = [value.get_secret_value() for value in _secrets(settings)]
    found += _password_of(settings.database.url)
    for channel in settings.channel:
        if isinstance(account := getattr(channel, "service_account", None), SecretStr):
            found += _key_of(account.get_secret_value())
    for channel in settings.channel:
        hidden = [name for name, field in type(channel).model_fields.items() if not field.repr]
        found += [value for name in hidden if isinstance(value := getattr(channel, name), str)]
        password = getattr(channel, "password", None)
        if isinstance(password, SecretStr):
            user, word = getattr(channel, "username", ""), password.get_secret_value()
            found += [base64.b64encode(pair.encode()).decode() for pair in (f"\0{user}\0{word}", f"{user}:{word}")]
    return [secret for secret in dict.fromkeys(found) if secret]


def _secrets(value: Any) -> Iterator[SecretStr]:
    if isinstance(value, SecretStr):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _secrets(getattr(value, name))
    elif isinstance(value, list | tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _secrets(item)


def _password_of(url: str) -> list[str]:
    """The password in a database's address: between user and host, or among its options; as written and as meant."""
    authority, _, query = url.partition("://")[2].partition("?")
    words = [authority.rpartition("@")[0].partition("/")[0].partition(":")[2]]
    words += [option.partition("=")[2] for option in query.split("&") if option.startswith("password=")]
    return [form for word in words if word for form in (word, unquote(word))]


def _key_of(account: str) -> list[str]:
    """The private key of a service account's JSON: whole, and line by line, as a library may repeat it."""
    key = str(json.loads(account)["private_key"])
    return [key, *(line for line in key.splitlines() if line and not line.startswith("-----"))]
