"""The scripts of the site: typed, small, and what is published of the search is made from what stands in the tree."""

import gzip
import shutil
import subprocess

import pytest

import build
from browser import module
from gongkai.search.scripts import PUBLISHED, SOURCES
from support import ROOT, TEMPLATES

SEARCH = ROOT / "src" / "gongkai" / "search"
MADE = {
    SEARCH / PUBLISHED: [SEARCH / name for name in SOURCES],
    TEMPLATES / "assets" / "search.js": [TEMPLATES / "scripts" / "search.js"],
}
MOST = 14_000  # bytes, gzip: both scripts of the search page


def node(*arguments):
    command = [shutil.which("node"), *map(str, arguments)]
    assert command[0], "没有找到 node，请用 python3 build.py test 运行测试。"
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)


@pytest.mark.parametrize("made", MADE, ids=lambda path: path.name)
def test_what_is_published_is_made_from_the_sources(made, request):
    module("terser/package.json")
    sources = [path.relative_to(ROOT).as_posix() for path in MADE[made]]
    note = sources[0].rpartition("/")[0]
    done = node(build.WEB / "minify.mjs", note, *sources)
    assert done.returncode == 0, done.stderr
    if request.config.getoption("--bless"):
        made.write_text(done.stdout, encoding="utf-8", newline="\n")

    assert made.read_text(encoding="utf-8") == done.stdout


def test_the_sources_are_all_that_stand_there_and_each_is_named():
    assert sorted(SOURCES) == sorted(path.name for path in SEARCH.glob("*.js") if path.name != PUBLISHED)


def test_the_scripts_of_the_search_page_are_small():
    assert sum(len(gzip.compress(made.read_bytes(), 9)) for made in MADE) <= MOST


@pytest.mark.parametrize("config", ["tsconfig.json", "tsconfig.page.json"])
def test_the_types_of_the_scripts_hold(config):
    done = node(module("typescript/bin/tsc"), "--pretty", "false", "-p", ROOT / "tests" / "js" / config)

    assert done.stdout == ""
    assert done.returncode == 0


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "js").glob("*.test.js")), ids=lambda path: path.name)
def test_the_scripts_pass_their_own_tests(path):
    done = node("--test", path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "# pass 0" not in done.stdout
