"""How far two independent codings of the documents agree.

For the maintainers of the tables and not part of the package. Run from the top of a checkout:
`python -m reliability`. It reads both codings and `correspondence.csv` in `docs/reliability/`
and writes there `agreement.md`, `agreement.csv` and `marginals.csv`, brings `disagreements.csv`
up to date (decisions are kept, new disagreements come without one), and writes the summary in
the codebook.

`codings` reads, `matching` finds the units that both codings have, `agreement` measures,
`disagreements` keeps what was decided, `report` writes for people.
"""
