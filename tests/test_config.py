"""Settings: what is read from where, and that every fault is one sentence that names its place."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from pydantic import SecretStr

from monitor.config import DatabaseSettings, EmailChannel, Settings, SlackChannel, load_settings, secrets_of
from monitor.config.channels import AppriseChannel, FeedChannel, WebhookChannel
from monitor.errors import SettingsError
from monitor.model import ChangeKind, Stage

EMAIL = '[[channel]]\nname = "mail"\ntype = "email"\nhost = "h"\nsender = "a@b"\nrecipients = ["c@d"]\n'
SLACK = '[[channel]]\nname = "team-slack"\ntype = "slack"\n'


pytestmark = pytest.mark.usefixtures("empty_folder")


def load(text: str) -> Settings:
    Path("monitor.toml").write_text(text)
    return load_settings(Path("monitor.toml"))


def fault(text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(text)
    return str(caught.value)


def secret(name: str, value: str, mode: int = 0o600) -> Path:
    file = Path(name)
    file.write_text(value)
    file.chmod(mode)
    return file


def channel(settings: Settings) -> EmailChannel | SlackChannel:
    found = settings.channel[0]
    assert isinstance(found, EmailChannel | SlackChannel)
    return found


def test_without_a_file_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.database.url.startswith("sqlite:////")
    assert settings.database.url.endswith("elmon/elmon.db")
    assert settings.database.auto_upgrade
    assert settings.federal_register.base_url == "https://www.federalregister.gov/api/v1"
    assert (settings.health.host, settings.health.port) == ("127.0.0.1", 8744)
    assert [found.type for found in settings.channel] == ["console"]
    assert settings.channel[0].stages == (Stage.PUBLIC_INSPECTION, Stage.PUBLISHED)
    assert settings.warnings == ()


def test_the_default_file_is_read_where_it_exists() -> None:
    Path("config").mkdir()
    Path("config/monitor.toml").write_text("[health]\nport = 1234\n")
    assert load_settings().health.port == 1234


def test_a_named_file_is_read_whole() -> None:
    secret("hook", "https://hooks.slack.com/services/T/B/x\n")
    settings = load(
        '[database]\nurl = "postgresql+psycopg://db/elmon"\nauto_upgrade = false\n'
        '[federal_register]\nbase_url = "https://mirror.example.org/api/"\npoll_seconds = 60\ncontact = "a@b"\n'
        "[public_inspection]\nenabled = false\n[ecfr]\nreconcile_at = 07:30:00\n"
        '[http]\ntimeout_seconds = 5\nmax_bytes = 1000\nrequests_per_second = 0.5\nallowed_hosts = ["x.org"]\n'
        + SLACK
        + 'webhook_url_file = "hook"\ncountries = ["RUSSIA"]\nkinds = ["added"]\nstages = ["published"]\n'
    )
    assert settings.database.url == "postgresql+psycopg://db/elmon"
    assert not settings.database.auto_upgrade
    assert settings.federal_register.base_url == "https://mirror.example.org/api"
    assert settings.ecfr.reconcile_at == time(7, 30)
    assert settings.http.timeout_seconds == 5.0
    slack = channel(settings)
    assert isinstance(slack, SlackChannel)
    assert slack.webhook_url == SecretStr("https://hooks.slack.com/services/T/B/x")
    assert (slack.countries, slack.kinds, slack.stages) == (("RUSSIA",), (ChangeKind.ADDED,), (Stage.PUBLISHED,))


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELMON_HEALTH__PORT", "99")
    monkeypatch.setenv("ELMON_HTTP__ALLOWED_HOSTS", "a.org, b.org")
    monkeypatch.setenv("ELMON_DATABASE__URL", "")
    settings = load('[health]\nport = 1\nhost = "0.0.0.0"\n[http]\nmax_bytes = 7\n[database]\nurl = "sqlite:///x.db"\n')
    assert (settings.health.host, settings.health.port) == ("0.0.0.0", 99)
    assert settings.http.allowed_hosts == ("a.org", "b.org")
    assert settings.http.max_bytes == 7
    assert settings.database.url == "sqlite:///x.db", "an empty variable counts as not set"


@pytest.mark.parametrize(
    ("variable", "says"),
    [
        ("ELMON_DATABASE_URL", "ELMON_DATABASE_URL: unknown environment variable; did you mean ELMON_DATABASE__URL?"),
        ("ELMON_HEALTH__PRT", "did you mean ELMON_HEALTH__PORT?"),
        ("ELMON_HEALTH__ZZZZZZZ", "there are: host, port."),
        ("ELMON_FOO", "such variables are written ELMON_<SECTION>__<KEY>."),
        ("ELMON_HTTP", "unknown environment variable"),
        ("ELMON_CHANNEL", "unknown environment variable"),
        ("ELMON_CHANNEL__0__NAME", "unknown environment variable"),
        ("ELMON_CHANNEL_NOBODY__PASSWORD", "no [[channel]] named nobody takes a secret password from it."),
    ],
)
def test_unknown_variables_are_faults(variable: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELMON_HEALTH__PORT", "many")
    with pytest.raises(SettingsError, match=r"^ELMON_HEALTH__PORT: port of \[health\] must be a whole number"):
        load_settings()


def test_the_variables_of_a_kubernetes_service_named_elmon_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ELMON_SERVICE_HOST", "ELMON_SERVICE_PORT_HTTP", "ELMON_PORT", "ELMON_PORT_8744_TCP_ADDR"):
        monkeypatch.setenv(name, "tcp://10.0.0.1:8744")
    assert load_settings().health.port == 8744


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[databse]\nurl = 1", 'monitor.toml, line 1: unknown section "databse"; did you mean "database"?'),
        (
            "\n[http]\nmax_byte = 3",
            'monitor.toml, line 3: unknown key "max_byte" in [http]; did you mean "max_bytes"?',
        ),
        ("[http]\nport = 1", 'monitor.toml, line 2: unknown key "port" in [http]; it belongs in [health] or [web].'),
        ("port = 1", 'line 1: unknown key "port" outside of a section; it belongs in [health] or [web].'),
        ("[http]\nzzz = 1", "there are: allowed_hosts, max_bytes, requests_per_second, timeout_seconds."),
        ("[database]\nurl = 1", "line 2: url of [database] must be text in quotes."),
        ('[database]\nurl = "mysql://h"', "url of [database] must start with sqlite:/// "),
        ("[health]\nport = true", "line 2: port of [health] must be a number."),
        ("[health]\nport = 99999", "port of [health] must be less than or equal to 65535, not 99999."),
        ("[health]\nport = 8.5", "port of [health] must be a whole number, not 8.5."),
        ("[http]\ntimeout_seconds = inf", "timeout_seconds of [http] must be a finite number"),
        ("[http]\nrequests_per_second = 0", "must be greater than 0, not 0."),
        ("[http]\nmax_bytes = 0", "max_bytes of [http] must be greater than 0, not 0."),
        ("[http]\nallowed_hosts = 1", "allowed_hosts of [http] must be a list in square brackets, not 1."),
        ("[watchlist]\nfile = 1", "file of [watchlist] must be a path in quotes, not 1."),
        ("[http]\nallowed_hosts = [1]", "allowed_hosts of [http] must be text in quotes, not 1."),
        ('[database]\nauto_upgrade = "maybe"', "must be true or false, not 'maybe'."),
        ('[ecfr]\nreconcile_at = "25:99"', "must be a time of day like \"10:00\", not '25:99'."),
        ('[ecfr]\nbase_url = "ftp://x"', "must be an address that starts with https:// or http://."),
        ('[federal_register]\nbase_url = "http://[x"', "must be an address that starts with https:// or http://."),
        ('[federal_register]\ncontact = "a\\r\\nb"', "must be one line of printable text."),
        ("http = 3", "[http] must be a table of keys, not 3."),
        ("[watchlist]\nminimum_score = 85", "must be less than or equal to 1, not 85."),
        ("[a\n", "monitor.toml is not valid TOML: expected ']'"),
        ("x = " + "[" * 3000, "monitor.toml is not valid TOML: "),
        ('[channel]\nname = "x"', "two brackets around their header: [[channel]]."),
        ("channel = [3]", "[[channel]] no. 1 must be a table of keys"),
        ('[[channel]]\nname = "x"', 'channel "x" needs a type: email, slack, '),
        ('[[channel]]\ntype = "emial"', 'type = "emial" is no kind of channel; did you mean "email"?'),
        ('[[channel]]\nname = "x y"\ntype = "console"', "must be made of letters, digits, - and _"),
        (EMAIL.replace("host", "hots"), 'line 4: unknown key "hots" in channel "mail"; did you mean "host"?'),
        (EMAIL.replace("host", "hots"), 'line 1: channel "mail" needs the key host.'),
        (EMAIL.replace("a@b", "A <a@b>"), 'sender of channel "mail" must be a bare mail address'),
        (EMAIL.replace("c@d", "c@d\\nBcc: e@f"), 'recipients of channel "mail" must be one line'),
        (EMAIL + "port = true", 'port of channel "mail" must be a number.'),
        (EMAIL.replace('["c@d"]', "[]"), 'recipients of channel "mail" must not be empty.'),
        (
            EMAIL + 'countries = ["Chna"]',
            "“Chna” is not a destination or country. Did you mean CHINA, PEOPLE'S REPUBLIC OF",
        ),
        (EMAIL + 'kinds = ["add"]', "must be 'added', 'revised', 'removed', 'renamed', 'moved' or 'editorial'"),
        (EMAIL + 'digest = "weekly"', "digest of channel \"mail\" must be 'none' or 'daily', not 'weekly'."),
        (EMAIL + 'username = "u"', "has a username but no password: add password_file or set ELMON_CHANNEL_MAIL__"),
        (EMAIL + 'password_file = "given"', 'channel "mail" has a password but no username: add username.'),
        (EMAIL + EMAIL, 'line 8: a second channel is called "mail"; name it differently.'),
        (SLACK, 'channel "team-slack" needs webhook_url_file, webhook_url or ELMON_CHANNEL_TEAM_SLACK__WEBHOOK_URL.'),
        (SLACK + 'channel_id = "C1"', 'channel "team-slack" needs'),
        (SLACK + 'token_file = "given"', "needs token_file and channel_id together."),
        (SLACK + 'webhook_url = "https://a"\nchannel_id = "C1"', "needs token_file and channel_id together."),
        (SLACK + 'webhook_url = "https://a"\ntoken_file = "given"', "has a webhook and a token: keep one of the two."),
        ('[[channel]]\nname = "f"\ntype = "feed"', 'channel "f" needs the key path.'),
        ('[[channel]]\nname = "o"\ntype = "apprise"', 'channel "o" needs url, url_file or ELMON_CHANNEL_O__URL.'),
    ],
)
def test_faults_name_their_place_and_the_remedy(text: str, says: str) -> None:
    secret("given", "hush")
    message = fault(text)
    assert says in message
    assert all(line.startswith("monitor.toml") and line[-1] in ".?" for line in message.splitlines())
    assert "pydantic" not in message
    assert "input_value" not in message


def test_every_fault_is_told_at_once() -> None:
    assert len(fault('[http]\nmax_byte = 3\ntimeout_seconds = "x"\n[health]\nport = -1\n').splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nothing.toml", "Settings file nothing.toml does not exist; create it or correct the path."),
        ("monitr.toml", "did you mean monitor.toml?"),
        ("no/where.toml", "Settings file no/where.toml does not exist; "),
        (".", "Settings file . cannot be read ("),
        ("a\0b", "cannot be read (embedded null byte)"),
        ("latin1.toml", "Settings file latin1.toml is not UTF-8 text (byte 5)"),
        ("huge.toml", "Settings file huge.toml is larger than 1,000,000 bytes"),
    ],
)
def test_a_named_file_that_cannot_be_read_is_a_fault(name: str, says: str) -> None:
    if name == "monitr.toml":
        Path("monitor.toml").touch()
    Path("latin1.toml").write_bytes(b"# caf\xe9")
    Path("huge.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(SettingsError) as caught:
        load_settings(Path(name))
    assert says in str(caught.value)


def test_secrets_come_from_files_beside_the_settings() -> None:
    Path("etc").mkdir()
    secret("etc/password", "hush\n")
    Path("etc/m.toml").write_text(EMAIL + 'username = "u"\npassword_file = "password"\n')
    settings = load_settings(Path("etc/m.toml"))
    mail = channel(settings)
    assert isinstance(mail, EmailChannel)
    assert mail.password is not None
    assert mail.password.get_secret_value() == "hush"
    assert mail.smtp_port == 587
    assert "hush" not in repr(settings) + str(settings.model_dump())
    assert settings.warnings == ()


def test_secrets_come_from_the_environment_first(monkeypatch: pytest.MonkeyPatch) -> None:
    secret("hook", "https://file.example.org/x")
    monkeypatch.setenv("ELMON_CHANNEL_TEAM_SLACK__WEBHOOK_URL", "https://environment.example.org/x")
    slack = channel(load(SLACK + 'webhook_url_file = "hook"'))
    assert isinstance(slack, SlackChannel)
    assert slack.webhook_url == SecretStr("https://environment.example.org/x")


def test_a_secret_that_systemd_passes_on_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The unit passes the settings on as well, without the folder of secrets that stood beside them."""
    Path("credentials").mkdir()
    secret("credentials/hook", "https://passed.example.org/x")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(Path("credentials").absolute()))
    slack = channel(load(SLACK + 'webhook_url_file = "secrets/hook"'))
    assert isinstance(slack, SlackChannel)
    assert slack.webhook_url == SecretStr("https://passed.example.org/x")
    Path("secrets").mkdir()
    secret("secrets/hook", "https://beside.example.org/x")
    beside = channel(load(SLACK + 'webhook_url_file = "secrets/hook"'))
    assert isinstance(beside, SlackChannel)
    assert beside.webhook_url == SecretStr("https://beside.example.org/x"), "what stands in its place comes first"
    assert "secrets/other does not exist" in fault(SLACK + 'webhook_url_file = "secrets/other"')


