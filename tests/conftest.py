"""What all tests share: repeatable properties and one browser."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from browser import chromium

settings.register_profile("gongkai", derandomize=True, deadline=None, database=None)
settings.load_profile("gongkai")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; a test opens its own page in it."""
    with chromium() as started:
        yield started


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--bless` writes golden files anew, to be read and committed like code."""
    parser.addoption("--bless", action="store_true", help="write the golden files anew")
