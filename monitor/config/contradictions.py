"""Settings that are each right and together mean something that nobody can want: silence, or everything twice.

What can only be a mistake is refused; what works, but not as its author may think, is warned of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import SecretStr

from monitor.config.channels import (
    ChannelBase,
    ChannelSettings,
    EmailChannel,
    FeedChannel,
    SlackChannel,
    WebhookChannel,
)
from monitor.config.settings import TEXT_HOSTS, Settings
from monitor.config.values import hidden, variable
from monitor.config.wording import Origin
from monitor.model import Stage

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
RULES, OPERATOR = "rules", "operator"
_OF_RULES = ("countries", "kinds", "only_matches")
"""Filters of alerts about rules: a channel that takes none of these alerts has no use for them."""
_USUAL_PORTS = {25: ("starttls", "none"), 465: ("tls",), 587: ("starttls", "none")}
"""What servers offer at these ports; the first is the one to choose."""
_ASK_FOR_LOGIN = frozenset({"smtp.gmail.com", "smtp.office365.com", "smtp-mail.outlook.com"})
"""Mail servers that take nothing from whoever does not log in."""
_TAKE_NO_PASSWORD = frozenset({"smtp.office365.com", "smtp-mail.outlook.com", "outlook.office365.com"})
"""Microsoft's, which has switched logins with a password off for most, and will for all (docs/mail.md)."""
_TAKE_APP_PASSWORDS = frozenset({"smtp.gmail.com", "smtp-relay.gmail.com"})
# e.g. "abcd efgh ijkl mnop"
_APP_PASSWORD = re.compile(r"(?:[a-z]{4} ?){3}[a-z]{4}")
_WITHOUT_SUMMER_TIME = frozenset({"EST", "MST", "HST"})
"""Time zones that people take for those of places."""
FEWEST_BYTES = 10_000_000
"""The eCFR's copy of the list has 2.5 million and grows, the largest rules have as many."""
LEAST_PATIENCE, MOST_PATIENCE, LEAST_RATE, MOST_RATE = 1.0, 300.0, 0.1, 5.0
_SOURCES = frozenset({"www.federalregister.gov", "federalregister.gov"})
MOST_SECONDS = 3_600
LEAST_SCORE, HIGHEST_SCORE = 0.5, 0.99


def contradictions(settings: Settings, origin: Origin) -> Iterator[str]:
    """A sentence for each; ``origin`` tells where the settings stand."""
    yield from _same_names(settings, origin)
    yield from _unheard(settings, origin)
    yield from _twice(settings, origin)
    yield from _no_feed(settings, origin)
    yield from _not_the_api(settings, origin)
    health, web = settings.health, settings.web
    if web.enabled and health.port and (health.host, health.port) == (web.host, web.port):
        yield f"{origin.where(('web', 'port'))}: port {web.port} is that of [health] too; give the pages another."


def _not_the_api(settings: Settings, origin: Origin) -> Iterator[str]:
    """Other addresses at the hosts of the sources; elsewhere a mirror may have any."""
    for section in ("federal_register", "ecfr"):
        given, model = getattr(settings, section).base_url, type(getattr(settings, section))
        meant = model.model_fields["base_url"].default
        if urlsplit(given).hostname == urlsplit(meant).hostname and urlsplit(given).path != urlsplit(meant).path:
            yield f'{origin.where((section, "base_url"))}: base_url of [{section}] is no API there; it is "{meant}".'


def _no_feed(settings: Settings, origin: Origin) -> Iterator[str]:
    """Paths at which no feed can be kept."""
    for index, channel in enumerate(settings.channel):
        if not isinstance(channel, FeedChannel):
            continue
        said = f'{origin.where(("channel", index, "path"))}: path of channel "{channel.name}", {channel.path},'
        if why := hidden(channel.path):
            yield f"{said} cannot be reached ({why}); check its folders' permissions, or name another."
        elif channel.path.is_dir():
            yield f"{said} is a folder; name a file in it."
        elif channel.path.exists() and not channel.path.is_file():
            yield f"{said} is a pipe or a device; name a file."


def _same_names(settings: Settings, origin: Origin) -> Iterator[str]:
    """Names distinguish sources of parties, and channels: in the outbox, and in the environment where ``-`` is ``_``."""
    prefixes = [variable(channel.name) for channel in settings.channel]
    for index, channel in enumerate(settings.channel):
        if prefixes.index(prefixes[index]) < index:
            where = origin.where(("channel", index, "name"))
            yield f'{where}: a second channel is called "{channel.name}"; name it differently.'
    sources = [source.name for source in settings.watchlist.source]
    for index, name in enumerate(sources):
        if sources.index(name) < index:
            where = origin.where(("watchlist", "source", index, "name"))
            yield f"{where}: two sources are named \u201c{name}\u201d; give each a name of its own."


