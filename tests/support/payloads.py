"""What an attacker might write into any field, and a project that has all of it in every field.

`@` in a payload is its number: `m12m` is in the page's text, or something has broken out. `pwn(…)` is what a script would call.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOST = "http://127.0.0.2:9"
TEXTS = (
    # markup
    "<script>pwn('@')</script>", "<x@ y@=z>", "</title><script>pwn('@')</script>", "</script><script>pwn('@')</script>", "<img src=x@ onerror=pwn('@')>",
    "<svg/onload=pwn('@')>", "<svg><script>pwn('@')</script></svg>", "<math><mtext><table><mglyph><style><img src=x@ onerror=pwn('@')>",
    f"<iframe src={HOST}/@></iframe>", f"<object data={HOST}/@>", f"<base href={HOST}/@/>", f"<link rel=stylesheet href={HOST}/@.css>",
    "<details open ontoggle=pwn('@')>", "<template><p id=@>", "<!-- @", "--><p id=@>", "<![CDATA[@]]>", "<?xml @ ?>", "<!DOCTYPE @>", "<plaintext>@", "<textarea>@",
    "</main></article></body></html>@", "</p></div></li></ul></table>@", "<form action=/@><input name=q autofocus onfocus=pwn('@')>", "<style>*{background:url(" + HOST + "/@)}</style>",
    # out of attributes, by each quotation mark and none
    "\" onmouseover=\"pwn('@')", "' onmouseover='pwn(`@`)", "` onmouseover=`pwn('@')", " autofocus onfocus=pwn('@') x=", '"><x@>', "'><x@>", "><x@>", "\">'>@<b id=@>", '\\"><x@>',
    # elsewhere
    f'"><meta http-equiv=refresh content="0;url={HOST}/@">', f"<meta http-equiv=refresh content='0;url={HOST}/@'>", "javascript:pwn('@')//", "JaVaScRiPt:pwn('@')", "data:text/html,<script>pwn('@')</script>@",
    "vbscript:pwn('@')", f"//127.0.0.2:9/@ {HOST}/@",
    # templates and format strings
    "{{ 7*7 }}@", "{% raw %}@", "{# @ #}", "{{ config.__class__ }}@", "{0.__class__}@", "{name}@", "%(a)s %s %d@", "${pwn('@')}", "#{pwn('@')}", "<%= pwn('@') %>",
    # CSS, JSON, scripts
    "}</style><x@>", "*/x:expression(pwn('@'))/*", "url(javascript:pwn('@'))@", "\\\"});pwn('@');({\\\"", "\"});pwn('@')//", "'-pwn('@')-'", "\\u003cscript\\u003epwn('@')\\u003c/script\\u003e", "</ScRiPt ><x@>", "<!--<script>@", "explainerCards(pwn('@'))",
    # encodings and tables
    "&lt;script&gt;pwn('@')&lt;/script&gt;", "&#60;x@&#62;", "&quot;&gt;&lt;x@&gt;", "%3Cscript%3Epwn('@')%3C/script%3E", "+ADw-script+AD4-pwn('@')+ADw-/script+AD4-", "=cmd|' /C calc'!A@", "@SUM(1+1)*@", 'a,"b",c\t@', "\\input{@} \\x $@$ ^^M", "é\u0301\u200d\u200f\u05d0@\U0001f600",
    "@" + "<b>" * 300, "A" * 4000 + "@",
)  # fmt: skip
REFUSED = ("\x00@", "\x1b[31m@", "\x0b@", "\u202e@", "\u2067@", "\ufffe@", "\U000e0041@", "\x9f@")
"""Refused when they are read, so that there is no site with them."""
_AT_ONCE = 5
"""Payloads in one field."""
SITE_ADDRESS = "https://example.org/x/"


@dataclass(frozen=True)
class Trial:
    """A payload in a field."""

    field: str
    payload: str
    mark: str

    @property
    def text(self) -> str:
        return self.payload.replace("@", self.mark)

    @property
    def shown(self) -> str:
        """What a page shows of it: a DOI has no white space, and in texts of CSL, which names are not, entities are markup."""
        if self.field == "source.DOI":
            return _unbroken(self.text)
        is_markup = self.field.startswith("source.") and not self.field.endswith(("family", "given", "literal"))
        return html.unescape(self.text) if is_markup else self.text


class Fields:
    """Fills in fields, and notes each payload in each of them as a trial."""

    def __init__(self, payloads: Sequence[str]) -> None:
        self.payloads = payloads
        self.trials: list[Trial] = []
        self.numbers = count(1)

    def text(self, field: str) -> str:
        new = [Trial(field, payload, f"m{next(self.numbers)}m") for payload in self.payloads]
        self.trials += new
        return " ".join(trial.text for trial in new)

    def quoted(self, field: str, before: str = "") -> str:
        """Return a value for YAML or JSON."""
        return json.dumps(before + self.text(field), ensure_ascii=False)


def chunks(payloads: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(payloads), _AT_ONCE):
        yield tuple(payloads[start : start + _AT_ONCE])


def _url(field: str, fields: Fields) -> str:
    return json.dumps("https://e.org/" + _unbroken(fields.text(field)), ensure_ascii=False)


def _unbroken(text: str) -> str:
    """Return a text less what no address holds."""
    return re.sub(r"[\s\\]", "", text)


def _markdown(text: str, without: str = "") -> str:
    """Return Markdown that gives this text, less some characters that its place cannot have."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", re.sub(f"[{re.escape(without)}\\s]+" if without else r"\s+", " ", text)).strip()


