"""The yardstick: a cold process that does no more than parse a file with pyarrow, typed."""

import sys

import pyarrow
from pyarrow import csv

TYPES = {
    "string": pyarrow.string(),
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "boolean": pyarrow.bool_(),
    "date": pyarrow.date32(),
}

if __name__ == "__main__":
    import json
    from pathlib import Path

    folder = Path(sys.argv[1])
    resource = json.loads((folder / "datapackage.json").read_text())["resources"][1]
    types = {field["name"]: TYPES[field["type"]] for field in resource["schema"]["fields"]}
    options = csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""])
    print(csv.read_csv(folder / "events.csv", convert_options=options).num_rows)
