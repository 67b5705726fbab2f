"""The event loop that the service runs on: uvloop where it is installed, for it answers twice as many readers."""

import asyncio
from collections.abc import Callable, Coroutine
from importlib.util import find_spec


def run_on_loop(work: Coroutine[object, object, None]) -> None:
    """Run the service's work to its end."""
    with asyncio.Runner(loop_factory=find_loop_factory()) as runner:
        runner.run(work)


def find_loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes a loop of uvloop's, or None where it is not installed (Windows): the standard one is used."""
    if find_spec("uvloop") is None:
        return None
    import uvloop

    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory
