"""The metrics for Prometheus, read at each scrape; docs/operations.md explains each.

Their labels are bounded: sources, results, stages, verdicts and states are the code's own, channels those of the
settings (and "other").
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping

from monitor import __version__
from monitor.errors import StoreError
from monitor.operations.liveness import RESULTS, Liveness
from monitor.operations.measurements import Measurements
from monitor.operations.status import SourceStatus

Sample = tuple[tuple[str, ...], float]


class Metrics:
    """Call it for the text of one scrape.

    ``measure`` reads what is in the database; where it raises StoreError, only what this process counts itself is served.
    """

    def __init__(self, liveness: Liveness, sources: Iterable[str], measure: Callable[[], Measurements]) -> None:
        from prometheus_client import CollectorRegistry, ProcessCollector  # noqa: PLC0415 - a tenth of a second

        self._liveness, self._sources, self._measure = liveness, tuple(sources), measure
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)  # type: ignore[arg-type]
        ProcessCollector(registry=self._registry)

    def __call__(self) -> bytes:
        """The metrics in Prometheus's text format 0.0.4."""
        from prometheus_client import generate_latest  # noqa: PLC0415

        return generate_latest(self._registry)

    def describe(self) -> list[object]:
        """Nothing, so that registering does not read the database."""
        return []

    def collect(self) -> Iterator[object]:
        """The metrics; prometheus_client calls it."""
        from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415

        yield _gauge("build_info", "The version at work.", [((__version__, platform.python_version()), 1)], VERSION)
        polls = CounterMetricFamily("elmon_polls", "Answers of the sources to this process.", labels=POLL)
        counted = self._liveness.polls()
        for source in self._sources:
            for result in RESULTS:
                polls.add_metric([source, result], counted.get((source, result), 0))
        yield polls
        try:
            measured = self._measure()
        except StoreError:
            yield _gauge("database_up", "Whether the database answers.", [((), 0)])
            return
        yield _gauge("database_up", "Whether the database answers.", [((), 1)])
        yield from _shared(measured, self._sources)


VERSION, POLL = ["version", "python"], ["source", "result"]


def _shared(measured: Measurements, planned: Iterable[str]) -> Iterator[object]:
    """What is read from the database, and is the same at every instance, except the lease; a source that is ``planned`` and was
    never asked is one of which nothing is known."""
    status = measured.status
    yield _gauge("ready", "Whether the monitor is fresh, as /readyz says.", [((), not status.stale)])
    asked = {source.source for source in status.sources}
    never = (SourceStatus(name, None, None, "", stale=True) for name in planned if name not in asked)
    sources = (*status.sources, *never)
    lag = [((s.source,), float("inf") if s.lag_seconds is None else s.lag_seconds) for s in sources]
    yield _gauge("source_lag_seconds", "Since the source's last good poll; +Inf for never.", lag, ["source"])
    stale = [((s.source,), float(s.stale)) for s in sources]
    yield _gauge("source_stale", "Whether the source has not been good for too long.", stale, ["source"])
    requests = [((s.source,), float(s.requests_today)) for s in sources]
    yield _gauge("source_requests_today", "Requests that the source's day has cost so far.", requests, ["source"])
    yield _gauge("documents", "Documents recorded.", _counts(measured.documents), ["stage", "verdict"])
    yield _gauge("reviews", "Documents that a person must check.", [((), len(status.reviews))])
    yield _gauge("entries_in_force", "Entries of the list today.", [((), status.entries)])
    yield _gauge("outbox_waiting", "Messages that should have gone and have not.", [((), status.waiting)])
    yield _gauge("outbox_dead", "Messages that were given up.", [((), status.dead)])
    yield _gauge("outbox_late_seconds", "How late the oldest waiting message is.", [((), measured.late_seconds)])
    yield _gauge("messages", "Messages in the outbox.", _counts(measured.messages), ["channel", "state"])
    yield _gauge("lease_held", "Whether this instance polls.", [((), measured.leads)])
    yield _gauge("database_bytes", "The database's size.", [((), measured.bytes)])


def _counts(counts: Mapping[tuple[str, str], int]) -> list[Sample]:
    return [(labels, float(n)) for labels, n in sorted(counts.items())]


def _gauge(name: str, about: str, samples: Iterable[Sample], labels: list[str] | None = None) -> object:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

    family = GaugeMetricFamily(f"elmon_{name}", about, labels=labels or [])
    for values, value in samples:
        family.add_metric(values, float(value))
    return family
