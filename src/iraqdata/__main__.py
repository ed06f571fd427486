"""`python -m iraqdata`, the same as the command `iraqdata`."""

from iraqdata.commands import run

run()