def _unheard(settings: Settings, origin: Origin) -> Iterator[str]:
    """Filters that let nothing pass, whatever happens."""
    if not any(RULES in channel.subjects for channel in settings.channel):
        where = origin.where(("channel", 0, "subjects"))
        yield f'{where}: no channel takes "rules", so nobody would hear of a change; add it to the subjects of one.'
    for index, channel in enumerate(settings.channel):
        if channel.stages == (Stage.PUBLIC_INSPECTION,) and not settings.public_inspection.enabled:
            where = origin.where(("channel", index, "stages"))
            yield (
                f'{where}: channel "{channel.name}" waits for filings alone, and [public_inspection] is not enabled; '
                'add "published" to its stages, or enable that.'
            )
        for key in _OF_RULES if RULES not in channel.subjects else ():
            if getattr(channel, key) and not (key == "only_matches" and channel.takes_denial_orders):
                yield (
                    f'{origin.where(("channel", index, key))}: {key} of channel "{channel.name}" chooses among rules, '
                    'and its subjects have no "rules"; add it, or leave the key out.'
                )


def _twice(settings: Settings, origin: Origin) -> Iterator[str]:
    """What the same people would get twice, and files that two write."""
    for index, channel in enumerate(settings.channel):
        earlier = settings.channel[:index]
        if isinstance(channel, EmailChannel):
            addresses = [address.lower() for address in channel.recipients]
            for address in sorted({one for one in addresses if addresses.count(one) > 1}):
                where = origin.where(("channel", index, "recipients"))
                yield f'{where}: recipients of channel "{channel.name}" have {address} twice; take one out.'
        if same := next((other.name for other in earlier if _but_for_names(other) == _but_for_names(channel)), ""):
            where = origin.where(("channel", index, "name"))
            yield f'{where}: channel "{channel.name}" is channel "{same}" again: all would come twice; take one out.'
        elif isinstance(channel, FeedChannel):
            feeds = [other for other in earlier if isinstance(other, FeedChannel) and other.path == channel.path]
            if feeds:
                where = origin.where(("channel", index, "path"))
                yield f'{where}: path of channel "{channel.name}" is that of "{feeds[0].name}"; name another file.'


def _but_for_names(channel: ChannelBase) -> dict[str, object]:
    return {"of": type(channel), **channel.model_dump(exclude={"name"})}


def unwise(settings: Settings, origin: Origin) -> Iterator[str]:
    """What works, but not as its author may think: a sentence each."""
    yield from _numbers(settings, origin)
    if settings.channel and not any(OPERATOR in channel.subjects for channel in settings.channel):
        where = origin.where(("channel", 0, "subjects"))
        yield f'{where}: no channel takes "operator", so nobody hears when the monitor fails; add it to the subjects of one.'
    for index, channel in enumerate(settings.channel):
        yield from _unwise_times(channel, origin, index)
        yield from _unwise_passwords(channel)
        match channel:
            case EmailChannel(security="none", password=SecretStr()) if channel.host not in LOOPBACK:
                yield f'Channel "{channel.name}" sends its password unencrypted; use security = "starttls" or "tls".'
            case EmailChannel(via="smtp", login="none") if channel.host.lower() in _ASK_FOR_LOGIN:
                yield f'Channel "{channel.name}" does not log in, and {channel.host} takes no mail then; see docs/mail.md.'
            case EmailChannel(with_token=True):
                yield from _unwise_tokens(channel)
            case WebhookChannel(secret=None):
                yield f'Channel "{channel.name}" does not sign what it sends; add secret_file, so that nobody can forge it.'
            case SlackChannel(token=SecretStr()) if _in_the_clear(channel.api_url):
                yield f'Channel "{channel.name}" sends its token unencrypted; use https:// in api_url.'
    if host := _in_the_clear(settings.federal_register.base_url):
        yield f"[federal_register] base_url asks {host} without encryption; use https:// where it offers that."


