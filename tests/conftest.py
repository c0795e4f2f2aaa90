"""Shared fixtures: where the real corpora lie, and a press of our own small enough to read."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real corpora beside the project; users lack it, so tests that need it skip."""
    if not SHARED.is_dir():
        pytest.skip("real corpora are absent (no folder ../shared beside the project)")
    return SHARED
