"""Sense: what cells of one record, and records of several tables, may say together.

A module for each kind of record. Importing this registers their rules.
"""

from iraqdata.checking.sense import (  # noqa: F401
    actors,
    dates,
    deals,
    doubles,
    figures,
    identifiers,
    missions,
    places,
    texts,
)
