"""The ways in which a mail channel proves who it is: which keys belong together, which contradict, and where secrets are."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import pytest

from monitor import logs
from monitor.config import EmailChannel, Settings, load_settings, secrets_of
from monitor.errors import SettingsError

MAIL = '[[channel]]\nname = "mail"\ntype = "email"\nsender = "elmon@example.com"\nrecipients = ["c@d"]\n'
SMTP = MAIL + 'host = "smtp.office365.com"\n'
GRAPH = MAIL + 'via = "graph"\n'
TENANT = 'tenant = "contoso.onmicrosoft.com"\n'
APP = 'client_id = "11111111-2222"\nclient_secret_file = "app"\n'
REFRESH = 'refresh_token_file = "refresh"\n'
ACCOUNT = 'service_account_file = "account.json"\n'
PASSWORD = 'username = "me"\npassword_file = "word"\n'
KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKc\nwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\n"
SECRETS = {
    "app": "Qx8Q~value-of-it",
    "refresh": "1//0gRefresh7",
    "word": "abcd efgh ijkl mnop",
    "account.json": json.dumps({"client_email": "robot@p.iam.gserviceaccount.com", "private_key": KEY}, indent=2),
}


@pytest.fixture(autouse=True)
def _secrets(empty_folder: Path) -> None:
    for name, text in SECRETS.items():
        (empty_folder / name).touch(mode=0o600)
        (empty_folder / name).write_text(text)


def load(text: str) -> Settings:
    Path("monitor.toml").write_text(text)
    return load_settings(Path("monitor.toml"))


def mail(text: str) -> EmailChannel:
    (found,) = load(text).channel
    assert isinstance(found, EmailChannel)
    return found


@pytest.mark.parametrize(
    ("text", "login", "tokens", "scope", "mailbox"),
    [
        (SMTP.replace("smtp.office365.com", "relay.example.com"), "none", "", "", ""),
        (SMTP.replace("smtp.office365.com", "relay.example.com") + PASSWORD, "password", "", "", "me"),
        (SMTP + TENANT + APP, "client_credentials", "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token", "https://outlook.office365.com/.default", "elmon@example.com"),
        (SMTP + 'username = "box@example.com"\n' + TENANT + APP, "client_credentials", "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token", "https://outlook.office365.com/.default", "box@example.com"),
        (GRAPH + TENANT + APP, "client_credentials", "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token", "https://graph.microsoft.com/.default", "elmon@example.com"),
        (GRAPH + 'graph_url = "https://graph.microsoft.us/v1.0/"\ntoken_url = "https://login.microsoftonline.us/t/oauth2/v2.0/token"\n' + TENANT + APP, "client_credentials", "https://login.microsoftonline.us/t/oauth2/v2.0/token", "https://graph.microsoft.us/.default", "elmon@example.com"),
        (SMTP + APP + REFRESH, "refresh_token", "https://oauth2.googleapis.com/token", "https://mail.google.com/", "elmon@example.com"),
        (SMTP + ACCOUNT, "service_account", "https://oauth2.googleapis.com/token", "https://mail.google.com/", "elmon@example.com"),
        (SMTP + APP + 'token_url = "https://id.example.org/token"\nscope = "mail"\n', "client_credentials", "https://id.example.org/token", "mail", "elmon@example.com"),
    ],
)  # fmt: skip
def test_the_keys_say_which_way_it_is(text: str, login: str, tokens: str, scope: str, mailbox: str) -> None:
    found = mail(text)
    assert found.login == login
    assert found.mailbox == mailbox
    assert found.with_token == bool(tokens)
    if tokens:
        assert (found.asked_for_tokens, found.asked_scope) == (tokens, scope)
    assert load(text).warnings == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SMTP + PASSWORD + TENANT + APP, 'channel "mail" has a password and tenant, which is for OAuth: keep one of the two.'),
        (SMTP + PASSWORD + REFRESH, "has a password and refresh_token, which is for OAuth"),
        (SMTP + PASSWORD + ACCOUNT, "has a password and service_account, which is for OAuth"),
        (SMTP + PASSWORD + 'scope = "x"\n', "has a password and scope, which is for OAuth"),
        (SMTP + TENANT + APP + REFRESH, "has a tenant (Microsoft 365) and a refresh_token (Google): keep one of the two."),
        (SMTP + ACCOUNT + APP, "has a service_account and client_id: keep one of the two."),
        (SMTP + ACCOUNT + REFRESH, "has a service_account and refresh_token: keep one of the two."),
        (SMTP + TENANT + 'client_id = "x"\n', "no client_secret: add client_secret_file or set ELMON_CHANNEL_MAIL__CLIENT_SECRET."),
        (SMTP + TENANT, "no client_secret: add client_secret_file"),
        (SMTP + 'client_secret_file = "app"\n' + TENANT, "has a client_secret but no client_id: add client_id."),
        (SMTP + APP, "neither tenant (Microsoft 365) nor refresh_token_file (Google)"),
        (SMTP + 'scope = "x"\n', "no client_secret"),
        (SMTP + 'username = "u"\n', "has a username but no password: add password_file or set ELMON_CHANNEL_MAIL__PASSWORD."),
        (SMTP + 'password_file = "word"\n', "has a password but no username: add username."),
        (GRAPH + PASSWORD, 'has via = "graph" and username, which is for SMTP: keep one of the two.'),
        (GRAPH + 'host = "h"\n' + TENANT + APP, 'has via = "graph" and host, which is for SMTP'),
        (GRAPH + "port = 25\n" + TENANT + APP, 'has via = "graph" and port, which is for SMTP'),
        (GRAPH, 'has via = "graph", which needs tenant, client_id and client_secret_file.'),
        (GRAPH + ACCOUNT, 'has via = "graph", which needs tenant, client_id and client_secret_file.'),
        (SMTP + 'graph_url = "https://graph.microsoft.us/v1.0"\n' + TENANT + APP, 'has graph_url, but not via = "graph"'),
        (MAIL, 'channel "mail" needs the key host.'),
        (SMTP + APP + 'tenant = "common"\n', "tenant of channel \"mail\" must be the tenant's ID or one of its domains"),
        (SMTP + APP + 'tenant = "a/../b"\n', "must be the tenant's ID"),
        (SMTP + APP + 'tenant = "https://x"\n', "must be the tenant's ID"),
        (MAIL + 'via = "imap"\n', "via of channel \"mail\" must be 'smtp' or 'graph', not 'imap'."),
        (SMTP + 'client_secret = "Qx8Q~value-of-it"\n', "client_secret does not belong in the settings file; use client_secret_file or the environment variable"),
        (SMTP + 'refresh_token = "1//0gRefresh7"\n', "refresh_token does not belong in the settings file"),
        (SMTP + 'service_account = "{}"\n', "service_account does not belong in the settings file"),
        (SMTP + 'service_account_file = "app"\n', "must be the JSON key file of a service account, with client_email and private_key"),
        (SMTP + 'service_account_file = "none"\n', "service_account_file none does not exist"),
        (SMTP + 'client_secret_fil = "app"\n', 'did you mean "client_secret_file"?'),
    ],
)  # fmt: skip
def test_what_lacks_or_contradicts_is_refused_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(text)
    assert says in str(caught.value)
    assert not any(secret in str(caught.value) for secret in ("Qx8Q", "0gRefresh7", "efgh"))


@pytest.mark.parametrize(
    ("key", "value"),
    [("CLIENT_SECRET", "from-it"), ("REFRESH_TOKEN", "from-it"), ("SERVICE_ACCOUNT", SECRETS["account.json"])],
)
def test_secrets_come_from_the_environment_first(key: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = SMTP + (ACCOUNT if key == "SERVICE_ACCOUNT" else APP + REFRESH)
    monkeypatch.setenv(f"ELMON_CHANNEL_MAIL__{key}", value)
    assert getattr(mail(text), key.lower()).get_secret_value() == value


@pytest.mark.parametrize(
    "account",
    [
        "[]", "7", "null", "{}", '{"client_email": "a@b"}', '{"client_email": "a@b", "private_key": ""}',
        '{"client_email": ["a@b"], "private_key": "k"}', '{"client_email": "a@b", "private_key": "k", "token_uri": 7}',
        "[" * 5000, "{",
    ],
    ids=range(10),
)  # fmt: skip
def test_a_key_file_that_is_none_is_refused(account: str) -> None:
    Path("account.json").write_text(account)
    with pytest.raises(SettingsError, match="must be the JSON key file of a service account"):
        load(SMTP + ACCOUNT)


def test_secret_files_are_meant_from_the_settings_file(tmp_path: Path) -> None:
    Path("etc").mkdir()
    for name in SECRETS:
        Path(name).rename(Path("etc") / name)
    Path("etc/monitor.toml").write_text(SMTP + APP + REFRESH)
    (found,) = load_settings(Path("etc/monitor.toml")).channel
    assert isinstance(found, EmailChannel)
    assert found.refresh_token is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SMTP + TENANT + APP + 'security = "none"\n', "sends its token unencrypted"),
        (SMTP + TENANT + APP + 'token_url = "http://proxy.example.org/t"\n', "use https:// in token_url"),
        (GRAPH + TENANT + APP + 'graph_url = "http://proxy.example.org/v1.0"\n', "use https:// in graph_url"),
    ],
)
def test_what_is_unwise_is_warned_about(text: str, says: str) -> None:
    (warning,) = load(text).warnings
    assert says in warning


def test_no_secret_of_a_login_is_shown() -> None:
    redactor = logs.Redactor()
    for text in (SMTP + APP + REFRESH, SMTP + ACCOUNT, SMTP + PASSWORD):
        settings = load(text)
        assert not any(secret in repr(settings) for secret in (*SECRETS.values(), "MIIEvQ"))
        redactor.remember(secrets_of(settings))
    for secret in ("Qx8Q~value-of-it", "1//0gRefresh7", "abcd efgh ijkl mnop", KEY, *KEY.split("\n")[1:3], repr(KEY)):
        assert secret not in redactor.text(f"failed with {secret} (x)")


DOCUMENTED = (Path(__file__).parents[1] / "docs" / "mail.md").read_text("utf-8")
BLOCKS = re.findall(r"^ +\[\[channel\]\]\n(?: +\w+ = .+\n)+", DOCUMENTED, re.M)


@pytest.mark.parametrize("block", BLOCKS, ids=[str(n) for n in range(len(BLOCKS))])
def test_the_documented_settings_are_whole(block: str) -> None:
    Path("secrets").mkdir()
    for name in re.findall(r'secrets/([^"]+)"', block):
        (Path("secrets") / name).touch(mode=0o600)
        app = "abcd efgh ijkl mnop" if "smtp.gmail.com" in block and "password" in name else SECRETS["app"]
        (Path("secrets") / name).write_text(SECRETS["account.json"] if name.endswith(".json") else app)
    assert load(textwrap.dedent(block)).warnings == ()


def test_every_way_is_documented() -> None:
    assert len(BLOCKS) == 6
