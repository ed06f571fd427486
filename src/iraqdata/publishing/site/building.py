"""Building the site: all its files from the tables, the descriptor and the texts in `docs/`."""

from __future__ import annotations

import json
import os
import re
import shutil
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from iraqdata.errors import IraqdataError, MissingExtraError
from iraqdata.proving.citing import citations
from iraqdata.publishing.digest import digests, of_tables
from iraqdata.publishing.site import against, frequencies, machines, reference
from iraqdata.publishing.site.downloads import downloads
from iraqdata.publishing.site.explorer import Explorer
from iraqdata.publishing.site.pictures import Picture, pictures
from iraqdata.publishing.site.pictures.picture import for_page
from iraqdata.publishing.site.words import in_words
from iraqdata.reading.catalogue import Catalogue, packaged, read

_NAVIGATION = (
    ("index.html", "Home"),
    ("events.html", "Tables"),
    ("documents.html", "Documents against the record"),
    ("pictures.html", "Pictures"),
    ("tutorial.html", "Tutorial"),
    ("dictionary.html", "Dictionary"),
    ("codebook.html", "Codebook"),
    ("python.html", "Python"),
    ("commands.html", "Command line"),
)

# How a folder is recognised that a site may replace.
_OURS = '<meta name="generator" content="iraqdata site">'


def site(
    dest: Path, *, root: Path | None = None, base_url: str = "", check: bool = False
) -> list[str]:
    """Build the static explorer in the folder `dest`, and return the names of files that changed.

    `root` is the top of a checkout, by default the one this package runs from. `base_url` is the
    address at which the site will stand, for the sitemap and for programs; without it there is no
    sitemap. With `check` nothing is written: the list says what is stale. What stood in `dest`
    is replaced as a whole, at the end, and only if it is such a site.

    Raises IraqdataError if `dest` holds something else, or `root` is no checkout, and
    MissingExtraError without the extra `site`.
    """
    try:
        import altair  # noqa: F401
        import jinja2  # noqa: F401
        import vl_convert  # noqa: F401
    except ImportError:
        raise MissingExtraError(
            "the site needs templates and a plotting library: pip install 'iraqdata[site]'"
        ) from None
    catalogue = read(root) if root else packaged()
    if base_url and not re.fullmatch(r"https?://[^\s\"<>]+", base_url):
        raise IraqdataError(f"--base-url {base_url!r} is not an http or https address")
    _refuse_what_is_not_ours(dest)
    content = _content(catalogue, base_url.rstrip("/") + "/" if base_url else "")
    there = {path.relative_to(dest).as_posix(): path for path in dest.rglob("*") if path.is_file()}
    changed = sorted(
        name
        for name in {*content, *there}
        if name not in content or name not in there or there[name].read_bytes() != content[name]
    )
    if changed and not check:
        _replace(dest, content)
    return changed


def _content(catalogue: Catalogue, base_url: str) -> dict[str, bytes]:
    """Every file of the site by its name."""
    explorer = Explorer(catalogue)
    drawn = pictures(explorer)
    whole = downloads(catalogue)
    archives = [
        {"file": f"downloads/{name}", "title": title, "size": _size(len(bytes_))}
        for name, (title, bytes_) in whole.items()
    ]
    content = {
        **_assets(),
        **_tables(catalogue),
        **_data(explorer),
        **_documentation(catalogue),
        **_pages(explorer, drawn, archives, base_url),
        **{f"downloads/{name}": bytes_ for name, (_, bytes_) in whole.items()},
    }
    for picture in drawn:
        content[f"pictures/{picture.name}.csv"] = picture.table
        if picture.chart is not None:
            content[f"pictures/{picture.name}.svg"] = picture.svg.encode()
            content[f"pictures/{picture.name}.png"] = picture.png
    described = machines.dataset(catalogue, citations(None, "text", catalogue), base_url)
    content["croissant.json"] = _json(described, indent=2)
    if base_url:
        pages = sorted(name for name in content if name.endswith(".html"))
        content["sitemap.xml"] = machines.sitemap(base_url, pages)
    return content


