"""Posts of the United States in Iraq: the Office of the Historian's draft of posts.

Origin: US Department of State, Office of the Historian, HistoryAtState/gsh, data/posts, posts in
Iraq. Licence: CC0 1.0 and US public domain.

Columns read: post_id, post_type, valid_since, valid_until, events, source (not used further),
notes.

Decisions: the file is a draft. `9999` means that no end is recorded and gives none. It dates the
closing of the embassy in Baghdad 1990, the chiefs of mission and the recognition article
12 January 1991: its year stands as a claim on `closed`. It calls Baghdad an embassy since 1915,
before there was one: a claim on `opened` of the first embassy. What it says of each post is told
by the notes that it had when this importer was written; other notes stop the import.
"""

from __future__ import annotations

from pathlib import Path

from importers.publisher_file import read
from importers.rows import Rows
from importers.us_posts import US_POSTS

SOURCE = {
    "source_id": "src-ohs-gsh",
    "kind": "dataset",
    "title": "Posts in Iraq (draft)",
    "author": "US Department of State, Office of the Historian",
    "publisher": "US Department of State, Office of the Historian",
    "url": "https://github.com/HistoryAtState/gsh",
    "licence": "CC0-1.0",
    "edition": "HistoryAtState/gsh@c8aea3fe data/posts",
    "perspective": "US government",
    "notes": "A draft: 9999 stands for no end recorded; the end of 1990 for Baghdad disagrees "
    "with the same office's other files; Kirkuk is shown as still open.",
}
COLUMNS = (
    "post_id locale_id territory_id post_type valid_since valid_until events source notes "
    "source_file"
).split()
# What a post's year of opening and its note say: (mission, column, value, note of the claim).
SAYS = {
    ("baghdad", "embassy", "1915", "closed in 1990 reopened in 2004"): [
        (
            "mis-us-embassy-baghdad-1946",
            "opened",
            "1915",
            "Gives the post as an embassy from 1915, when there was none.",
        ),
        (
            "mis-us-embassy-baghdad-1984",
            "closed",
            "1990",
            "Differs from 12 January 1991 in the same office's other files.",
        ),
        ("mis-us-embassy-baghdad-2004", "opened", "2004", ""),
    ],
    ("basrah", "consulate-general", "1937", "Consulate General 2011"): [
        ("mis-us-post-basra-1937", "opened", "1937", ""),
        ("mis-us-consulate-general-basra-2011", "opened", "2011", ""),
    ],
    ("erbil", "consulate-general", "2011", "Consulate General"): [
        ("mis-us-consulate-general-erbil-2011", "opened", "2011", ""),
    ],
    ("kirkuk", "consulate", "1957", "reopened in 2012"): [
        ("mis-us-consulate-kirkuk-1957", "opened", "1957", ""),
        ("mis-us-consulate-kirkuk-2012", "opened", "2012", ""),
    ],
}


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    for record in read(path, COLUMNS):
        post = record["post_id"]
        if record["territory_id"] != "iraq":
            record.stop("territory_id", "is not Iraq")
        if record["valid_until"] != "9999":
            record.stop("valid_until", "is an end, of which the importer knows nothing")
        if record["events"] != f"opened:{record['valid_since']}":
            record.stop("events", "does not repeat valid_since")
        says = (post, record["post_type"], record["valid_since"], record["notes"])
        if says not in SAYS:
            record.stop("notes", "says of the post what the importer does not know")
        for mission, column, value, note in SAYS[says]:
            locator = f"posts/{post}"
            rows.record("missions", "mission_id", post, locator, **US_POSTS[mission])
            rows.claim(mission, post, locator, field=column, stated_value=value, note=note)
    return rows
