"""A site that runs while the tests of one file do."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.security.site import Site, site


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """No fault of ours may stand in its log at the end."""
    async with site(tmp_path_factory.mktemp("site")) as there:
        yield there
    assert there.faults() == []
