"""Orders on export privileges are asked for where a channel wants them, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.cli.context import CommandContext
from monitor.polling.denial_orders import SOURCE
from monitor.polling.published import SOURCE as PUBLISHED
from tests.cli.conftest import Place

NOW = datetime(2026, 11, 30, 15, tzinfo=UTC)


def watched(place: Place) -> tuple[set[str], CommandContext]:
    """The sources that the settings have asked."""
    context = CommandContext(config=place.config)
    watch = context.watch()
    assert {source.name for source in watch.sources} == set(context.plans)
    return set(context.plans), context


def test_they_are_asked_for_only_where_a_channel_wants_them(place: Place) -> None:
    silent = place.config.read_text()
    place.config.write_text(silent.replace('type = "slack"', 'type = "slack"\nsubjects = ["denial-orders"]', 1))
    names, context = watched(place)
    assert names == {PUBLISHED, SOURCE}
    context.store.sources.good(SOURCE, NOW)
    place.config.write_text(silent)
    names, context = watched(place)
    assert names == {PUBLISHED}
    assert context.store.sources.state(SOURCE) is None, "who asks for them again begins anew"
