"""Rates that a statistic promises, measured on made-up series whose truth is known.

`make calibrate` prints them in full; tests draw a tenth (PYTHONPATH=tests python -m calibration).
All seeds are fixed. Cannot do: speak for a press that is made otherwise than these.
"""
