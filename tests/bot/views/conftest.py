"""What every test of a view needs: the golden files and the zone."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from telegram_html import judged

from bot.views.markup import length, plain
from bot.views.words import Local
from monitor.model import Page

GOLDEN = Path(__file__).parents[2] / "golden"
_BETWEEN_PAGES = "\n\n======== halaman berikutnya ========\n\n"

Golden = Callable[[str, "str | Page | Sequence[Page]"], None]


@pytest.fixture
def local() -> Local:
    return Local(ZoneInfo("Asia/Jakarta"))


@pytest.fixture
def golden() -> Golden:
    """Compares messages with `tests/golden/NAME.html`; UPDATE_GOLDEN=1 rewrites it. Telegram judges each first."""

    def compare(name: str, message: str | Page | Sequence[Page]) -> None:
        pages = [message] if isinstance(message, str | Page) else list(message)
        htmls = [page if isinstance(page, str) else page.html for page in pages]
        for page, html in zip(pages, htmls, strict=True):
            text = judged(html)
            assert plain(html) == text
            assert length(html) == len(text)
            assert isinstance(page, str) or page.text == text
        written = _BETWEEN_PAGES.join(htmls) + "\n"
        path = GOLDEN / f"{name}.html"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(written, encoding="utf-8")
        assert path.exists(), f"run with UPDATE_GOLDEN=1 to write {path.name}:\n{written}"
        assert written == path.read_text(encoding="utf-8")

    return compare
