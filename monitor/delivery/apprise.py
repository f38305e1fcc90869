"""All other services (Teams, Discord, PagerDuty …) through the Apprise library, an extra. Its addresses hold secrets:
nothing of them is shown, and what Apprise logs is read here and goes nowhere else."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from dataclasses import dataclass, field

from monitor.delivery.protocol import Delivered, Envelope, Refused, Result, RetryAfter
from monitor.model import Alert
from monitor.rendering.facts import Facts, facts_of
from monitor.rendering.plain import render_plain
from monitor.rendering.safe import short

REMEDY = 'pip install "entity-list-monitor[apprise]"'
_PAUSE = 300.0
# e.g. "@channel", "<!here>"
_CALL = re.compile(r"@(?=(?:here|channel|everyone|group)\b)|<(?=[@!#&])", re.I)
# e.g. "Failed to send notification: Unauthorized, error=401."
_STATUS = re.compile(r"\berror=([0-9]{3})\b")
_MARKUP = {"@": "＠", "<": "‹"}


@dataclass(frozen=True)
class AppriseSender:
    """One service, by its Apprise URL."""

    name: str
    url: str = field(repr=False)
    recipients: tuple[str, ...] = ("service",)
    kind: str = "apprise"

    def send(self, alert: Alert, recipient: str, envelope: Envelope) -> Result:
        """Send the alert as one message: the headline as its title, the plain text cut to what the service takes."""
        try:
            import apprise  # noqa: PLC0415 - an extra, and slow to load
        except ImportError:
            return Refused(f"The Apprise library is not installed: {REMEDY}")
        facts = facts_of(alert, envelope.today, envelope.current)
        logged = _LOG.begin()
        services = apprise.Apprise()
        if not services.add(self.url) or len(services) != 1:
            return Refused("The service's address is none that Apprise knows: set url or url_file again.")
        service = services[0]
        title = _harmless(short(facts.headline, service.title_maxlen or 250))
        body = _body(facts, service.body_maxlen - (0 if service.title_maxlen else len(title) + 2))
        try:
            taken = services.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT)
        except Exception as error:  # noqa: BLE001 - a hundred plugins of other people's; what they raise may hold the address
            return RetryAfter(_PAUSE, f"The service cannot be spoken to ({type(error).__name__}).")
        if taken:
            return Delivered("taken")
        status = next((found[1] for line in logged if (found := _STATUS.search(line))), "")
        return RetryAfter(_PAUSE, f"The service did not take the message{f' ({status})' if status else ''}; check url.")


def knows(url: str) -> bool:
    """Whether Apprise can read an address; nothing is sent."""
    import apprise  # noqa: PLC0415 - an extra, and slow to load

    _LOG.begin()
    services = apprise.Apprise()
    return bool(services.add(url)) and len(services) == 1


def _body(facts: Facts, most: int) -> str:
    """The plain text; what is longer than ``most`` characters ends with a whole line and the link."""
    text = _harmless(render_plain(facts))
    if len(text) <= most:
        return text
    end = f"\n… the whole text: {facts.link}" if facts.link else "\n… and more"
    kept = text[: max(most - len(end), 0)]
    return ((kept.rpartition("\n")[0] or kept) + end)[:most]


def _harmless(text: str) -> str:
    """``text`` with no mention that would notify people, whatever name is on the list."""
    return _CALL.sub(lambda mark: _MARKUP[mark[0]], text)


class _AppriseLog(logging.Handler):
    """Keeps what is logged, which would show the address, and passes it on to nobody. Each channel reads its own lines."""

    def __init__(self) -> None:
        super().__init__()
        # Apprise sends in threads of its own, to which it hands the context on.
        self._lines: ContextVar[list[str] | None] = ContextVar("lines", default=None)

    def begin(self) -> list[str]:
        """What is logged here from now on."""
        for name in ("apprise", "urllib3", "requests"):
            logger = logging.getLogger(name)
            logger.propagate, logger.handlers = False, [self]
        lines: list[str] = []
        self._lines.set(lines)
        return lines

    def emit(self, record: logging.LogRecord) -> None:
        if (lines := self._lines.get()) is not None:
            lines.append(record.getMessage())


_LOG = _AppriseLog()
