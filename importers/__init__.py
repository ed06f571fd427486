"""Importers: each turns one publisher's file, as it comes, into rows of our tables.

They are for the maintainers of the tables and not part of the package. Run from the top of a
checkout: `python -m importers ORIGIN FILE`, then `iraqdata build`.

One module per origin; its docstring gives origin, licence, columns read and decisions.
`publisher_file` reads strictly, `rows` collects what an importer makes, `merging` puts it into
`tables/*.csv`, `actors` and `us_posts` hold what several origins speak of.
"""