def _assets() -> dict[str, bytes]:
    folder = files(__package__) / "assets"
    return {f"assets/{one.name}": one.read_bytes() for one in folder.iterdir()}


def _tables(catalogue: Catalogue) -> dict[str, bytes]:
    """The package itself: descriptor, CSV and Parquet files, at the places that it names."""
    content = {"datapackage.json": (catalogue.root / "datapackage.json").read_bytes()}
    for table in catalogue.tables.values():
        for path in (table.csv, table.parquet):
            try:
                content[path.relative_to(catalogue.root).as_posix()] = path.read_bytes()
            except FileNotFoundError:
                raise IraqdataError(f"{path} is missing; run: iraqdata build") from None
    return content


def _documentation(catalogue: Catalogue) -> dict[str, bytes]:
    """The files that the texts in `docs/` refer to."""
    folder = catalogue.root / "docs"
    return {
        f"docs/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*.csv")
    }


def _data(explorer: Explorer) -> dict[str, bytes]:
    """The tables for the browser: scripts, since a page opened from a folder may not read files."""
    content = {"data/documents.js": _script("tables", "documents", against.data(explorer))}
    for name in explorer.catalogue.tables:
        content[f"data/{name}.js"] = _script("tables", name, explorer.data(name))
        content[f"data/{name}.panels.js"] = _script("panels", name, explorer.panels(name))
    return content


def _script(kind: str, name: str, data: Any) -> bytes:
    return (
        b"(globalThis.iraqdata ??= { tables: {}, panels: {} })."
        + f'{kind}["{name}"] = '.encode()
        + _json(data).rstrip(b"\n")
        + b";\n"
    )


def _json(data: Any, indent: int | None = None) -> bytes:
    separators = None if indent else (",", ":")
    return (
        json.dumps(data, ensure_ascii=False, indent=indent, separators=separators) + "\n"
    ).encode()


def _pages(
    explorer: Explorer, drawn: list[Picture], archives: list[dict[str, str]], base_url: str
) -> dict[str, bytes]:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    catalogue = explorer.catalogue
    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["one_row"] = _one_row
    environment.filters["backticks"] = _backticks
    environment.globals.update(
        descriptor=catalogue.descriptor,
        version=catalogue.version,
        navigation=[{"file": file, "title": title} for file, title in _NAVIGATION],
    )
    tables = frequencies.dictionary(explorer)
    environment.globals["tables"] = tables
    texts = _texts(catalogue)
    known = {file for file, _ in _NAVIGATION}
    environment.globals["more"] = [
        {"file": file, "title": text["title"]} for file, text in texts.items() if file not in known
    ]

    def render(template: str, file: str, **context: Any) -> bytes:
        return environment.get_template(template).render(file=file, **context).encode()

    described = machines.dataset(catalogue, citations(None, "text", catalogue), base_url)
    content = {
        "index.html": render(
            "index.html",
            "index.html",
            facts=_facts(explorer),
            coverage=_coverage(explorer),
            citation=citations(None, "text", catalogue),
            archives=archives,
            digest=of_tables(digests(catalogue)),
            # `<` would end the script element in which it stands.
            dataset_json=Markup(_json(described).decode().replace("<", "\\u003c")),
        ),
        "documents.html": render(
            "documents.html",
            "documents.html",
            documents=against.documents(explorer),
            counts=against.counts(explorer),
        ),
        "pictures.html": render(
            "pictures.html",
            "pictures.html",
            pictures=[
                {
                    "name": picture.name,
                    "title": picture.title,
                    "caption": picture.caption,
                    "nothing": picture.nothing,
                    "columns": picture.columns,
                    "rows": picture.rows,
                    "hrefs": picture.hrefs,
                    "svg": picture.chart and Markup(for_page(picture.svg, picture.title)),
                }
                for picture in drawn
            ],
        ),
        "dictionary.html": render("dictionary.html", "dictionary.html"),
    }
    for table in tables:
        file = f"{table['name']}.html"
        content[file] = render("table.html", file, table=table)
    for file, text in texts.items():
        content[file] = render("prose.html", file, **text)
    return content


