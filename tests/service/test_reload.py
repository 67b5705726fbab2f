"""What a new configuration changes in a running service."""

from dataclasses import replace
from datetime import timedelta

from aggregator.config.settings import Service, Settings
from aggregator.model.source import Section, Source
from aggregator.service.reload import plan_reload

OLD = Settings(
    service=Service(title="Desk", base_url="http://desk.example/", contact="desk@example.org"),
    sections=(Section(id="national", title="National"),),
    sources=(
        Source(id="harbour", url="http://harbour.example/"),
        Source(id="valley", url="http://valley.example/"),
    ),
)


def test_sources_take_effect_and_are_named() -> None:
    """Added, removed and changed ones; a disabled one counts as removed."""
    sources = (
        replace(OLD.sources[0], every=timedelta(minutes=1)),
        replace(OLD.sources[1], enabled=False),
        Source(id="coast", url="http://coast.example/"),
    )
    plan = plan_reload(OLD, replace(OLD, sources=sources))
    assert (plan.added, plan.removed, plan.changed) == (("coast",), ("valley",), ("harbour",))
    assert plan.settings.sources == sources


def test_what_needs_a_restart_keeps_its_value_and_is_named() -> None:
    """A running service keeps its sockets and its store."""
    service = replace(OLD.service, title="News desk", listen="127.0.0.1:9999", database="sqlite:///other.db")
    plan = plan_reload(OLD, replace(OLD, service=service))
    assert plan.needs_restart == ("listen", "database")
    assert plan.settings.service == replace(OLD.service, title="News desk")
    assert "restart for: listen, database" in plan.summary


def test_same_configuration_changes_nothing() -> None:
    """A reload without an edit is a no-op."""
    plan = plan_reload(OLD, OLD)
    assert (plan.settings, plan.added, plan.removed, plan.changed) == (OLD, (), (), ())
