"""A plugin of pytest: tests of damage cut and flip files at many more places than they do by day.

In: test modules that name their numbers of places `MANY` and, by the ending of a file, `TRIES`.
Out: the same tests, TIMES as fine.

Cannot do: tests that draw their places by other means.
"""

import os

TIMES = int(os.environ.get("TORTURE_TIMES", "10"))


def pytest_collection_modifyitems(items: list) -> None:
    """Raise the numbers of places in each module that was collected."""
    found = {id(item.module): item.module for item in items if hasattr(item.module, "TRIES")}
    for module in found.values():
        module.TRIES = {ending: tries * TIMES for ending, tries in module.TRIES.items()}
        module.MANY *= TIMES
