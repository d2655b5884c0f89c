"""How does Pagefind fare on the same pages? Its index, made by the current release from npm.

    python bench/search/peer.py SITE OUT

Installs `pagefind` by its name into a folder beside OUT, once, and runs it over the report pages of SITE: the text of
`<main>` without `<nav>`, nothing else. Writes OUT/pagefind, and OUT/urls.json: which page a result is.
"""

import argparse
import gzip
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

_MARK = b"pagefind_dcd"  # what its files begin with once they are inflated


def main() -> None:
    """Install, index, map."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    tools = asked.out.resolve().parent / "pagefind-npm"
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        sys.exit("npm and node are needed")
    if not (tools / "node_modules" / "pagefind").is_dir():
        subprocess.run([npm, "install", "--prefix", tools, "--no-audit", "--no-fund", "pagefind"], check=True)  # noqa: S603
    package = tools / "node_modules" / "pagefind"
    facts = json.loads((package / "package.json").read_text("utf-8"))
    runner = package / (facts["bin"] if isinstance(facts["bin"], str) else facts["bin"]["pagefind"])
    bundle = asked.out / "pagefind"
    shutil.rmtree(bundle, ignore_errors=True)
    began = time.perf_counter()
    command = [node, runner, "--site", asked.site, "--output-path", bundle, "--glob", "*/20[0-9][0-9]/index.html"]
    done = subprocess.run(  # noqa: S603 - a list, never through a shell
        [*command, "--root-selector", "main", "--exclude-selectors", "nav"], capture_output=True, text=True, check=False
    )
    print(done.stdout[-2000:], done.stderr[-2000:])
    done.check_returncode()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    urls = {}
    for file in (bundle / "fragment").iterdir():
        data = json.loads(gzip.decompress(file.read_bytes()).removeprefix(_MARK))
        urls[file.name.removesuffix(".pf_fragment")] = data["url"]
    (asked.out / "urls.json").write_text(json.dumps(urls))
    said = {
        "version": facts["version"],
        "pages": len(urls),
        "wall_s": time.perf_counter() - began,
        "cpu_s": used.ru_utime + used.ru_stime,
        "rss_mb": used.ru_maxrss / 1024,
    }
    (asked.out / "made.json").write_text(json.dumps(said, indent=1))
    print(json.dumps(said))


if __name__ == "__main__":
    main()
