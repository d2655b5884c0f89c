"""The site is a function of content, forms, templates and version: nothing of the machine shows in it."""

import hashlib
import os
import random
import shutil
import subprocess
import sys

import pytest

from edit_model import write_folder
from support import CONTENT, ROOT, TEMPLATES

VARIATIONS = {
    "plain": {},
    "other zone, language and seed": {
        "TZ": "Pacific/Kiritimati",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "1",
    },
    "another seed and no UTF-8 mode": {
        "PYTHONHASHSEED": "4242",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "cp936",
        "TZ": "America/St_Johns",
    },
    "without libyaml": {"PYTHONHASHSEED": "7", "GONGKAI_TEST_NO_LIBYAML": "1"},
}
ASCII = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
RUN = """
import os, sys
os.umask(int(sys.argv.pop(1), 8))
if os.environ.get("GONGKAI_TEST_NO_LIBYAML"):
    import yaml
    for name in [n for n in vars(yaml) if n.startswith("C") and n.endswith("Loader")]:
        delattr(yaml, name)
from gongkai.cli import main
sys.exit(main(sys.argv[1:]))
"""


def copied(target, names):
    """The content copied name by name in the given order, with other times: what `cp` on another disk gives."""
    for name in names:
        source = CONTENT / name
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.read_bytes())
        os.utime(path, (10**9, 10**9))
    return target


def run(content, out, variation, umask, command="build"):
    arguments = {
        "build": ["build", "--out", str(out), "--templates", str(TEMPLATES)],
        "check": ["check", "--format", "json"],
    }
    return subprocess.run(
        [sys.executable, "-c", RUN, umask, *arguments[command], "--content", str(content)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **VARIATIONS[variation]},
        cwd=content.parent,
        capture_output=True,
        check=False,
    )


def digest(site):
    """Every path with its mode and its content."""
    lines = [
        f"{path.relative_to(site).as_posix()} {path.stat().st_mode:o} "
        f"{hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ''}"
        for path in site.rglob("*")
    ]
    return sorted(lines)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    names = sorted(p.relative_to(CONTENT).as_posix() for p in CONTENT.rglob("*") if p.is_file())
    sites = {}
    for number, variation in enumerate(VARIATIONS):
        folder = tmp_path_factory.mktemp(f"somewhere{number}")
        content = copied(folder / f"inhalt{number}", names if number % 2 else names[::-1])
        done = run(content, folder / "out" / "deep" / "site", variation, "0077" if number % 2 else "0022")
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        sites[variation] = (content, folder / "out" / "deep" / "site")
    return sites


@pytest.mark.parametrize("variation", list(VARIATIONS)[1:])
def test_sites_are_byte_identical(variation, built):
    assert digest(built[variation][1]) == digest(built["plain"][1])


@pytest.mark.parametrize("variation", list(VARIATIONS)[1:])
def test_findings_are_byte_identical(variation, built):
    wanted = run(built["plain"][0], None, "plain", "0022", "check")
    found = run(built[variation][0], None, variation, "0022", "check")

    assert found.stdout == wanted.stdout
    assert wanted.stdout.count(b'"code"') > 5


def test_modes_are_those_of_a_web_root(built):
    modes = {line.split(" ")[1] for line in digest(built["plain"][1])}

    assert modes == {"100644", "40755"}


def test_where_names_of_files_are_ascii_the_same_file_is_published(tmp_path):
    write_folder(tmp_path / "content", random.Random(4))
    packed = []
    for name, variables in ("plain", {}), ("ascii", ASCII):
        run = [sys.executable, "-m", "gongkai", "publish", "--content", "content", "--to", f"{name}.zip"]
        where = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **variables}
        done = subprocess.run(run, env=where, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        packed.append((tmp_path / f"{name}.zip").read_bytes())
    assert packed[0] == packed[1]


def test_where_names_of_files_are_ascii_a_program_in_a_folder_with_another_name_knows_itself(tmp_path):
    (tmp_path / "程序").symlink_to(ROOT / "src")
    run = [sys.executable, "-c", "from gongkai.kept import stamp; print(stamp.__file__, stamp.stamp().hex())"]
    where = {**os.environ, "PYTHONPATH": str(tmp_path / "程序"), **ASCII, "PYTHONIOENCODING": "ascii:surrogateescape"}
    done = subprocess.run(run, env=where, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "程序").encode() in done.stdout


def test_building_again_changes_nothing_and_leaves_nothing_behind(built):
    content, site = built["plain"]
    before = digest(site)
    assert run(content, site, "plain", "0022").returncode == 0

    assert digest(site) == before
    assert sorted(p.name for p in site.parent.iterdir()) == [".site.kept", ".site.lock", ".site.new", "site"]


def test_a_page_of_a_removed_report_is_gone(built, tmp_path):
    content, site = built["plain"]
    copy = tmp_path / "content"
    shutil.copytree(content, copy)
    out = tmp_path / "site"
    shutil.copytree(site, out)
    (copy / "jiangsu" / "suqian" / "2023.md").unlink()
    assert run(copy, out, "plain", "0022").returncode == 0

    assert not (out / "suqian" / "2023").exists()
    assert (out / "suqian" / "2024" / "index.html").exists()
