"""Prints every rate in full, some minutes of work."""

import argparse

from calibration.coverage import coverage

parser = argparse.ArgumentParser(prog="calibration", description=__doc__)
parser.add_argument("--presses", type=int, default=100, help="presses of each kind (coverage)")
print(coverage(parser.parse_args().presses).round(3).to_string(index=False))
