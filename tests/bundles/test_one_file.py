"""The one file: it says what the data says, holds all that it needs, asks nobody for anything, and tells when it was changed."""

from __future__ import annotations

import json
import os
import re
from base64 import standard_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from building import run, run_here
from claims_read_back import said_in, said_in_data
from helpers import MINI, write
from site_reader import parse, select, words

from builder.verifying.verify import verify
from builder.whole import whole_page

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    import pytest
    from building import Built

MOST_BYTES = 2_500_000
"""Of the explainer that ships: what messengers and slow networks still carry."""


def one_file(project: Path) -> Path:
    (path,) = (project / "dist").glob("*.html")
    return path


def root_of(path: Path) -> Element:
    root, errors = parse(path.read_bytes())
    assert errors == []
    return root


def bundled(folder: Path, files: dict[str, str] = MINI, **environment: str) -> Path:
    write(folder, files)
    done = run("builder", "bundle", folder, "--format", "html", **environment)
    assert done.returncode == 0, done.stderr
    return one_file(folder)


def test_it_says_of_each_claim_what_the_data_says(built: Built) -> None:
    assert said_in(root_of(one_file(built.project))) == said_in_data(built.site.text("data/explainer.json"))


def test_it_is_small_enough_to_be_sent(own: Built) -> None:
    assert one_file(own.project).stat().st_size < MOST_BYTES


def test_its_policy_permits_its_own_texts_alone(built: Built) -> None:
    root = root_of(one_file(built.project))
    (meta,) = select(root, "meta[http-equiv=Content-Security-Policy]")
    policy = {part.split()[0]: part.split()[1:] for part in (meta.get("content") or "").split(";")}
    texts = {kind: [e.text or "" for e in select(root, kind) if "json" not in (e.get("type") or "")] for kind in ("script", "style")}
    for kind, found in texts.items():
        digests = [f"'sha256-{standard_b64encode(sha256(text.encode()).digest()).decode()}'" for text in found]
        assert policy.pop(f"{kind}-src") == digests
    assert policy == {
        "default-src": ["'none'"],
        "font-src": ["data:"],
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }


def test_nothing_in_it_is_loaded_and_every_link_leads_somewhere(built: Built) -> None:
    root = root_of(one_file(built.project))
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name in ("src", "srcset", "poster", "data", "action"):
            assert (element.get(name) or "#").startswith(("#", "data:")), element.attrib
        if (href := element.get("href")) and element.tag.rpartition("}")[2] == "link":
            assert href.startswith("data:") or element.get("rel") == "alternate", element.attrib
        elif href:
            assert re.match(r"#|https?:|mailto:", href), element.attrib
            assert not href.startswith("#") or href[1:].partition("?")[0] in ids, href
    assert not re.search(r"url\((?!\"?(?:data:|#))", select(root, "style")[0].text or "")


def test_it_ends_in_its_version_and_tells_when_it_was_changed(own: Built, tmp_path: Path) -> None:
    data = one_file(own.project).read_bytes()
    assert verify(one_file(own.project)).problems == ()
    words_of_site = re.search(r'content:\s*"([^"]+)"', own.site.text("data/digest.css"))
    assert words_of_site
    assert words(select(root_of(one_file(own.project)), ".site-digest")[0]) == words_of_site[1]
    changed = tmp_path / "changed.html"
    for other in (data[:5000] + bytes([data[5000] ^ 1]) + data[5001:], data[: len(data) // 2]):
        changed.write_bytes(other)
        assert verify(changed).problems


def test_the_same_content_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        first = bundled(tmp_path / "one", TZ="Asia/Baghdad", LC_ALL="C").read_bytes()
    finally:
        os.umask(before)
    second = bundled(tmp_path / "another/place", TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="7")
    assert second.read_bytes() == first


INTRODUCED = {
    "docs/index.md": '# Mini\n\nSee [the rules](rules.md), [the claim](claim:mini-one) [@beta].\n\n![A lamp](lamp.png)\n\n## Why\n\n<b id="raw">Raw</b>',
    "docs/rules.md": "# Rules\n\nText.\n",
}


def test_pictures_of_hand_written_texts_stand_in_it_and_links_that_would_lead_nowhere_are_none(tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n"
    write(tmp_path, {**MINI, **INTRODUCED})
    (tmp_path / "docs/lamp.png").write_bytes(picture)
    root = root_of(bundled(tmp_path, {}))
    (home,) = select(root, "#home .introduction")
    assert [(words(a), a.get("href")) for a in select(home, "a")][:2] == [("the rules", None), ("the claim", "#claim-mini-one")]
    assert select(home, "img")[0].get("src") == f"data:image/png;base64,{standard_b64encode(picture).decode()}"
    assert select(home, "#home--raw")
    assert select(home, "a.citation")[0].get("href") == "#ref-beta"


def test_what_scripts_load_on_the_site_stands_in_it(own: Built) -> None:
    files = json.loads(select(root_of(one_file(own.project)), "#explainer-files")[0].text or "")
    on_site = {name for name in own.site.files if re.match(r"search/(f-\w+|index)\.js|(themes|groups)/.*/cards\.js", name)}
    assert on_site <= set(files)
    assert not [name for name in files if name.endswith("index.html")]


def test_an_explainer_that_is_too_large_has_no_such_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, MINI)
    monkeypatch.setattr(whole_page, "MOST_CLAIMS", 0)
    done = run_here("bundle", tmp_path, "--format", "html")
    assert done.returncode == 0
    assert "too large" in done.stdout
    assert list((tmp_path / "dist").glob("*.html")) == []