def test_a_secret_that_a_container_is_given_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("given").mkdir()
    secret("given/hook", "https://passed.example.org/x")
    monkeypatch.setattr("monitor.config.loading._SECRETS", Path("given").absolute())
    slack = channel(load(SLACK + 'webhook_url_file = "secrets/hook"'))
    assert isinstance(slack, SlackChannel)
    assert slack.webhook_url == SecretStr("https://passed.example.org/x")


@pytest.mark.parametrize("key", ["password", "token", "secret"])
def test_secrets_are_refused_in_the_file(key: str) -> None:
    message = fault(SLACK + f'{key} = "hush"')
    assert f"{key} does not belong in the settings file; use {key}_file or the environment variable" in message
    assert f"ELMON_CHANNEL_TEAM_SLACK__{key.upper()}" in message
    assert "hush" not in message


def test_a_wrong_secret_is_not_repeated() -> None:
    assert "T0/S3CRET" not in fault(SLACK + 'webhook_url = "hooks.slack.com/T0/S3CRET"')
    assert "S3CRET" not in fault('[database]\nurl = "mysql://u:S3CRET@h"')
    assert "S3CRET" not in repr(load('[database]\nurl = "postgresql+psycopg://u:S3CRET@h/d"'))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "monitor.toml, line 4: webhook_url_file hook does not exist; create it or correct the path."),
        (b" \n", "webhook_url_file hook is empty; write the secret into it."),
        (b"https://a\nhttps://b\n", "webhook_url_file hook must hold the secret alone, on one line."),
        (b"\xff\xfe", "webhook_url_file hook is not UTF-8 text"),
        (b"x" * 1_000_001, "webhook_url_file hook is larger than"),
    ],
)
def test_a_secret_file_that_cannot_be_used_is_a_fault(content: bytes | None, says: str) -> None:
    if content is not None:
        Path("hook").write_bytes(content)
    message = fault(SLACK + 'webhook_url_file = "hook"')
    assert says in message
    assert "\n" not in message


