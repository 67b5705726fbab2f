"""What a new configuration changes in a running service."""

from dataclasses import dataclass, replace

from aggregator.config.settings import Service, Settings

FIXED = ("listen", "admin", "database", "public", "base_url", "contact")
"""Keys of `[service]` that a running service cannot change: its sockets, its store, its name to other servers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reload:
    """The settings to go on with, and what to say about them."""

    settings: Settings
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Sources, by id."""
    needs_restart: tuple[str, ...] = ()
    """Keys of `[service]` whose new values wait for a restart."""

    @property
    def summary(self) -> str:
        """Return one line for the log."""
        counts = f"{len(self.added)} sources added, {len(self.removed)} removed, {len(self.changed)} changed"
        waiting = f"; restart for: {', '.join(self.needs_restart)}" if self.needs_restart else ""
        return counts + waiting


def plan_reload(old: Settings, new: Settings) -> Reload:
    """Return what takes effect now; what cannot keeps its old value, and is named."""
    before = {source.id: source for source in old.sources if source.enabled}
    after = {source.id: source for source in new.sources if source.enabled}
    waiting = tuple(
        key for key in FIXED if getattr(old.service, key, None) != getattr(new.service, key, None)
    )
    return Reload(
        settings=replace(new, service=_kept(old.service, new.service, waiting)),
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(each for each in before.keys() & after.keys() if before[each] != after[each])),
        needs_restart=waiting,
    )


def _kept(old: Service, new: Service, keys: tuple[str, ...]) -> Service:
    return replace(new, **{key: getattr(old, key) for key in keys})
