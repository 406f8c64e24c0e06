"""Lighthouse over the explainer of this repository, as a phone sees it from a server that packs: no part of the tests.

It installs Lighthouse with npm into `.cache/lighthouse`, builds the explainer for an address on this machine, and prints what
each kind of page is given, with what was found wanting. `--repeat` takes the median of several runs, since speed is measured
on a machine that does other things as well.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests/support"))

from browsing import CHROMIUM, served  # noqa: E402 (the tests' own server)
from building import copy_project, run  # noqa: E402

VERSION = "12.8.2"
PORT = 8473
PAGES = ("", "themes/oil-exports/", "groups/pmf/", "sources/{source}/", "designations/", "timeline/", "sources/")
WANTED = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}


def install() -> Path:
    folder = ROOT / ".cache/lighthouse"
    program = folder / "node_modules/.bin/lighthouse"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-fund", "--prefix", str(folder), f"lighthouse@{VERSION}"], check=True)
    return program


def measure(program: Path, address: str) -> dict:
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    command = [str(program), address, "--quiet", "--output=json", f"--chrome-flags={flags}", f"--only-categories={','.join(WANTED)}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "CHROME_PATH": CHROMIUM or ""})
    return json.loads(done.stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    if not CHROMIUM or not shutil.which("npm"):
        print("Lighthouse needs chromium and npm.")
        return 1
    program, low = install(), False
    with TemporaryDirectory() as folder:
        project = copy_project("own", Path(folder) / "project")
        with (project / "mkdocs.yml").open("a", encoding="utf-8") as config:
            config.write(f"\nsite_url: http://127.0.0.1:{PORT}/\n")
        if (done := run("builder", "build", project)).returncode:
            print(done.stdout + done.stderr)
            return 1
        source = min(path.parent.name for path in (project / "site/sources").glob("*/index.html"))
        with served(project / "site", port=PORT) as address:
            for page in (name.format(source=source) for name in PAGES):
                reports = [measure(program, address + page) for _ in range(repeat)]
                scores = {n: statistics.median(r["categories"][n]["score"] * 100 for r in reports) for n in WANTED}
                audits = reports[0]["audits"]
                shown = {
                    key: audits[key]["displayValue"]
                    for key in ("largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time")
                }
                refs = [ref["id"] for category in reports[0]["categories"].values() for ref in category["auditRefs"] if ref["weight"]]
                wanting = sorted({name for name in refs if (audits[name]["score"] if audits[name]["score"] is not None else 1) < 0.9})
                print(page or "home", {name: round(score) for name, score in scores.items()}, shown, *wanting, flush=True)
                low |= any(scores[name] < wanted for name, wanted in WANTED.items())
    return int(low)


if __name__ == "__main__":
    raise SystemExit(main())