def _numbers(settings: Settings, origin: Origin) -> Iterator[str]:
    """Numbers that are possible, and with which the monitor hears, or tells, next to nothing or far too much."""
    http, score = settings.http, settings.watchlist.minimum_score
    if http.max_bytes < FEWEST_BYTES:
        where = origin.where(("http", "max_bytes"))
        yield f"{where}: copies of the list are larger than max_bytes = {http.max_bytes:,}; leave it at 64000000."
    if http.timeout_seconds < LEAST_PATIENCE:
        where = origin.where(("http", "timeout_seconds"))
        yield f"{where}: no source answers in timeout_seconds = {http.timeout_seconds:g}; leave it at 30."
    if http.timeout_seconds > MOST_PATIENCE:
        where = origin.where(("http", "timeout_seconds"))
        yield f"{where}: one source that hangs holds up everything for {http.timeout_seconds:g} seconds; leave it at 30."
    if http.requests_per_second < LEAST_RATE:
        where = origin.where(("http", "requests_per_second"))
        yield f"{where}: with {http.requests_per_second:g} requests_per_second every alert is late; leave it at 1."
    if http.requests_per_second > MOST_RATE and urlsplit(settings.federal_register.base_url).hostname in _SOURCES:
        where = origin.where(("http", "requests_per_second"))
        yield f"{where}: with {http.requests_per_second:g} requests_per_second the sources block this machine; leave it at 1."
    for section in ("federal_register", "public_inspection"):
        if (seconds := getattr(settings, section).poll_seconds) > MOST_SECONDS:
            where = origin.where((section, "poll_seconds"))
            yield f"{where}: with poll_seconds = {seconds} of [{section}] alerts are hours late; set it to 3600 or less."
    if http.allowed_hosts and settings.text_hosts().isdisjoint(_text_hosts_of(settings)):
        where = origin.where(("http", "allowed_hosts"))
        yield f"{where}: allowed_hosts has no host that has the documents' texts; leave it empty, or add {min(TEXT_HOSTS)}."
    if not LEAST_SCORE <= score <= HIGHEST_SCORE:
        where = origin.where(("watchlist", "minimum_score"))
        nearly = "everything matches" if score < LEAST_SCORE else "only names written alike match"
        yield f"{where}: with minimum_score = {score:g} {nearly}; 0.85 is what has been measured."


def _text_hosts_of(settings: Settings) -> frozenset[str]:
    """Where the documents of the settings' Register have their texts."""
    return TEXT_HOSTS | {urlsplit(settings.federal_register.base_url).hostname or ""}


def _unwise_times(channel: ChannelSettings, origin: Origin, index: int) -> Iterator[str]:
    if channel.digest == "none" and channel.digest_at != type(channel).model_fields["digest_at"].default:
        where = origin.where(("channel", index, "digest_at"))
        yield f'{where}: digest_at of channel "{channel.name}" does nothing without digest = "daily"; add that.'
    if isinstance(channel, EmailChannel) and channel.via == "smtp":
        usual = _USUAL_PORTS.get(channel.port, (channel.security,))
        if channel.security not in usual:
            where = origin.where(("channel", index, "port"))
            yield f'{where}: port {channel.port} usually wants security = "{usual[0]}"; elmon doctor tries it.'
    if channel.time_zone in _WITHOUT_SUMMER_TIME:
        where = origin.where(("channel", index, "time_zone"))
        yield f'{where}: {channel.time_zone} knows no summer time; name a place, like "America/New_York".'


def _unwise_passwords(channel: ChannelSettings) -> Iterator[str]:
    """Passwords that large services do not take."""
    if not isinstance(channel, EmailChannel) or channel.password is None:
        return
    said, host = f'Channel "{channel.name}" logs in with a password', channel.host.lower()
    if host in _TAKE_NO_PASSWORD:
        yield f"{said}, which Microsoft 365 does not accept by default; use Microsoft Graph or a token, as docs/mail.md says."
    if host in _TAKE_APP_PASSWORDS and not _APP_PASSWORD.fullmatch(channel.password.get_secret_value()):
        yield f"{said} that is no app password (16 letters), and {host} takes no other; see docs/mail.md."


def _unwise_tokens(channel: EmailChannel) -> Iterator[str]:
    if channel.via == "smtp" and channel.security == "none" and channel.host not in LOOPBACK:
        yield f'Channel "{channel.name}" sends its token unencrypted; use security = "starttls" or "tls".'
    for key in ("token_url", "graph_url"):
        if _in_the_clear(getattr(channel, key) or ""):
            yield f'Channel "{channel.name}" sends its secrets unencrypted; use https:// in {key}.'


def _in_the_clear(address: str) -> str:
    """The other machine's name where the address has no encryption; else ""."""
    parts = urlsplit(address)
    return parts.hostname or "" if parts.scheme == "http" and parts.hostname not in LOOPBACK else ""
