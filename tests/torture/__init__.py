"""Proof that what we write is whole or not there: kills, faults and damage, by `make torture`."""
