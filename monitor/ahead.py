"""While one thing is taken, the next is made: network, processor and database do not wait for each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

T = TypeVar("T")


async def one_ahead(source: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """The same, in order. What the source raises comes after all before it; who stops early stops it."""
    async with aclosing(source):
        coming = asyncio.ensure_future(anext(source))
        try:
            while True:
                try:
                    found = await coming
                except StopAsyncIteration:
                    return
                coming = asyncio.ensure_future(anext(source))
                yield found
        finally:
            coming.cancel()
            await asyncio.wait([coming])
            if not coming.cancelled():
                coming.exception()  # looked at, so that nobody complains: it came too late to matter
