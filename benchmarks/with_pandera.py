"""pandera on the generated events, with the schema compiled as `iraqdata.schema` compiles it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from iraqdata.checking.schema import _TYPES, _checks, _library


def main(folder: Path, engine: str) -> None:
    """Read the file with types and validate it."""
    resource = json.loads((folder / "datapackage.json").read_text())["resources"][1]
    fields = resource["schema"]["fields"]
    library = _library(engine)
    types = _TYPES[engine]()
    columns = {
        field["name"]: library.Column(
            types[field["type"]],
            checks=_checks(library.Check, field, engine),
            nullable=not field["constraints"].get("required"),
            unique=field["name"] == "event_id",
        )
        for field in fields
    }
    schema = library.DataFrameSchema(columns, strict=True, ordered=True)
    schema.validate(_frame(folder / "events.csv", engine, fields, types), lazy=True)


def _frame(file: Path, engine: str, fields: list[dict[str, object]], types: dict[str, object]):  # type: ignore[no-untyped-def]
    if engine == "polars":
        import polars

        return polars.read_csv(file, schema={f["name"]: types[f["type"]] for f in fields})
    from pyarrow import csv

    from benchmarks.parse import TYPES

    options = csv.ConvertOptions(
        column_types={field["name"]: TYPES[field["type"]] for field in fields},
        strings_can_be_null=True,
        null_values=[""],
    )
    table = csv.read_csv(file, convert_options=options)
    frame = table.to_pandas(date_as_object=False)
    return frame.astype({field["name"]: types[field["type"]] for field in fields})


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
