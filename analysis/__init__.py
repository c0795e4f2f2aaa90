"""Sorotan: how much attention the news pays to human trafficking, when, where, to which cases.

The path of the data is one way: corpus -> words -> attention -> cases -> report. A room imports
only rooms before it. Importing this package reads no file and reaches no network.
"""

from pathlib import Path

__version__ = "0.3.0"

HOME = Path(__file__).resolve().parents[1]
"""The folder of the project: notebooks, data and reports lie here."""

DATA = HOME / "data"
"""Lexicons, outlets, cases and the registry of corpora, as data files people can read."""

CACHE = DATA / "cache"
"""Fetched corpora and prepared tables; git-ignored, safe to delete."""
