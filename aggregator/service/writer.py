"""The one thread that writes to the store."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class Writer:
    """Runs work in the one thread that writes to the store, whoever asks."""

    def __init__(self, executor: ThreadPoolExecutor) -> None:
        self._executor = executor

    async def __call__(self, work: Callable[[], Result]) -> Result:
        """Return what the work returns, once it is its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)
