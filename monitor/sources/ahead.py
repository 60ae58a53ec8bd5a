"""While one page is taken in, the next is asked for: network, reading and database do not wait for each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

T = TypeVar("T")


async def one_ahead(pages: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """The same pages. What the source raises comes after all pages before it; who stops early stops the source."""
    async with aclosing(pages):
        coming = asyncio.ensure_future(anext(pages))
        try:
            while True:
                try:
                    page = await coming
                except StopAsyncIteration:
                    return
                coming = asyncio.ensure_future(anext(pages))
                yield page
        finally:
            coming.cancel()
            await asyncio.wait([coming])
            if not coming.cancelled():
                coming.exception()  # looked at, so that nobody complains: it came too late to matter