def test_a_secret_in_two_places_is_a_fault() -> None:
    secret("hook", "https://a")
    assert "has webhook_url too" in fault(SLACK + 'webhook_url_file = "hook"\nwebhook_url = "https://b"')


def test_what_every_user_can_read_is_warned_about() -> None:
    secret("hook", "https://a", mode=0o644)
    (warning,) = load(SLACK + 'webhook_url_file = "hook"').warnings
    assert warning == "Every user of this machine can read the secret in hook; run: chmod o-r hook"
    Path("monitor.toml").chmod(0o644)
    (warning,) = load(SLACK + 'webhook_url = "https://a"').warnings
    assert "monitor.toml" in warning
    Path("monitor.toml").chmod(0o600)
    assert load(SLACK + 'webhook_url = "https://a"').warnings == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (EMAIL + 'security = "none"\nusername = "u"\npassword_file = "hook"', "sends its password unencrypted"),
        ('[federal_register]\nbase_url = "http://mirror.example.org"', "without encryption"),
    ],
)
def test_what_is_unwise_is_warned_about(text: str, says: str) -> None:
    secret("hook", "x")
    (warning,) = load(text).warnings
    assert says in warning


def test_a_loopback_relay_needs_no_encryption() -> None:
    settings = load(
        EMAIL.replace('"h"', '"127.0.0.1"')
        + 'security = "none"\nport = 2525\n[federal_register]\nbase_url = "http://127.0.0.1:8080"\n'
    )
    assert settings.warnings == ()
    mail = channel(settings)
    assert isinstance(mail, EmailChannel)
    assert mail.smtp_port == 2525


