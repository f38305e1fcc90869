"""Where alerts are sent: mail addresses, and webhooks that take what they are sent."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from monitor.config.values import one_line, two_alphabets, web_address

SLACK_HOOKS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
_APPRISE = 'takes messages of its own form: use type = "apprise"'
OTHER_FORMS = {
    "webhook.office.com": f"is Teams, which {_APPRISE}",
    "chat.googleapis.com": f"is Google Chat, which {_APPRISE}",
    "discord.com": f"is Discord, which {_APPRISE}",
    "discordapp.com": f"is Discord, which {_APPRISE}",
}
"""Services, by the end of their hosts' names, that refuse our JSON and Slack's."""


def mail_address(value: str) -> str:
    """A bare mail address; its domain is names parted by dots, or an address in brackets. Raises ValueError."""
    local, at, domain = one_line(value).rpartition("@")
    bare = at and local and not any(sign in local + domain for sign in ' <>,;@:"') and not local.startswith("'")
    named = domain.startswith("[") or all(part.replace("-", "").isalnum() for part in domain.split("."))
    if not bare or not named:
        raise ValueError('must be a bare mail address like "name@example.org"')
    if two_alphabets(domain):
        raise ValueError("must be a mail address in one alphabet: letters of two look alike; type it again")
    return value


def secret_web_address(value: SecretStr | None) -> SecretStr | None:
    """A web address that is a secret itself. Raises ValueError."""
    if value is not None:
        web_address(value.get_secret_value())
    return value


def slack_webhook(value: SecretStr | None) -> SecretStr | None:
    """Slack's own addresses have the secret in their path; at another host a stand-in may have any. Raises ValueError."""
    parts = urlsplit(value.get_secret_value() if value else "")
    host = parts.hostname or ""
    is_slack = host in SLACK_HOOKS or host.endswith(".slack.com") or host == "slack.com"
    if is_slack and not (host in SLACK_HOOKS and parts.path.startswith("/services/")):
        raise ValueError("must be the whole address that Slack shows for the webhook, with /services/ in it")
    if not parts.path.endswith("/slack"):  # Discord takes Slack's form there
        _refuse_other_forms(host)
    return value


def webhook(value: str) -> str:
    """An address that is not one of a service known to refuse our JSON. Raises ValueError."""
    host = urlsplit(value).hostname or ""
    if host in SLACK_HOOKS:
        raise ValueError('is a webhook of Slack: use type = "slack" and webhook_url_file')
    _refuse_other_forms(host)
    return value


def _refuse_other_forms(host: str) -> None:
    for name, said in OTHER_FORMS.items():
        if host == name or host.endswith(f".{name}"):
            raise ValueError(said)


MailAddress = Annotated[str, AfterValidator(mail_address)]
SecretWebAddress = Annotated[SecretStr, AfterValidator(secret_web_address)]
