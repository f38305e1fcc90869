"""How a mail channel proves who it is: not at all, with a password, or with OAuth 2.0 in one of three ways.

Which way it is, the keys say that are there; those of two ways contradict each other.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, SecretStr

from monitor.config.values import Line, WebAddress

Login = Literal["none", "password", "client_credentials", "refresh_token", "service_account"]
OUTLOOK_SCOPE = "https://outlook.office365.com/.default"
GOOGLE_SCOPE = "https://mail.google.com/"
MICROSOFT_TOKENS = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
GOOGLE_TOKENS = "https://oauth2.googleapis.com/token"
_OAUTH = ("tenant", "client_id", "client_secret", "refresh_token", "service_account", "token_url", "scope")
_ANY_TENANT = frozenset({"common", "organizations", "consumers"})


def _tenant(value: str) -> str:
    """A tenant stands in an address, and is one: an app has no other way to say whose it is."""
    if not value.replace("-", "").replace(".", "").isalnum() or not value.isascii() or value.lower() in _ANY_TENANT:
        raise ValueError("must be the tenant's ID or one of its domains, like contoso.onmicrosoft.com")
    return value


def _service_account(value: SecretStr) -> SecretStr:
    """Google's key file of a service account, which is JSON."""
    try:
        account = json.loads(value.get_secret_value())
        known = {key: account[key] for key in ("client_email", "private_key")}
        known |= {key: account[key] for key in ("private_key_id", "token_uri") if key in account}
    except (ValueError, TypeError, KeyError, RecursionError):
        known = {}
    if not known or not all(isinstance(text, str) and text for text in known.values()):
        raise ValueError("must be the JSON key file of a service account, with client_email and private_key")
    return value


class MailLogin(BaseModel):
    """The keys of all ways to log in; ``token_url`` and ``scope`` have the provider's own as defaults."""

    username: Line = ""
    password_file: Path | None = None
    password: SecretStr | None = None
    tenant: Annotated[Line, AfterValidator(_tenant)] | None = None
    client_id: Line = ""
    client_secret_file: Path | None = None
    client_secret: SecretStr | None = None
    refresh_token_file: Path | None = None
    refresh_token: SecretStr | None = None
    service_account_file: Path | None = None
    service_account: Annotated[SecretStr, AfterValidator(_service_account)] | None = None
    token_url: WebAddress | None = None
    scope: Line = ""

    @property
    def login(self) -> Login:
        """The way that the keys are for."""
        if self.password is not None:
            return "password"
        if self.service_account is not None:
            return "service_account"
        if self.refresh_token is not None:
            return "refresh_token"
        return "client_credentials" if self.client_secret is not None else "none"

    @property
    def with_token(self) -> bool:
        """Whether tokens are asked for."""
        return self.login not in {"none", "password"}

    @property
    def asked_for_tokens(self) -> str:
        """The address that gives the tokens."""
        if self.token_url:
            return self.token_url
        return MICROSOFT_TOKENS.format(tenant=self.tenant) if self.tenant else GOOGLE_TOKENS

    def check_login(self, variable: str) -> None:
        """Raises ValueError, which ends the sentence begun with the channel's name, for keys that lack or contradict one
        another; ``variable`` begins the names of the channel's environment variables."""
        oauth = [key for key in _OAUTH if getattr(self, key)]
        if self.password is not None and oauth:
            raise ValueError(f"has a password and {oauth[0]}, which is for OAuth: keep one of the two")
        if self.password is not None and not self.username:
            raise ValueError("has a password but no username: add username")
        if self.service_account is not None and (more := set(oauth) - {"service_account", "token_url", "scope"}):
            raise ValueError(f"has a service_account and {min(more)}: keep one of the two")
        if self.refresh_token is not None and self.tenant:
            raise ValueError("has a tenant (Microsoft 365) and a refresh_token (Google): keep one of the two")
        if self.service_account is None and oauth:
            self._check_app(variable)
        if self.username and not oauth and self.password is None:
            raise ValueError(f"has a username but no password: add password_file or set {variable}PASSWORD")

    def _check_app(self, variable: str) -> None:
        if self.client_secret is None:
            raise ValueError(f"has OAuth, but no client_secret: add client_secret_file or set {variable}CLIENT_SECRET")
        if not self.client_id:
            raise ValueError("has a client_secret but no client_id: add client_id")
        if self.refresh_token is None and not self.tenant and not (self.token_url and self.scope):
            raise ValueError(
                "has a client_id, but neither tenant (Microsoft 365) nor refresh_token_file (Google): add one"
            )
