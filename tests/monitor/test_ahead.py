"""The next is made while one is taken; nothing is lost, nothing goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from monitor.ahead import one_ahead


class Maker:
    """Makes numbers; `fails` after the last."""

    def __init__(self, count: int, *, fails: bool = False) -> None:
        self.made: list[int] = []
        self.is_closed = False
        self.made_two = asyncio.Event()
        self._count, self._fails = count, fails

    async def numbers(self) -> AsyncGenerator[int, None]:
        try:
            for number in range(self._count):
                self.made.append(number)
                if number:
                    self.made_two.set()
                yield number
            if self._fails:
                raise ValueError("no more")
        finally:
            self.is_closed = True


async def test_all_come_in_order() -> None:
    assert [number async for number in one_ahead(Maker(5).numbers())] == [0, 1, 2, 3, 4]
    assert [number async for number in one_ahead(Maker(0).numbers())] == []


async def test_the_next_is_made_while_one_is_taken_and_no_more() -> None:
    maker = Maker(5)
    async with aclosing(one_ahead(maker.numbers())) as numbers:
        assert await anext(numbers) == 0
        await maker.made_two.wait()
        assert maker.made == [0, 1]
    assert maker.is_closed


async def test_what_fails_fails_after_all_that_came_before() -> None:
    async with aclosing(one_ahead(Maker(2, fails=True).numbers())) as numbers:
        assert [await anext(numbers), await anext(numbers)] == [0, 1]
        with pytest.raises(ValueError, match="no more"):
            await anext(numbers)


async def test_who_stops_early_hears_nothing_of_what_would_have_failed() -> None:
    maker = Maker(1, fails=True)
    async with aclosing(one_ahead(maker.numbers())) as numbers:
        assert await anext(numbers) == 0
    assert maker.is_closed


async def test_the_maker_is_stopped_in_the_middle_of_its_work() -> None:
    waits = asyncio.Event()

    async def endless() -> AsyncGenerator[int, None]:
        yield 1
        waits.set()
        await asyncio.Event().wait()
        yield 2

    async with aclosing(one_ahead(endless())) as numbers:
        assert await anext(numbers) == 1
        await waits.wait()
