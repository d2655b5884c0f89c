"""Make the pictures of the README from the demo: `.venv/bin/python docs/images/make.py` after `build.py test`."""

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "tests")]

from browser import chromium  # noqa: E402 - the paths above come first
from gongkai.build import load, publish  # noqa: E402
from gongkai.editions import read_forms  # noqa: E402

PICTURES = {
    "report": ("suqian/2023/index.html", {"width": 1280, "height": 1500}, "#chapter-3"),
    "report-phone": ("suqian/2023/index.html", {"width": 390, "height": 844}, None),
}


def main() -> None:
    """Build the demo aside and photograph its pages."""
    forms = read_forms(ROOT / "src" / "gongkai" / "forms")
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        site = Path(folder) / "site"
        publish(load(ROOT / "content", forms), ROOT / "content", ROOT / "templates", site, None)
        for name, (path, viewport, anchor) in PICTURES.items():
            page = browser.new_page(viewport=viewport)
            page.goto((site / path).as_uri())
            if anchor:
                page.locator(anchor).screenshot(path=HERE / f"{name}.png")
            else:
                page.screenshot(path=HERE / f"{name}.png")
            page.close()


if __name__ == "__main__":
    main()
