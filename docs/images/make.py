"""Make the pictures of the README from the demo: `.venv/bin/python docs/images/make.py` after `build.py test`."""

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "tests")]

from playwright.sync_api import Page  # noqa: E402 - the paths above come first

from browser import chromium  # noqa: E402
from gongkai.build import load, publish  # noqa: E402
from gongkai.editions import read_forms  # noqa: E402

LIMIT = 150 * 1024  # bytes of a picture; one that is larger is cut at the foot
STEP = 40


class Picture(NamedTuple):
    """A page, how wide the window is, and from which element down how much of it is shown."""

    path: str
    width: int
    height: int
    at: str | None = None


PICTURES = {
    "report": Picture("suqian/2024/index.html", 1000, 1000, "#chapter-3 h2"),
    "agency": Picture("shili-zrzyj/index.html", 1120, 1360, ".kicker"),
    "region": Picture("region/990101/index.html", 1000, 1150, "#matrix"),
    "phone": Picture("shili-zrzyj/index.html", 390, 780, "#charts"),
}


def taken(page: Page, picture: Picture) -> bytes:
    """The picture as PNG, as high as it may be."""
    start = 0.0
    if picture.at and page.locator(picture.at).count() and (box := page.locator(picture.at).first.bounding_box()):
        start = max(0.0, box["y"] - 12)
    end = page.evaluate("document.documentElement.scrollHeight")
    height = min(picture.height, int(end - start))
    while True:
        clip = {"x": 0, "y": start, "width": picture.width, "height": height}
        data = page.screenshot(full_page=True, clip=clip, animations="disabled")
        if len(data) <= LIMIT or height <= STEP:
            return data
        height -= STEP


def main() -> None:
    """Build the demo aside and photograph its pages."""
    forms = read_forms(ROOT / "src" / "gongkai" / "forms")
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        site = Path(folder) / "site"
        content = ROOT / "content"
        if publish(load(content, forms), content, ROOT / "templates", site, None) is None:
            sys.exit("the demo has errors: run build.py check")
        for name, picture in PICTURES.items():
            page = browser.new_page(viewport={"width": picture.width, "height": 900}, color_scheme="light")
            page.goto((site / picture.path).as_uri())
            (HERE / f"{name}.png").write_bytes(taken(page, picture))
            page.close()


if __name__ == "__main__":
    main()
