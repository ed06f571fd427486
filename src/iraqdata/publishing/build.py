"""Building what is derived from the CSV files and the descriptor.

People write `tables/*.csv` and `datapackage.json`. Derived from them are the canonical form of
the CSV files, the Parquet files, the stamps in the descriptor (`digest` of the
package; `bytes`, `hash` and `rows` of each table), the table names for type checkers, the data
dictionary, the page of rules, the attribution file, the coverage list and the codebook's table
of verdicts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iraqdata.publishing import attribution, coverage, dictionary, rules, verdicts
from iraqdata.publishing.canonical import read_csv, to_arrow, to_csv
from iraqdata.publishing.digest import of_bytes, of_tables
from iraqdata.publishing.files import replace
from iraqdata.reading.catalogue import Catalogue, read

if TYPE_CHECKING:
    import pyarrow


def build(root: Path, *, check: bool = False) -> list[Path]:
    """Build what is stale in the checkout or package at `root`, and return the files concerned.

    With `check` nothing is written: the list says what `build` would write. CSV files and
    texts are compared by bytes, Parquet files by schema and cells, since their bytes depend
    on the version of pyarrow. Raises IraqdataError for a CSV file that cannot be read as the
    descriptor says, before anything is written.
    """
    catalogue = read(root)
    records = {name: read_csv(table) for name, table in catalogue.tables.items()}
    texts: dict[Path, bytes] = {}
    frames: dict[Path, pyarrow.Table] = {}
    for name, table in catalogue.tables.items():
        texts[table.csv] = to_csv(table, records[name])
        frames[table.parquet] = to_arrow(table, records[name])
    texts[root / "datapackage.json"] = _stamped(catalogue, texts, records)
    if (root / "docs").is_dir():
        texts |= _pages(root, catalogue, records)

    stale = [path for path, content in texts.items() if not _same_bytes(path, content)]
    stale_frames = [path for path, frame in frames.items() if not _same_cells(path, frame)]
    if not check:
        texts.update({path: _parquet(frames[path]) for path in stale_frames})
        for path in stale + stale_frames:
            replace(path, texts[path])
    return sorted(stale + stale_frames)


def _pages(
    root: Path, catalogue: Catalogue, records: dict[str, list[tuple[Any, ...]]]
) -> dict[Path, bytes]:
    """What a checkout has besides the package itself."""
    coverage_list = root / "docs/coverage.csv"
    codebook = root / "docs/codebook.md"
    claims, sources = records["claims"], records["sources"]
    return {
        root / "src/iraqdata/reading/names.py": _names(catalogue),
        root / "docs/dictionary.md": dictionary.markdown(catalogue).encode(),
        root / "docs/rules.md": rules.markdown().encode(),
        coverage_list: coverage.with_records(coverage_list, catalogue, claims),
        codebook: verdicts.with_shares(codebook, catalogue, claims, sources),
        root / "ATTRIBUTION.md": attribution.markdown(catalogue, sources).encode(),
    }


def _stamped(
    catalogue: Catalogue, texts: dict[Path, bytes], records: dict[str, list[tuple[object, ...]]]
) -> bytes:
    descriptor = json.loads(json.dumps(catalogue.descriptor))
    for resource in descriptor["resources"]:
        content = texts[catalogue.tables[resource["name"]].csv]
        resource["bytes"] = len(content)
        resource["hash"] = of_bytes(content)
        resource["rows"] = len(records[resource["name"]])
    descriptor["digest"] = of_tables(
        {resource["name"]: resource["hash"] for resource in descriptor["resources"]}
    )
    return (json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n").encode()


def _names(catalogue: Catalogue) -> bytes:
    lines = [f'    "{name}",' for name in catalogue.tables]
    return "\n".join(
        [
            '"""Table names for type checkers; written by `iraqdata build` from'
            ' `datapackage.json`."""',
            "",
            "from typing import Literal",
            "",
            "TableName = Literal[",
            *lines,
            "]",
            "",
        ]
    ).encode()


def _same_bytes(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _same_cells(path: Path, frame: pyarrow.Table) -> bool:
    from pyarrow import ArrowInvalid
    from pyarrow.parquet import ParquetFile

    if not path.is_file():
        return False
    try:
        with ParquetFile(path) as file:
            return bool(file.read().equals(frame))
    except (ArrowInvalid, OSError):
        return False


def _parquet(frame: pyarrow.Table) -> bytes:
    import pyarrow
    from pyarrow.parquet import write_table

    sink = pyarrow.BufferOutputStream()
    write_table(frame, sink, compression="zstd")
    return bytes(sink.getvalue())
