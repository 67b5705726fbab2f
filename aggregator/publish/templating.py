"""Templates of pages: every text in them is escaped, and a name that is not known is a mistake."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def open_templates(package: str, filters: Mapping[str, Callable[..., object]]) -> Environment:
    """Return the templates of a package, with the filters that they use."""
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # else the disk is asked for each row of each page whether its template has changed
    )
    environment.filters.update(filters)
    # jinja's own is a ChainMap, which is copied name by name, in Python, for each row of each page
    environment.make_globals = partial(_in_one, environment)  # type: ignore[method-assign]
    return environment


def _in_one(environment: Environment, own: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what every template knows with what one knows beside that."""
    return {**environment.globals, **(own or {})}
