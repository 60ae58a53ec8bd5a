"""What the database refuses is told without what was to be stored."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import parse_url, reading_engine, writing_engine

SECRET = "Jl. Cideng Barat 12"


async def refusal(engine: AsyncEngine) -> str:
    """The whole traceback of a statement that fails with an address among its parameters."""
    try:
        with pytest.raises(SQLAlchemyError) as caught:
            async with engine.begin() as connection:
                await connection.execute(
                    text("SELECT nowhere FROM notices WHERE text = :address"), {"address": SECRET}
                )
    finally:
        await engine.dispose()
    return "".join(traceback.format_exception(caught.value))


async def test_no_parameter_of_a_failed_statement_reaches_a_traceback(any_url: str) -> None:
    for engine in (reading_engine, writing_engine):
        told = await refusal(engine(parse_url(any_url)))
        assert "nowhere" in told
        assert SECRET not in told
