"""Noticing that the process is about to stop, and stopping politely."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Drain:
    """Tells every open stream to say goodbye, and knows when all have."""

    def __init__(self) -> None:
        self.draining = False
        self._begun = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._streams = 0
        self._loop: asyncio.AbstractEventLoop | None = None

    def attach(self) -> None:
        """Start watching: call once from the event loop that serves requests.

        Signals are hooked here, on top of the server's own handlers, so that
        draining works in the same way whichever way the server was started.
        """
        self._loop = asyncio.get_running_loop()
        if threading.current_thread() is not threading.main_thread():
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            self._chain(number)

    def begin(self) -> None:
        """Start draining. Safe from a signal handler and from any thread."""
        self.draining = True
        if self._loop is None or self._loop.is_closed():
            self._begun.set()
        else:
            self._loop.call_soon_threadsafe(self._begun.set)

    async def wait(self, timeout: float | None = None) -> bool:
        """Wait for draining to begin; False when the time is up first."""
        return await _wait(self._begun, timeout)

    async def wait_idle(self, timeout: float) -> bool:
        """Wait until no stream is open; False when the time is up first."""
        return await _wait(self._idle, timeout)

    @contextmanager
    def stream(self) -> Iterator[None]:
        """Count a stream for as long as it is open."""
        self._streams += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._streams -= 1
            if not self._streams:
                self._idle.set()

    def _chain(self, number: signal.Signals) -> None:
        previous = signal.getsignal(number)
        if not callable(previous):
            return  # nobody would stop the server: leave the default in place

        def handler(received: int, frame: FrameType | None) -> None:
            self.begin()
            previous(received, frame)

        signal.signal(number, handler)


async def _wait(event: asyncio.Event, timeout: float | None) -> bool:
    try:
        await asyncio.wait_for(event.wait(), timeout)
    except TimeoutError:
        return False
    return True
