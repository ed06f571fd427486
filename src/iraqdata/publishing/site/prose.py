"""Markdown as pages: headings that can be linked to, tables that can scroll, coloured code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup


def page(markdown: str, resolve: Callable[[str], str | None] = str) -> dict[str, Any]:
    """A Markdown text as `content` (HTML), `title` (its first heading) and `contents` (h2).

    `resolve` says where a link leads from the page; a link that leads nowhere stays as text.
    """
    # Remarks to whoever edits the file.
    markdown = re.sub(r"^<!--.*?-->$", "", markdown, flags=re.M | re.S)
    parser = MarkdownIt("commonmark", {"html": False, "highlight": _highlight}).enable("table")
    tokens = parser.parse(markdown)
    title, contents = "", []
    for token, inline in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and inline is not None:
            words = "".join(child.content for child in inline.children or ())
            anchor = _anchor(words)
            token.attrs["id"] = anchor
            if token.tag == "h1":
                title = words
            elif token.tag == "h2":
                contents.append({"id": anchor, "title": words})
        if token.children:
            token.children = _linked(token.children, resolve)
    html = parser.renderer.render(tokens, parser.options, {})
    html = html.replace(
        "<table>",
        '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table class="plain">',
    )
    html = html.replace("</table>", "</table></div>")
    return {"content": Markup(html), "title": title, "contents": contents}


def _linked(children: list[Token], resolve: Callable[[str], str | None]) -> list[Token]:
    kept: list[Token] = []
    opened: list[bool] = []
    for child in children:
        if child.type == "link_open":
            target = resolve(str(child.attrs["href"]))
            opened.append(target is not None)
            if target is None:
                continue
            child.attrs["href"] = target
        elif child.type == "link_close" and not opened.pop():
            continue
        kept.append(child)
    return kept


def _anchor(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _highlight(code: str, language: str, _attributes: str) -> str:
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(language or "text")
    shown = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return f'<pre tabindex="0"><code class="code">{shown}</code></pre>'