WEBHOOK = '[[channel]]\nname = "w"\ntype = "webhook"\nurl = "https://example.org/T0/S3CRET"\n'
KEY = f"whsec_{'A' * 32}"


def test_every_type_of_channel_can_be_used() -> None:
    secret("token", "xoxb-1")
    secret("key", KEY)
    secret("service", "json://x")
    settings = load(
        WEBHOOK
        + 'secret_file = "key"\n[[channel]]\nname = "f"\ntype = "feed"\npath = "x"\n'
        + '[[channel]]\nname = "o"\ntype = "apprise"\nurl_file = "service"\n'
        + SLACK
        + 'token_file = "token"\nchannel_id = "C1"'
    )
    hook, feed, other, slack = settings.channel
    assert isinstance(hook, WebhookChannel)
    assert hook.secret == SecretStr(KEY)
    assert "S3CRET" not in repr(hook)
    assert isinstance(feed, FeedChannel)
    assert feed.path.name == "x"
    assert isinstance(other, AppriseChannel)
    assert isinstance(slack, SlackChannel)
    assert (slack.token, slack.api_url) == (SecretStr("xoxb-1"), "https://slack.com/api")
    assert settings.warnings == ()


@pytest.mark.parametrize(
    "key", ["x", "whsec_", "whsec_AAAA", "whsec_not base64", f"whsec_{'A' * 31}", f"sk_{'A' * 32}"]
)
def test_a_webhooks_secret_that_signs_nothing(key: str) -> None:
    secret("key", key)
    said = fault(WEBHOOK + 'secret_file = "key"')
    assert 'must be "whsec_" and base64 of 24 to 64 bytes' in said
    assert key not in said.replace('"whsec_"', "").replace('"whsec_$', "")


