"""Prints every rate in full, some minutes of work."""

import argparse

from calibration import verdicts
from calibration.change import false_alarms, power
from calibration.coverage import coverage
from calibration.outages import clean, recall
from calibration.traps import traps

PARTS = {
    "coverage": lambda given: coverage(given.presses),
    "false-alarms": lambda given: false_alarms(given.series),
    "clean-radar": lambda given: clean(given.presses),
    "outages": lambda given: recall(given.presses),
    "traps": lambda given: traps(given.seeds),
    "verdicts": lambda given: verdicts.rates(verdicts.answers(6)),
    "verdict-bursts": lambda given: verdicts.bursts(given.presses),
    "power": lambda given: power(given.series),
}
parser = argparse.ArgumentParser(prog="calibration", description=__doc__)
parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; else all")
parser.add_argument("--presses", type=int, default=100, help="presses of each kind (coverage)")
parser.add_argument("--series", type=int, default=400, help="series of each kind (change)")
parser.add_argument("--seeds", type=int, default=20, help="presses of each trap (traps)")
given = parser.parse_args()
if wrong := set(given.parts) - set(PARTS):
    parser.error(f"no part {', '.join(sorted(wrong))}; there are {', '.join(PARTS)}")
for part in given.parts or PARTS:
    print(f"\n{part}", PARTS[part](given).round(3).to_string(index=False), sep="\n")