def _theme(n: int, f: Fields) -> str:
    q = f.quoted
    of_citation, of_list = '"“”{}[];@&', '"{}'
    return f"""\
---
title: {q("theme.title")}
question: {q("theme.question")}
summary: {json.dumps(_markdown(f.text("theme.summary")), ensure_ascii=False)}
brief: [{json.dumps(_markdown(f.text("theme.brief")) + f" [more](claim:t{n}-one)", ensure_ascii=False)}]
related: [plain]
---

## {_markdown(f.text("theme.heading"))}

{_markdown(f.text("claim.text"), "{}")} [see @plain, p. 1 {_markdown(f.text("citation.locator"), of_citation)} "{_markdown(f.text("citation.quote"), of_citation)}"]
{{#t{n}-one date=2025-01-01}}

Second words. [contra @plain]
{{#t{n}-two disputes=t{n}-one attributed="{_markdown(f.text("claim.attributed"), of_list)}"}}

Third words. [@plain] {{#t{n}-three measures=price value=3 unit="{_markdown(f.text("claim.unit"), of_list)}"}}

| {_markdown(f.text("table.head"), "{}|")} | b |
|---|---|
| {_markdown(f.text("table.cell"), "{}|")} | d [@plain] |
{{#t{n}-four}}

{_markdown(f.text("editorial"), "{}")}[^1]
{{.editorial}}

[^1]: {_markdown(f.text("footnote"), "{}")}
    {{.editorial}}
"""


def _group(f: Fields) -> str:
    q = f.quoted
    return f"""\
---
name: {q("group.name")}
kind: party
summary: {json.dumps(_markdown(f.text("group.summary")) + " [@plain]", ensure_ascii=False)}
native: {{ar: {q("group.native")}}}
aliases: [{{text: {q("group.alias")}, match: never, lang: fr}}]
founded: [{{value: 2001, note: {q("group.founded.note")}, cite: "@plain"}}]
statements: {{leader: [{{value: {q("group.statement")}, note: {q("group.statement.note")}, cite: "@plain"}}]}}
designations: [{{by: office, list: watch, signed: 2020, note: {q("group.designation.note")}, cite: "@plain"}}]
relations: [{{type: part-of, group: union, note: {q("group.relation.note")}, cite: "@plain"}}]
ids: {{{json.dumps(f.text("group.ids.key")[:900], ensure_ascii=False)}: {q("group.ids")}}}
---
"""


def _source(name: str, f: Fields) -> str:
    q = f.quoted
    csl = ", ".join(f'"{key}": {q(f"source.{key}")}' for key in ("volume", "issue", "page", "genre", "abstract", "edition"))
    csl += f', "DOI": {json.dumps(_unbroken(f.text("source.DOI")), ensure_ascii=False)}'
    names = f'[{{"family": {q("source.family")}, "given": {q("source.given")}}}, {{"literal": {q("source.literal")}}}]'
    return (
        f'{{"id": "{name}", "type": "book", "title": {q("source.title")}, "publisher": {q("source.publisher")}, "container-title": {q("source.container")}, '
        f'"author": {names}, "note": {q("source.note")}, "URL": {_url("source.url", f)}, {csl}, "via": "plain"}}'
    )