def test_a_webhooks_secret_file_that_is_missing_is_one_fault() -> None:
    assert len(fault(WEBHOOK + 'secret_file = "nowhere"').splitlines()) == 1


def test_a_token_that_no_header_takes() -> None:
    secret("token", "xoxb-1 2")
    assert "must be a token like" in fault(SLACK + 'token_file = "token"\nchannel_id = "C1"')


def test_what_is_sent_unsigned_or_in_the_clear_is_warned_of() -> None:
    secret("token", "xoxb-1")
    (unsigned,) = load(WEBHOOK).warnings
    assert unsigned == 'Channel "w" does not sign what it sends; add secret_file, so that nobody can forge it.'
    bot = SLACK + 'token_file = "token"\nchannel_id = "C1"\n'
    (clear,) = load(bot + 'api_url = "http://slack.example.org/api"').warnings
    assert "sends its token unencrypted" in clear
    assert load(bot + 'api_url = "http://127.0.0.1:1/api"').warnings == ()


def test_a_channel_s_hours() -> None:
    settings = load(
        EMAIL + 'digest = "daily"\ndigest_at = "07:30"\nquiet_hours = "22:00-06:30"\ntime_zone = "Europe/Berlin"\n'
    )
    mail = channel(settings)
    assert (mail.digest, mail.digest_at, mail.time_zone) == ("daily", time(7, 30), "Europe/Berlin")
    assert mail.quiet_hours == (time(22), time(6, 30))


