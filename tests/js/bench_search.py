"""Measure the search: `python tests/js/bench_search.py [seed]`. Not a test: figures depend on the machine.

Builds the index of 20,000 claims of 45 words, 2,000 sources, 1,000 themes and 60 groups, and asks it in Chromium from the disk.
"""

from __future__ import annotations

import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in (".", "tests/support", "tests/search")]

import browsing  # noqa: E402  # the path above makes it importable
import test_word_index as tests  # noqa: E402  # the path above makes it importable

MEASURE = """async ([query, box]) => {
  const input = document.getElementById(box + "-input"), status = document.querySelector(`#${box}-results [role=status]`);
  const ask = (value) => new Promise((resolve) => {
    const start = performance.now();
    const observer = new MutationObserver(() => {
      if (!/result/.test(status.textContent)) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    });
    status.textContent = "";
    observer.observe(status, { childList: true, characterData: true, subtree: true });
    input.value = value;
    input.dispatchEvent(new Event("input"));
  });
  const cold = await ask(query);
  return [cold, await ask(query), status.textContent];
}"""


def measure_build(found: list[tests.Entry]) -> dict[str, bytes]:
    times, documents = [], tests.documents_of(found)
    for _ in range(5):
        start = time.process_time()
        files = dict(tests.search_files(documents))
        times.append(time.process_time() - start)
    tracemalloc.start()
    for _ in tests.search_files(documents):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"build: {min(times):.2f} to {max(times):.2f} CPU s in one process; {peak / 1e6:.0f} MB at most beside the entries;")
    print(f"       process at {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB with entries and files")
    for letter in "itd":
        sizes = [len(data) for name, data in files.items() if name.startswith(f"search/{letter}")]
        print(f"       search/{letter}*: {len(sizes)} files, {sum(sizes):,} bytes, largest {max(sizes):,}")
    return tests.files_of(found)


def measure_bytes(site: Path, queries: dict[str, list[str]]) -> None:
    for name, texts in queries.items():
        loaded = [answer["bytes"] for answer in tests.node(site, queries=[[text, 5] for text in texts])["answers"]]
        print(f"loaded before the first answer, {name}: median {statistics.median(loaded):,.0f}, most {max(loaded):,} bytes")


def measure_browser(site: Path, queries: dict[str, list[str]]) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only this needs it

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browsing.CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for box, file in (("site-search", "index.html"), ("search-page", "search/index.html")):
            for name, texts in queries.items():
                rows = []
                for text in texts[:25]:
                    page = chromium.new_page()
                    page.goto((site / file).as_uri())
                    page.locator(f"#{box}-results [role=status]").wait_for(state="attached")
                    page.focus(f"#{box}-input")  # as a reader does, some time before the first letter
                    page.wait_for_timeout(100)
                    rows.append(page.evaluate(MEASURE, [text, box])[:2])
                    page.close()
                cold, warm = (sorted(column) for column in zip(*rows, strict=True))
                print(
                    f"Chromium, {box}, {name}: cold median {statistics.median(cold):.0f} ms, most {cold[-1]:.0f} ms; "
                    f"warm median {statistics.median(warm):.0f} ms, most {warm[-1]:.0f} ms (typed to painted)"
                )
        chromium.close()


def main() -> None:
    chance = random.Random(3)  # noqa: S311
    found = tests.synthetic(seed=int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    files = measure_build(found)
    vocabulary = sorted({word for one in found for word in tests.words(one.title)})
    queries = {
        "a word": chance.sample(vocabulary, 200),
        "a common word": [word for word, _ in Counter(word for one in found[::9] for word in tests.words(one.title)).most_common(20)],
        "two letters": sorted({word[:2] for word in vocabulary}),
        "three letters": chance.sample(sorted({word[:3] for word in vocabulary if len(word) > 2}), 100),
        "two words": [" ".join(chance.sample(vocabulary, 2)) for _ in range(60)],
    }
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        for name, data in files.items():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_bytes(data)
        (site / "assets/explainer").mkdir(parents=True)
        for script in (tests.SCRIPT, tests.BOX_SCRIPT):
            shutil.copy(script, site / "assets/explainer")
        (site / "index.html").write_text(tests.BOX.format(root="", body=""), encoding="utf-8")
        (site / "search/index.html").write_text(tests.BOX.format(root="../", body=tests.PAGE_BOX), encoding="utf-8")
        measure_bytes(site, queries)
        measure_browser(site, queries)


if __name__ == "__main__":
    main()
