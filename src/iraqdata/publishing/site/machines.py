"""What the site says to programs: schema.org and Croissant JSON-LD, and the sitemap."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from iraqdata.reading.catalogue import Catalogue, Table

_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}

# The context of Croissant 1.0, as its specification gives it.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "equivalentProperty": "cr:equivalentProperty",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def dataset(catalogue: Catalogue, citation: str, base_url: str) -> dict[str, Any]:
    """The package as a schema.org Dataset that is also a Croissant 1.0 data set.

    Files are given relative to the page unless the site's address is known.
    """
    descriptor = catalogue.descriptor
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": descriptor["name"],
        "alternateName": descriptor["title"],
        "description": descriptor["description"],
        "version": catalogue.version,
        "datePublished": descriptor["created"][:10],
        "license": descriptor["licenses"][0]["path"],
        "creator": [
            {"@type": "sc:Organization", "name": one["title"]} for one in descriptor["contributors"]
        ],
        "keywords": descriptor["keywords"],
        "temporalCoverage": "2003/2015",
        "spatialCoverage": {"@type": "sc:Place", "name": "Iraq"},
        "isAccessibleForFree": True,
        "isLiveDataset": False,
        "citeAs": citation,
        "url": base_url or "index.html",
        "distribution": [_file(resource, base_url) for resource in descriptor["resources"]],
        "recordSet": [_record_set(table) for table in catalogue.tables.values()],
    }
    return described


def sitemap(base_url: str, pages: list[str]) -> bytes:
    """The sitemap of the pages; it needs the site's address, for its entries are absolute."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    lines += [f"<url><loc>{escape(base_url + page)}</loc></url>" for page in pages]
    return "\n".join([*lines, "</urlset>", ""]).encode()


def _file(resource: dict[str, Any], base_url: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["path"].rpartition("/")[2],
        "description": resource["description"],
        "contentUrl": base_url + resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": "text/csv",
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _record_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{column}"} for column in table.key],
        "field": [_field(table, field) for field in table.fields],
    }


def _field(table: Table, field: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field['name']}",
        "name": field["name"],
        "description": field["description"],
        "dataType": _TYPES[field["type"]],
        "source": {
            "fileObject": {"@id": f"tables/{table.csv.name}"},
            "extract": {"column": field["name"]},
        },
    }
    for key in table.foreign_keys:
        # A table that refers to itself would be a circle to Croissant's readers.
        if key["fields"] == [field["name"]] and key["reference"]["resource"]:
            target = f"{key['reference']['resource']}/{key['reference']['fields'][0]}"
            described["references"] = {"field": {"@id": target}}
    return described