def _keyed(name: str, f: Fields) -> str:
    """Return a record whose citation key is a payload, less what no key has."""
    key = re.sub(r"[\s{}]", "", f.text("key.id"))
    title = "".join([f"<i>{f.text('key.title')}</i>"])
    return f'{{"id": {json.dumps(f"{name}{key}")}, "title": {json.dumps(title)}, "editor": [{{"literal": {f.quoted("key.editor")}}}], "issued": {f.quoted("key.issued")}, "custom": {{"a": {f.quoted("key.custom")}}}}}'


def _settings(f: Fields) -> str:
    q = f.quoted
    return f"""\
title: {q("settings.title")}
description: {q("settings.description")}
license: {q("settings.license")}
repository: {_url("settings.repository", f)}
languages: [en, ar]
as_of: 2025-09-25
kinds: {{party: {q("settings.kind")}}}
lists: {{watch: {{title: {q("settings.list")}}}}}
agencies: {{office: {q("settings.agency")}}}
properties: {{leader: {q("settings.property")}}}
relations: {{part-of: {{label: {q("settings.relation")}, inverse: {q("settings.inverse")}}}}}
quantities: {{price: {{title: {q("settings.quantity")}, description: {q("settings.quantity.description")}}}}}
"""


def _translation(f: Fields, n: int) -> str:
    return f"---\ntitle: {f.quoted('translation.title')}\nquestion: {f.quoted('translation.question')}\n---\n\nكلمات. {{#t{n}-one}}\n"


_PLAIN = {
    "content/groups/union.md": "---\nname: River Union\nkind: party\nsummary: An invented party. [@plain]\n---\n",
    "content/themes/plain.md": "---\ntitle: Plain\n---\n\nNames the River Union. [@plain] {#plain-one}\n",
    "content/sources/plain.yml": "[{id: plain, title: Plain, publisher: P, URL: 'https://example.org/', consulted: full}]\n",
    "docs/index.md": "# Home\n",
}


def _name(text: str, number: int) -> str:
    """Return the payloads as a file may be called; an address that begins with a scheme is tried elsewhere."""
    return f"n{number} " + re.sub(r"[/\0:\\]", "_", text).encode()[:180].decode(errors="ignore").strip()


def project(payloads: Sequence[str] = TEXTS) -> tuple[dict[str, str], list[Trial]]:
    """Return the files of a project with each payload in each field, and the trials."""
    files, trials = dict(_PLAIN), []
    everything = Fields(payloads)
    files["content/explainer.yml"] = _settings(everything)
    trials += everything.trials
    terms, records, entries, jsons = [], [], [], []
    for n, some in enumerate(chunks(payloads)):
        f = Fields(some)
        f.numbers = count(100_000 * (n + 1))
        files[f"content/themes/part-{n}/part.yml"] = f"title: {f.quoted('part.title')}\n"
        files[f"content/themes/part-{n}/t{n}.md"] = _theme(n, f)
        files[f"content/themes/part-{n}/t{n}.ar.md"] = _translation(f, n)
        files[f"content/groups/g{n}.md"] = _group(f)
        terms.append(
            f"- {{id: term-{n}, term: {f.quoted('term')}, text: {json.dumps(_markdown(f.text('term.text')) + ' [@plain]', ensure_ascii=False)}, aliases: [{{text: {f.quoted('term.alias')}, match: never}}]}}"
        )
        records.append(f"- {_source(f'yaml-{n}', f)}")
        jsons.append(_source(f"json-{n}", f))
        entries.append(_keyed(f"key-{n}-", f))
        files[f"docs/d{n}.md"] = (
            f"---\ntitle: {f.quoted('docs.title')}\ndescription: {f.quoted('docs.description')}\n---\n\n## `{f.text('docs.heading').replace('`', '')}`\n"
        )
        files[f"docs/{_name(f.text('docs.name'), n)}.md"] = "Words\n"
        trials += f.trials
    files["content/terms.yml"] = "\n".join(terms) + "\n"
    files["content/sources/records.yml"] = "\n".join(records) + "\n"
    files["content/sources/records.json"] = f"[{', '.join(jsons)}]"
    files["content/sources/keys.json"] = f"[{', '.join(entries)}]"
    files["mkdocs.yml"] = (
        "site_name: Payloads\ntheme: {name: material, font: false}\nplugins: [explainer]\nmarkdown_extensions: [attr_list, toc]\n"
    )
    return files, trials