def _texts(catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    """The pages of prose by file: the texts in `docs/`, and the reference pages."""
    from iraqdata.publishing.site.prose import page

    folder = (catalogue.root / "docs").resolve()
    if not folder.is_dir():
        raise IraqdataError(
            f"there is no folder {folder}: the site is built from a checkout; --root names its top"
        )
    pages = {path: _page_name(path.relative_to(folder)) for path in sorted(folder.rglob("*.md"))}
    texts = {}
    for path, file in pages.items():
        # The data dictionary has a page of its own, with frequencies.
        if file != "dictionary.html":
            text = path.read_text(encoding="utf-8")
            texts[file] = page(text, partial(_resolve, path.parent, folder, pages))
    texts["python.html"] = page(reference.functions())
    texts["commands.html"] = page(reference.commands())
    return texts


def _page_name(path: Path) -> str:
    """The page of a text in `docs/`: `a/b.md` is `a-b.html`, `a/README.md` is `a.html`."""
    parts = path.parent.parts if path.name == "README.md" else (*path.parent.parts, path.stem)
    return "-".join(parts) + ".html"


def _resolve(folder: Path, top: Path, pages: dict[Path, str], href: str) -> str | None:
    """Where a link in a text of `folder` leads from its page; None if that is not in the site."""
    if re.match(r"[a-z]+:|#", href):
        return href
    path, sign, anchor = href.partition("#")
    target = (folder / path).resolve()
    if target in pages:
        return pages[target] + sign + anchor
    if target.is_file() and target.is_relative_to(top):
        return f"docs/{target.relative_to(top).as_posix()}"
    return None


def _facts(explorer: Explorer) -> list[dict[str, str]]:
    """The numbers that the home page opens with."""
    shown = ("actors", "events", "transfers", "missions", "statistics", "claims")
    return [
        {
            "number": f"{len(explorer.records.table(name)):,}",
            "what": explorer.catalogue.table(name).title.lower(),
            "file": f"{name}.html",
        }
        for name in shown
    ]


def _coverage(explorer: Explorer) -> dict[str, Any]:
    coded = len(against.documents(explorer))
    events = explorer.records.table("events")
    starts = sorted(event["date_start"] for event in events if event["date_start"])
    ends = sorted(event["date_end"] for event in events if event["date_end"])
    return {
        "documents": coded,
        "others": len(explorer.records.table("sources")) - coded,
        "claims": f"{len(explorer.records.table('claims')):,}",
        "first": in_words(starts[0]) if starts and ends else "",
        "last": in_words(ends[-1]) if starts and ends else "",
    }


def _size(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e6 else f"{n_bytes / 1e3:.0f} kB"


def _one_row(description: str) -> str:
    """The first sentence of a table's description, without its `One row is`."""
    first = description.partition(". ")[0].rstrip(".")
    return first.removeprefix("One row is ")


def _backticks(text: str) -> Any:
    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _refuse_what_is_not_ours(dest: Path) -> None:
    if dest.exists() and not dest.is_dir():
        raise IraqdataError(f"{dest} is a file; name a folder for the site")
    if dest.is_dir() and any(dest.iterdir()):
        home = dest / "index.html"
        if not home.is_file() or _OURS not in home.read_text(encoding="utf-8", errors="replace"):
            raise IraqdataError(
                f"{dest} holds something else than a site of iraqdata, which would be lost;"
                " name a new or empty folder"
            )


def _replace(dest: Path, content: dict[str, bytes]) -> None:
    # Beside it first, then in its place: an interrupted build leaves the old site whole.
    dest = dest.resolve()
    part = dest.with_name(dest.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    for name, written in content.items():
        path = part / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written)
    old = dest.with_name(dest.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if dest.exists():
        os.replace(dest, old)
    os.replace(part, dest)
    shutil.rmtree(old, ignore_errors=True)