def test_a_channel_of_orders_alone_may_want_matches_alone() -> None:
    orders = EMAIL.replace('"mail"', '"orders"') + 'subjects = ["denial-orders"]\n'
    settings = load(EMAIL + orders + "only_matches = true\n")
    assert [one.takes_denial_orders for one in settings.channel] == [False, True]
    assert 'kinds of channel "orders" chooses among rules' in fault(EMAIL + orders + 'kinds = ["added"]\n')
    assert 'no channel takes "rules"' in fault(orders)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ('quiet_hours = "10"', "must be two times of day"), ('quiet_hours = "22:00-22:00"', "two different times"),
        ('quiet_hours = "25:00-07:00"', "must be two times of day"), ('time_zone = "Mars/Olympus"', "must be a time zone"),
        ('time_zone = "../../etc/passwd"', "must be a time zone"), ("subjects = []", "subjects"),
        ('subjects = ["weather"]', "subjects"), ('digest_at = "noon"', "digest_at"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be(key: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        load(EMAIL + key)


def test_texts_are_fetched_from_known_hosts_only() -> None:
    mirror = '[federal_register]\nbase_url = "http://127.0.0.1:8080/api"\n'
    assert {"127.0.0.1", "www.federalregister.gov", "www.govinfo.gov"} <= load(mirror).text_hosts()
    assert load(mirror + '[http]\nallowed_hosts = ["LocalHost"]').text_hosts() == {"localhost"}


def test_port_0_lets_the_system_choose() -> None:
    assert load("[health]\nport = 0").health.port == 0


def test_a_home_folder_is_understood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    secret("list.csv", "name\n")
    assert load('[watchlist]\nfile = "~/list.csv"').watchlist.file == tmp_path / "list.csv"


HEADERS = ["[database]", "[http]", "[health]", "[watchlist]", "[ecfr]", "[[channel]]", "[channel]", "[[http]]", "[x.y]"]
KEYS = [
    "url",
    "name",
    "type",
    "host",
    "port",
    "file",
    "recipients",
    "password_file",
    "webhook_url",
    "token",
    "kinds",
    "x",
]
VALUES = [
    "1",
    "-1",
    "nan",
    "true",
    '""',
    '"email"',
    '"slack"',
    '"\\u0000"',
    '"[::1"',
    "[]",
    "[[]]",
    "{a = 1}",
    "07:00:00",
    '"."',
]


@given(st.lists(st.sampled_from(HEADERS) | st.builds("{} = {}".format, st.sampled_from(KEYS), st.sampled_from(VALUES))))
@profile(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, database=None)
def test_whatever_the_file_holds_the_answer_is_settings_or_a_sentence(lines: list[str]) -> None:
    try:
        load("\n".join(lines))
    except SettingsError as error:
        assert str(error)


def test_a_user_without_a_home_has_settings_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that runs under a number nobody has given a name."""

    def nowhere(name: str) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr("monitor.config.settings.user_data_path", nowhere)
    assert DatabaseSettings().url == "sqlite:///elmon.db"


def test_the_ping_address_is_a_secret_from_the_file_a_file_or_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "https://ping.example.org/5f0c2a1e"
    secret("ping-url", address + "\n")
    assert load("").ping.url is None
    settings = load('[ping]\nurl_file = "ping-url"\nseconds = 60')
    assert (settings.ping.url, settings.ping.seconds) == (SecretStr(address), 60)
    assert "5f0c2a1e" not in repr(settings)
    assert load(f'[ping]\nurl = "{address}"').ping.url == SecretStr(address)
    assert "[ping] has url too; keep one" in fault(f'[ping]\nurl = "{address}"\nurl_file = "ping-url"')
    message = fault('[ping]\nurl = "ftp://hidden-key"')
    assert "must be an address" in message and "hidden-key" not in message
    assert "line 2: url_file gone does not exist" in fault('[ping]\nurl_file = "gone"')
    monkeypatch.setenv("ELMON_PING__URL_FILE", "ping-url")
    assert load("").ping.url == SecretStr(address)
    monkeypatch.setenv("ELMON_PING__URL", "https://other.example.org/x")
    assert load("").ping.url == SecretStr("https://other.example.org/x")


def test_a_settings_file_with_a_ping_address_that_everybody_can_read_is_warned_about() -> None:
    Path("monitor.toml").touch(mode=0o644)
    assert "chmod o-r" in load('[ping]\nurl = "https://ping.example.org/x"').warnings[0]


def test_the_archive_keeps_a_week_at_least() -> None:
    assert "must be 0, which keeps everything, or at least 7" in fault("[archive]\nkeep_days = 6")
    assert load("[archive]\nkeep_days = 7").archive.keep_days == 7


@pytest.mark.parametrize(
    "text", ['[log]\nformat = "xml"', '[log]\nlevel = "loud"', "[archive]\nkeep_days = -1", "[ping]\nseconds = 0"]
)
def test_what_logs_pings_and_archive_cannot_be(text: str) -> None:
    assert "line 2" in fault(text)


@pytest.mark.parametrize("value", ["999999999999999999", "-1", "1e300"])
def test_every_number_has_bounds(value: str) -> None:
    """A number so large or small that nothing can be counted with it is a sentence, not an error of the machine."""
    numbers = 0
    for section, field in Settings.model_fields.items():
        inner = getattr(field.annotation, "model_fields", {})
        for key, one in inner.items():
            if one.annotation in (int, float):
                numbers += 1
                with pytest.raises(SettingsError, match=key):
                    load(f"[{section}]\n{key} = {value}\n")
    assert numbers >= 9


def test_a_parties_file_that_is_missing_is_warned_of_and_keeps_nothing_from_starting() -> None:
    (warning,) = load('[watchlist]\nfile = "nobody.csv"').warnings
    assert warning.startswith("monitor.toml, line 2: file nobody.csv does not exist; ")
    (warning,) = load('[watchlist]\nfile = "."').warnings
    assert warning == "monitor.toml, line 2: file . is a folder; name a file in it."


@pytest.mark.parametrize(
    ("value", "meant"),
    [("0", 0), ("25", 25), ("1", 1), ("0.1", 0.1), ("1.0", 1.0), ('"10%"', 0.1), ('"100 %"', 1.0), ('"25"', 25)],
)
def test_what_a_parties_file_may_remove_is_a_number_or_a_share(value: str, meant: float) -> None:
    found = load(f"[watchlist]\nlargest_removal = {value}").watchlist.largest_removal
    assert (found, type(found)) == (meant, type(meant))


@pytest.mark.parametrize(
    "value", ["-1", "1.5", '"101%"', '"some"', "true", "nan", "inf", '"-5%"', "2e9", "10000000000"]
)
def test_what_a_parties_file_cannot_remove(value: str) -> None:
    assert "line 2: largest_removal of [watchlist] must be a number" in fault(f"[watchlist]\nlargest_removal = {value}")


def test_a_rate_at_which_nothing_is_ever_asked_is_refused() -> None:
    with pytest.raises(SettingsError, match="requests_per_second"):
        load("[http]\nrequests_per_second = 1e-9\n")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('["127.0.0.1"]', ("127.0.0.1",)),
        ('["::1", " 10.0.0.0/8 ", "192.0.2.7/32"]', ("::1", "10.0.0.0/8", "192.0.2.7")),
        ("[]", ()),
    ],
)
def test_proxies_are_addresses_and_networks(written: str, read: tuple[str, ...]) -> None:
    assert load(f"[web]\ntrusted_proxies = {written}").web.trusted_proxies == read


def test_the_environment_names_proxies_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELMON_WEB__TRUSTED_PROXIES", "127.0.0.1, 172.18.0.0/16")
    assert load_settings().web.trusted_proxies == ("127.0.0.1", "172.18.0.0/16")


@pytest.mark.parametrize("wrong", ["nginx", "10.0.0.1/8", "0.0.0.0/0", "::/0", "*", "127.0.0.1:8745", ""])
def test_what_is_no_proxys_address_is_refused(wrong: str) -> None:
    said = fault(f'[web]\ntrusted_proxies = ["{wrong}"]')
    assert said.startswith("monitor.toml, line 2: trusted_proxies")
    assert "must" in said


def with_password_file(password: str, url: str = "postgresql+psycopg://elmon@db/elmon") -> Settings:
    Path("db-password").write_text(password)
    Path("db-password").chmod(0o600)
    return load(f'[database]\nurl = "{url}"\npassword_file = "db-password"')


def test_the_database_s_password_stands_in_a_file_of_its_own() -> None:
    settings = with_password_file("s3cret/@: %\n")
    assert settings.database.url == "postgresql+psycopg://elmon:s3cret%2F%40%3A%20%25@db/elmon"
    assert {"s3cret/@: %", "s3cret%2F%40%3A%20%25"} <= set(secrets_of(settings))
    assert "s3cret" not in repr(settings)


def test_the_environment_names_the_database_and_the_file_of_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("word").write_text("quiet")
    monkeypatch.setenv("ELMON_DATABASE__URL", "postgresql+psycopg://elmon@db:5433/elmon?sslmode=require")
    monkeypatch.setenv("ELMON_DATABASE__PASSWORD_FILE", str(Path("word").resolve()))
    url = "postgresql+psycopg://elmon:quiet@db:5433/elmon?sslmode=require"
    assert load('[database]\nurl = "sqlite:///x.db"').database.url == url


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+psycopg://elmon:old@db/elmon", "url must name the user and no password"),
        ("postgresql+psycopg://db/elmon", "url must name the user and no password"),
        ("postgresql+psycopg://elmon@db/elmon?password=x", "url must name the user and no password"),
        ("sqlite:///elmon.db", "password_file is for PostgreSQL"),
    ],
)
def test_an_address_that_takes_no_password_is_refused(url: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        with_password_file("secret", url)


@pytest.mark.parametrize(
    ("content", "said"), [("", "must hold the password alone"), ("a\nb", "must hold the password alone")]
)
def test_a_file_without_a_password_is_refused(content: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        with_password_file(content)


def test_a_password_file_that_is_not_there_is_refused() -> None:
    said = fault('[database]\nurl = "postgresql+psycopg://elmon@db/elmon"\npassword_file = "nowhere"')
    assert "password_file " in said
    assert "cannot be read (No such file or directory)" in said


def test_settings_and_secrets_that_systemd_passes_on_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "smtp").write_text("quiet-password")
    (folder / "monitor.toml").write_text(
        f'{EMAIL}username = "u"\npassword_file = "secrets/smtp"\n[watchlist]\nminimum_score = 0.5\n'
    )
    assert load_settings().watchlist.minimum_score == 0.85
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    (folder / "smtp").chmod(0o600)
    settings = load_settings()
    assert settings.watchlist.minimum_score == 0.5
    (channel,) = settings.channel
    assert isinstance(channel, EmailChannel) and channel.password
    assert channel.password.get_secret_value() == "quiet-password"
    Path("config").mkdir()
    Path("config/monitor.toml").write_text("[watchlist]\nminimum_score = 0.6\n")
    assert load_settings().watchlist.minimum_score == 0.6, "a file of the folder's own comes first"
