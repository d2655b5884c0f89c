"""Is a site that was built upon an earlier one the same as one built anew, and is no more made than has to be?"""

import hashlib
import os
import pickle
import random
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
import zlib
from functools import partial

import pytest

import gongkai.alone
import gongkai.build
from edit_model import OF_CONTENT, prose, template, write_folder
from gongkai import among, folders
from gongkai.build import load
from gongkai.cells import State
from gongkai.cli import main
from gongkai.files import FileFault, read_file
from gongkai.folders import SETTLED, look_at_tree
from gongkai.kept.beside import Kept
from gongkai.kept.pickles import NotOurs, Pickles
from gongkai.kept.seen import seen
from gongkai.kept.stamp import stamp
from gongkai.lock import locked
from gongkai.memory import Recent
from gongkai.output import Output
from gongkai.rules import judge_among
from gongkai.theme import TemplateFault, Theme
from support import CONTENT, ROOT, TEMPLATES, forms


def build(folder, out="site", *more):
    """The exit status of a build in a folder that holds content and templates."""
    where = ["--content", str(folder / "content"), "--templates", str(folder / "templates"), "--out", str(folder / out)]
    return main(["build", *where, *more])


def files_of(site):
    return {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def assert_as_new(folder):
    """The site is, byte by byte, the one that is built where there was none."""
    assert build(folder, "anew") == 0
    found, wanted = files_of(folder / "site"), files_of(folder / "anew")
    shutil.rmtree(folder / "anew")
    shutil.rmtree(folder / ".anew.new", ignore_errors=True)
    for which in ("kept", "lock"):
        (folder / f".anew.{which}").unlink()
    assert sorted(found) == sorted(wanted)
    assert [path for path in wanted if found[path] != wanted[path]] == []


def times(site):
    return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}


def made_anew(folder):
    """The paths of the files that a build makes anew."""
    before = times(folder / "site")
    assert build(folder) == 0
    return {path for path, time in times(folder / "site").items() if before.get(path) != time}


@pytest.fixture
def folder(tmp_path):
    write_folder(tmp_path / "content", random.Random(1))
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    assert build(tmp_path) == 0
    return tmp_path


def test_after_any_edits_the_site_is_as_if_built_anew(folder):
    chance = random.Random(7)
    for edit in chance.sample([*OF_CONTENT, template], len(OF_CONTENT) + 1):
        shutil.copytree(folder / "content", folder / "before")
        edit(folder / ("templates" if edit is template else "content"), chance)
        if build(folder) == 0:
            assert_as_new(folder)
            shutil.rmtree(folder / "before")
        else:  # figures that do not follow from last year's, 上级 that is not there: the site stays, and so does the content
            assert edit.__name__ in {"figures", "add_report", "relation", "rename", "remove_body"}
            shutil.rmtree(folder / "content")
            (folder / "before").rename(folder / "content")


def test_nothing_is_made_where_nothing_changed(folder, capsys):
    assert made_anew(folder) == set()
    assert "重新生成 0 个" in capsys.readouterr().err


def test_a_sentence_changes_the_page_the_search_and_what_is_said_of_the_report(folder, capsys):
    path = folder / "content" / "jiaoyu" / "2021.md"
    path.write_text(path.read_text(encoding="utf-8").replace("\n\n无。", "\n\n没有别的事项。"), encoding="utf-8")
    made = {re.sub("^(search|quality)/.*", r"\1", path) for path in made_anew(folder)}

    assert made == {"jiaoyu/2021/index.html", "search", "quality"}
    assert build(folder, "site", "--explain") == 0
    path.write_text(path.read_text(encoding="utf-8").replace("没有别的事项", "没有其他事项"), encoding="utf-8")
    capsys.readouterr()
    assert build(folder, "site", "--explain") == 0
    assert "  jiaoyu/2021/index.html：年报的文件\n" in capsys.readouterr().err


def test_a_number_changes_the_pages_that_show_or_compare_it(folder):
    path = folder / "content" / "jiaoyu" / "2021.md"
    path.write_text(re.sub(r"(行政许可: +)\d+", r"\g<1>77", path.read_text(encoding="utf-8")), encoding="utf-8")
    pages = {path for path in made_anew(folder) if path.endswith("/index.html")}

    assert {"jiaoyu/2021/index.html", "jiaoyu/index.html", "year/2021/index.html"} <= pages
    assert "region/410781/2021/index.html" in pages
    assert not [page for page in pages if re.match("weihui|houhe|shili|rules|form|year/2020|region/410781/2020", page)]


@pytest.mark.parametrize("harm", ["cut", "noise", "text", "empty", "folder", "link", "read-only"])
def test_whatever_is_wrong_with_what_was_kept_it_is_as_if_there_were_nothing(folder, harm, tmp_path_factory):
    kept = folder / ".site.kept"
    data = kept.read_bytes()
    other = tmp_path_factory.mktemp("other") / "mine.txt"
    other.write_text("mine", encoding="utf-8")
    chance = random.Random(3)
    if harm == "noise":
        kept.write_bytes(bytes(chance.randrange(256) if chance.random() < 0.01 else byte for byte in data))
    elif harm in {"cut", "text", "empty"}:
        kept.write_bytes({"cut": data[: len(data) // 3], "text": b"not ours " * 999, "empty": b""}[harm])
    elif harm == "read-only":
        kept.chmod(0o400)
    else:
        kept.unlink()
        kept.mkdir() if harm == "folder" else kept.symlink_to(other)
    prose(folder / "content", random.Random(5))

    assert build(folder) == 0
    assert_as_new(folder)
    assert other.read_text(encoding="utf-8") == "mine"


def test_a_file_of_the_site_that_somebody_changed_is_made_again(folder):
    wanted = files_of(folder / "site")
    for name in ("jiaoyu/2021/index.html", "index.html", "search/manifest.json", "weihui/2020/report.json"):
        path = folder / "site" / name
        path.write_bytes(path.read_bytes() + b" ")
    next((folder / "site" / "search" / "g").rglob("*.bin")).unlink()
    next((folder / "site" / "search" / "t").rglob("*.bin")).unlink()

    assert build(folder) == 0
    assert files_of(folder / "site") == wanted


BODY, REPORT = re.compile(r"(weihui|jiaoyu|houhe|shili)/index\.html"), re.compile(r".*/20../index\.html")


@pytest.mark.parametrize(
    ("changed", "made", "not_made"),
    [
        ("agency.html", [BODY], [REPORT, re.compile(".*(json|csv)"), re.compile("year/.*")]),
        ("parts/chart.html", [BODY], [REPORT, re.compile(".*(json|csv)"), re.compile("year/.*")]),
        ("report.html", [REPORT], [BODY, re.compile(".*(json|csv)"), re.compile("about/.*")]),
        ("parts/footer.html", [BODY, REPORT, re.compile("about/.*")], [re.compile(".*(json|csv)")]),  # by base.html
        ("about.html", [re.compile("about/.*")], [BODY, REPORT]),
    ],
)
def test_a_template_changes_the_pages_that_are_drawn_with_it(folder, changed, made, not_made):
    path = folder / "templates" / changed
    path.write_text("<!-- -->\n</".join(path.read_text(encoding="utf-8").rsplit("</", 1)), encoding="utf-8")
    anew = [path for path in made_anew(folder) if not path.startswith(("search/t/", "search/g/", "search/n/"))]

    assert all(any(kind.fullmatch(path) for path in anew) for kind in made)
    assert not any(kind.fullmatch(path) for path in anew for kind in not_made)
    assert_as_new(folder)


def test_a_template_that_makes_up_a_name_is_drawn_with_all_others():
    files = {
        "a.html": b'{% include "parts/" ~ page %}',
        "b.html": b'{% include "parts/b.html" %}',
        "c.html": b"{% if %}",
        "parts/b.html": b'{% from "parts/d.html" import d %}',
        "parts/d.html": b"d",
        "parts/c.html": b"c",
        "assets/site.css": b"p{}",
    }

    def digests(**more):
        theme = Theme({**files, **{f"parts/{name}.html": data for name, data in more.items()}})
        return [theme.digest(name) for name in ("a.html", "b.html", "c.html")]

    before, other = digests(), digests(c=b"another")
    assert [one == two for one, two in zip(before, other, strict=True)] == [False, True, False]
    assert digests(b=b"another")[1] != before[1]
    assert digests(d=b"another")[1] != before[1]
    assert Theme({**files, "assets/site.css": b""}).digest("b.html") != before[1]
    with pytest.raises(TemplateFault, match=r"c\.html:1"):
        Theme(files).render("c.html", None)


def test_what_another_program_kept_is_not_taken_over(folder, monkeypatch):
    before = times(folder / "site")
    monkeypatch.setattr("gongkai.kept.beside.stamp", lambda: b"another")

    assert build(folder) == 0
    assert "index.html" in before
    with sqlite3.connect(folder / ".site.kept") as kept:
        assert kept.execute("SELECT count(*) FROM kept WHERE kind = 'base'").fetchone() == (1,)
    assert_as_new(folder)


def test_an_index_that_another_program_made_is_made_anew(folder, monkeypatch):
    monkeypatch.setattr("gongkai.kept.beside.stamp", lambda: b"another")
    monkeypatch.setattr("gongkai.search.index.MIN_PARAGRAPH", 300)

    assert build(folder) == 0
    assert_as_new(folder)


def test_a_program_is_another_one_if_only_the_time_of_its_unpacking_is_another(tmp_path, monkeypatch):
    path = tmp_path / "gongkai" / "kept" / "stamp.py"
    path.parent.mkdir(parents=True)
    path.write_text("one", encoding="utf-8")
    os.utime(path, ns=(10**18, 10**18))
    monkeypatch.setattr("gongkai.kept.stamp.__file__", str(path))
    before = stamp()
    assert stamp() == before
    time.sleep(0.05)  # the clock of a disk goes in steps
    path.with_name("new").write_text("two", encoding="utf-8")
    path.with_name("new").replace(path)
    os.utime(path, ns=(10**18, 10**18))

    assert stamp() != before


def test_a_file_that_was_put_there_a_moment_ago_is_not_settled_however_old_it_is(tmp_path):
    (tmp_path / "2021.md").write_text("one", encoding="utf-8")
    os.utime(tmp_path / "2021.md", ns=(10**18, 10**18))

    assert not seen(tmp_path).settled


def rows(kept):
    """What is kept of each kind, of reports, by the first byte of what it was made from."""
    with sqlite3.connect(kept) as opened:
        found = opened.execute("SELECT kind, origin, value FROM kept WHERE kind IN ('alone', 'among')").fetchall()
    return {(kind, origin): Pickles(forms).load(zlib.decompress(value[16:])) for kind, origin, value in found}


def test_what_is_kept_of_reports_stands_together_and_no_more_than_is_of_use(folder):
    before = rows(folder / ".site.kept")
    path = folder / "content" / "jiaoyu" / "2021.md"
    path.write_text(path.read_text(encoding="utf-8").replace("\n\n无。", "\n\n没有。"), encoding="utf-8")
    assert build(folder) == 0
    after = rows(folder / ".site.kept")
    was, now = (
        {key for (kind, _), row in found.items() if kind == "alone" for key in row} for found in (before, after)
    )

    assert all(key.startswith(first) for (_, first), row in after.items() for key in row)
    assert (len(was), len(now), len(was - now), len(now - was)) == (12, 12, 1, 1)
    path.unlink()
    assert build(folder) == 0
    assert sum(len(row) for (kind, _), row in rows(folder / ".site.kept").items() if kind == "alone") == 11


def test_a_damaged_row_costs_what_stands_in_it(folder, monkeypatch):
    with sqlite3.connect(folder / ".site.kept") as kept:
        first = kept.execute("SELECT origin FROM kept WHERE kind = 'alone'").fetchone()[0]
        kept.execute("UPDATE kept SET value = substr(value, 1, 40) WHERE kind = 'alone' AND origin = ?", (first,))
    read, parse = [], gongkai.alone.parse
    monkeypatch.setattr("gongkai.alone.parse", lambda data, path: read.append(path) or parse(data, path))
    path = folder / "content" / "site.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("测试站", "测试门户"), encoding="utf-8")

    assert build(folder) == 0
    assert 0 < len(read) < 12
    assert sum(len(row) for (kind, _), row in rows(folder / ".site.kept").items() if kind == "alone") == 12
    monkeypatch.undo()
    assert_as_new(folder)


@pytest.mark.parametrize("page", [2, 5, 8, 11])
def test_a_file_with_a_damaged_page_costs_no_more_than_one_build(folder, capsys, page):
    kept = folder / ".site.kept"
    data = bytearray(kept.read_bytes())
    data[page * 4096 : page * 4096 + 64] = bytes(range(64))
    kept.write_bytes(data)
    path = folder / "content" / "jiaoyu" / "2021.md"
    for ending in ("没有。", "无事项。", "无其他。"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.rindex("\n\n")] + f"\n\n{ending}\n", encoding="utf-8")
        capsys.readouterr()
        assert build(folder) == 0

    anew = re.search(r"重新生成 (\d+) 个", capsys.readouterr().err)
    assert anew
    assert int(anew[1]) < 20
    assert_as_new(folder)


class Evil:
    def __reduce__(self):
        return print, ("run",)


def test_what_is_no_value_of_ours_is_never_run(folder, capsys):
    with pytest.raises(NotOurs, match="print"):
        Pickles(forms).load(pickle.dumps(Evil()))
    with pytest.raises(NotOurs, match="Path"):
        Pickles(forms).load(b"cgongkai.files\nPath\n.")
    data = zlib.compress(pickle.dumps(Evil()))
    with sqlite3.connect(folder / ".site.kept") as kept:
        kept.execute(
            "UPDATE kept SET value = ? WHERE kind != 'base'", (hashlib.blake2b(data, digest_size=16).digest() + data,)
        )
    capsys.readouterr()

    assert build(folder) == 0
    assert "run" not in capsys.readouterr().out
    assert_as_new(folder)


def test_every_report_of_the_demo_comes_back_as_it_was_kept():
    pickles = Pickles(forms)
    portal = load(CONTENT, forms()).portal

    assert len(portal.reports) > 50
    for report in portal.reports.values():
        again = pickles.load(pickles.dump(report))
        assert again == report
        assert all(one.table is other.table for one, other in zip(again.filings, report.filings, strict=True))


def test_two_builds_at_once_follow_one_another(folder):
    command = [sys.executable, "-m", "gongkai", "build", "--content", "content", "--templates", "templates"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    site = folder / "content" / "site.yaml"
    site.write_text(site.read_text(encoding="utf-8").replace("测试站", "测试门户"), encoding="utf-8")
    running = [subprocess.Popen(command, cwd=folder, env=env) for _ in range(3)]

    assert [one.wait() for one in running] == [0, 0, 0]
    assert_as_new(folder)


def shared(folder):
    """The files of the site that the twin beside it has a second name of; those of the twin that it has not."""
    site, twin = (
        {path.relative_to(root): path.stat().st_ino for path in root.rglob("*") if path.is_file()}
        for root in (folder / "site", folder / ".site.new")
    )
    return sorted(site.keys() & twin.keys()), sorted(path for path in twin if site.get(path) != twin[path])


def test_the_twin_holds_second_names_of_the_files_of_the_site_and_nothing_else(folder):
    path = folder / "content" / "jiaoyu" / "2021.md"
    (folder / "content" / "houhe" / "2022.md").unlink()
    path.write_text(path.read_text(encoding="utf-8").replace("\n\n无。", "\n\n将要撤下的话。"), encoding="utf-8")
    assert build(folder) == 0
    assert shared(folder) == (sorted(files_of(folder / "site")), [])
    path.write_text(path.read_text(encoding="utf-8").replace("将要撤下的话", "没有"), encoding="utf-8")
    assert build(folder) == 0

    assert shared(folder) == (sorted(files_of(folder / "site")), [])
    assert not [one for one in folder.rglob("*.html") if "将要撤下的话".encode() in one.read_bytes()]
    assert not (folder / ".site.new" / "houhe" / "2022").exists()
    assert stat.S_IMODE((folder / ".site.new").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "site").stat().st_mode) == 0o755


def test_no_more_is_linked_than_an_edit_changes(folder, monkeypatch):
    linked, link = [], os.link

    def counted(source, *more, **named):
        linked.append(source.relative_to(folder / "site").as_posix())
        return link(source, *more, **named)

    monkeypatch.setattr(os, "link", counted)
    prose(folder / "content", random.Random(1))
    assert sorted(made_anew(folder)) == sorted(linked)
    assert 0 < len(linked) < 30 < len(files_of(folder / "site"))


def test_a_file_that_has_another_name_is_not_written_into(folder):
    page = folder / "site" / "jiaoyu" / "2021" / "index.html"
    before = page.read_bytes()
    os.link(page, folder / "mine.html")
    path = folder / "content" / "jiaoyu" / "2021.md"
    path.write_text(path.read_text(encoding="utf-8").replace("\n\n无。", "\n\n没有。"), encoding="utf-8")

    assert build(folder) == 0
    assert page.read_bytes() != before
    assert (folder / "mine.html").read_bytes() == before


@pytest.mark.parametrize(
    "harm", ["changed", "put in place", "more", "less", "empty folder", "mode", "link", "file", "gone"]
)
def test_a_twin_that_somebody_touched_is_made_anew(folder, harm, tmp_path_factory):
    twin = folder / ".site.new"
    page = twin / "weihui" / "2020" / "index.html"
    other = tmp_path_factory.mktemp("other")
    if harm == "changed":
        page.write_bytes(b"<!doctype html>")
    elif harm == "put in place":
        data, found = page.read_bytes(), page.stat()
        page.unlink()
        page.write_bytes(data[:-2] + b" \n")
        os.utime(page, ns=(found.st_atime_ns, found.st_mtime_ns))
    elif harm == "less":
        page.unlink()
    elif harm == "mode":
        page.parent.chmod(0o777)
    elif harm in {"more", "empty folder"}:
        (twin / "weihui" / "secret").mkdir()
        if harm == "more":
            (twin / "weihui" / "secret" / "index.html").write_bytes(b"x")
    else:
        shutil.rmtree(twin if harm != "link" else page.parent)
        if harm == "link":
            page.parent.symlink_to(other)
        elif harm == "file":
            twin.write_bytes(b"x")
    prose(folder / "content", random.Random(5))

    assert build(folder) == 0
    assert not (folder / "site" / "weihui" / "secret").exists()
    assert stat.S_IMODE((folder / "site" / "weihui" / "2020").lstat().st_mode) == 0o755
    assert not [*other.iterdir()]
    assert_as_new(folder)


KILLED = """
import os, sys
import gongkai.{module} as module
from gongkai.cli import main

def killed(*more, **named):
    global left
    left -= 1
    return os._exit(9) if left == 0 else called(*more, **named)

left, called = {calls}, module.{name}
module.{name} = killed
sys.exit(main(["build"]))
"""


@pytest.mark.parametrize(
    ("module", "name", "calls"),
    [
        ("files", "_put", 3),
        ("files", "_put", 20),
        ("files", "remove_files", 1),
        ("files", "_switch", 1),
        ("files", "os.link", 2),
        ("kept.site", "make_folder", 2),
    ],
)
def test_of_a_killed_build_nothing_is_left(folder, module, name, calls):
    """Wherever: while the twin becomes the next site, before the switch, while the old site becomes the next twin."""
    prose(folder / "content", random.Random(5))
    assert build(folder) == 0
    before = files_of(folder / "site")
    prose(folder / "content", random.Random(6))
    (folder / "content" / "houhe" / "2022.md").unlink()
    script = KILLED.format(module=module, name=name, calls=calls)
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}

    assert subprocess.run([sys.executable, "-c", script], cwd=folder, env=env, check=False).returncode == 9
    if module == "files" and name != "os.link":
        assert files_of(folder / "site") == before
    assert build(folder) == 0
    assert shared(folder) == (sorted(files_of(folder / "site")), [])
    assert_as_new(folder)


def test_a_disk_without_second_names_gets_copies_and_no_twin(folder, monkeypatch):
    def refused(*_, **__):
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", refused)
    path = folder / "content" / "jiaoyu" / "2021.md"
    for said in ("没有", "还是没有"):
        path.write_text(re.sub("\n\n[^\n]*\n$", f"\n\n{said}。\n", path.read_text(encoding="utf-8")), encoding="utf-8")
        made = made_anew(folder)
        assert "jiaoyu/2021/index.html" in made
        assert len(made) < len(files_of(folder / "site")) / 3
        assert not (folder / ".site.new").exists()
    assert_as_new(folder)


def test_a_build_that_has_to_wait_says_so(tmp_path):
    said = []
    mine = partial(locked, tmp_path / ".site.lock", 0, said.append, "生成")

    with mine(), pytest.raises(FileFault, match="另一次生成还没有做完"), mine():
        pass
    assert said == [f"另一次生成正在 {tmp_path} 进行，等它做完（最多 0 秒）……"]


def test_what_somebody_changes_while_a_site_is_put_in_place_is_noticed(folder, monkeypatch):
    write_site = gongkai.build.write_site

    def touched(out, *more, **named):
        count = write_site(out, *more, **named)
        page = out / "rules" / "index.html"
        page.write_bytes(page.read_bytes() + b" ")
        return count

    monkeypatch.setattr("gongkai.build.write_site", touched)
    prose(folder / "content", random.Random(1))
    assert build(folder) == 0
    monkeypatch.undo()
    assert build(folder) == 0
    assert_as_new(folder)


@pytest.mark.parametrize("mode", [0o600, 0o666])
def test_a_page_that_nobody_may_read_is_put_right(folder, mode):
    page = folder / "site" / "jiaoyu" / "2021" / "index.html"
    page.chmod(mode)

    assert build(folder) == 0
    assert stat.S_IMODE(page.stat().st_mode) == 0o644


def test_other_bytes_of_the_same_size_and_time_are_read(folder):
    path = folder / "content" / "jiaoyu" / "2021.md"
    found = path.stat()
    time.sleep(3.1)  # until the last change can be told from the next
    assert build(folder) == 0
    path.write_bytes(path.read_bytes().replace("无。".encode(), "有。".encode()))
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert build(folder) == 0
    assert_as_new(folder)


def test_what_is_kept_is_for_its_owner_and_holds_no_personal_data(folder):
    kept = folder / ".site.kept"
    path = folder / "content" / "jiaoyu" / "2021.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n联系人手机13912345678。\n", encoding="utf-8")

    assert build(folder) == 1
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with sqlite3.connect(kept) as opened:
        values = [row[0] for row in opened.execute("SELECT value FROM kept WHERE kind != 'base'")]
    assert len(values) > 9
    assert not [value for value in values if b"13912345678" in zlib.decompress(value[16:])]


def test_nothing_is_kept_by_which_a_number_in_the_name_of_a_folder_could_be_known(folder, monkeypatch, capsys):
    shutil.copytree(folder / "content" / "jiaoyu", folder / "content" / "13912345678")
    kept = []
    dump = Pickles.dump
    monkeypatch.setattr(
        Pickles, "dump", lambda self, value, **how: kept.append(repr(value)) or dump(self, value, **how)
    )

    assert build(folder) == 1
    assert kept
    assert not [value for value in kept if "13912345678" in value]
    assert main(["check", "--content", str(folder / "content")]) == 1
    told = capsys.readouterr()
    assert "名称里像是有手机号" in told.out + told.err
    assert "13912345678" not in told.out + told.err


@pytest.mark.parametrize("out", [".", "/", "..", "content", "content/site"])
def test_a_place_that_cannot_be_a_site_is_refused_before_anything_is_written(folder, out, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    before = sorted(folder.rglob("*"))

    assert build(folder, out) == 2
    assert "--out" in capsys.readouterr().err
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    "out", ["loop", "loop/site", "file/site", "file/a/site", "/proc/site", "/proc/a/site", "a" * 300]
)
def test_a_place_where_nothing_can_be_written_is_told_in_a_sentence(folder, out, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    (folder / "loop").symlink_to("loop")
    (folder / "file").write_bytes(b"")

    assert build(folder, out) == 2
    said = capsys.readouterr().err
    assert ("--out" in said, "自身出错" in said) == (True, False), said
    assert ((folder / "loop").is_symlink(), (folder / "file").read_bytes()) == (True, b"")


def test_an_edit_follows_no_link_out_of_the_site(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    page = next((folder / "site").glob("*/2021/index.html"))
    inside = page.parent
    for file in inside.iterdir():
        shutil.copy2(file, outside / file.name)
    shutil.rmtree(inside)
    inside.symlink_to(outside)
    before = files_of(outside)
    prose(folder / "content", random.Random(3))
    for report in (folder / "content").glob("*/2021.md"):
        report.write_text(report.read_text(encoding="utf-8").replace("。", "，有改动。", 1), encoding="utf-8")

    assert build(folder) == 0
    assert files_of(outside) == before
    assert {path.stat().st_nlink for path in outside.iterdir()} == {1}
    assert_as_new(folder)


def test_after_a_deletion_the_twin_is_still_one(folder):
    report = next((folder / "content").glob("*/2021.md"))
    report.unlink()
    assert build(folder) == 0

    wanted = {path.relative_to(folder / "site") for path in (folder / "site").rglob("*")}
    assert {path.relative_to(folder / ".site.new") for path in (folder / ".site.new").rglob("*")} == wanted


def test_a_store_that_cannot_be_one_costs_no_report_a_second_reading(folder, monkeypatch):
    (folder / ".site.kept").unlink()
    (folder / ".site.kept").mkdir()
    read = []
    monkeypatch.setattr(gongkai.alone, "_read", lambda *of, was=gongkai.alone._read: read.append(of) or was(*of))

    assert build(folder) == 0
    paths = [file.path for file, _ in read]
    assert len(paths) == len({*paths}) >= len(list((folder / "content").glob("*/[12]*.md")))


def as_older_pythons_do(member, _protocol):
    return getattr, (type(member), member.name)


def test_an_enumeration_is_written_alike_by_every_python(monkeypatch):
    pickles = Pickles(forms)
    for written_by in (State.__reduce_ex__, as_older_pythons_do):
        monkeypatch.setattr(State, "__reduce_ex__", written_by)
        assert pickles.load(pickles.dump([*State])) == [*State]


def test_site_and_twin_may_both_be_deleted(folder):
    for name in ("site", ".site.new"):
        shutil.rmtree(folder / name)
    assert build(folder) == 0
    assert_as_new(folder)


@pytest.mark.parametrize("lost", ["index.html", "about/index.html", "robots.txt"])
def test_a_file_of_the_site_that_was_deleted_comes_back(folder, lost):
    (folder / "site" / lost).unlink()
    assert build(folder) == 0
    assert_as_new(folder)


def test_what_is_not_ours_is_named(folder, capsys):
    (folder / "site" / "mine.txt").write_text("mine", encoding="utf-8")
    (folder / "site" / "about" / "index.html").unlink()
    assert build(folder) == 2
    assert "里的 mine.txt 不是 gongkai 生成的网站，没有动它" in capsys.readouterr().err
    assert (folder / "site" / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_fresh_takes_nothing_over(folder, capsys):
    before = {path: (folder / "site" / path).stat().st_ino for path in times(folder / "site")}
    capsys.readouterr()
    assert build(folder, "site", "--fresh") == 0
    after = {path: (folder / "site" / path).stat().st_ino for path in times(folder / "site")}

    assert not {path for path in before if before[path] == after[path]}
    told = capsys.readouterr().err
    assert "搜索索引：全部重新生成" in told
    assert f"沿用上次的 0 个文件，重新生成 {len(before)} 个" in told
    assert_as_new(folder)


def settle(folder):
    """Give all files times that are long past: a change from now on is seen."""
    for path in folder.rglob("*"):
        os.utime(path, ns=(10**18, 10**18))
    time.sleep(SETTLED / 10**9 + 0.1)  # what cannot be set is the time of this


def test_texts_that_did_not_change_are_not_read(folder, monkeypatch):
    settle(folder / "content")
    assert build(folder) == 0
    path = folder / "content" / "jiaoyu" / "2021.md"
    path.write_text(path.read_text(encoding="utf-8").replace("\n\n无。", "\n\n没有别的事项。"), encoding="utf-8")
    read = []
    content = folder / "content"
    monkeypatch.setattr(folders, "read_file", lambda path, *rest: read.append(path) or read_file(path, *rest))
    assert build(folder) == 0

    assert {path for path in read if path.is_relative_to(content)} == {
        content / "site.yaml",
        content / "jiaoyu/2021.md",
    }
    assert_as_new(folder)


def test_a_text_that_was_changed_a_moment_ago_is_not_taken_on_trust(folder):
    path = folder / "content" / "jiaoyu" / "2021.md"
    os.utime(path)
    _, _, notes = look_at_tree(folder / "content", {})
    assert "jiaoyu/2021.md" not in notes
    settle(folder / "content")
    _, _, notes = look_at_tree(folder / "content", {})
    assert "jiaoyu/2021.md" in notes
    os.utime(path)
    assert "jiaoyu/2021.md" not in look_at_tree(folder / "content", notes)[2]


def test_a_text_that_changes_while_it_is_worked_with_is_noticed(folder):
    tree, _, _ = look_at_tree(folder / "content", {})
    path = folder / "content" / "jiaoyu" / "2021.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    with pytest.raises(FileFault, match=r"jiaoyu/2021.md 刚刚被别的程序改了，没有做下去；请再运行一次"):
        tree.texts["jiaoyu/2021.md"]
    path.unlink()
    with pytest.raises(FileFault, match=r"jiaoyu/2021.md 读不了（没有这个文件或文件夹）；请再运行一次"):
        tree.texts["jiaoyu/2021.md"]


def test_a_sentence_has_only_those_judged_again_that_it_may_be_copied_by(folder, monkeypatch):
    judged = []
    monkeypatch.setattr(
        among, "judge_among", lambda neighbour: judged.append(neighbour.report.file) or judge_among(neighbour)
    )
    path = folder / "content" / "jiaoyu" / "2021.md"
    path.write_text(path.read_text(encoding="utf-8").replace("\n\n无。", "\n\n没有别的事项。"), encoding="utf-8")
    assert build(folder) == 0

    assert judged == ["jiaoyu/2021.md"]  # chapter 六 is compared with no other


def put_in(path, chapter, text):
    """Put a text into a chapter of a report."""
    before, head, after = path.read_text(encoding="utf-8").partition(f"## {chapter}")
    title, _, rest = after.partition("\n\n")
    path.write_text(f"{before}{head}{title}\n\n{text}\n\n{rest.partition(chr(10) * 2)[2]}", encoding="utf-8")


OWN_WORDS = "".join(f"第{n}件事是把办事大厅的{what}重新摆放了一遍。" for n, what in enumerate("桌椅灯牌机", 1))


@pytest.fixture
def related(folder):
    """Reports that say the same: of a body two years in turn and of two bodies in one; and a report of a whole area."""
    content = folder / "content"
    for report in ("jiaoyu/2020.md", "jiaoyu/2021.md", "houhe/2021.md"):
        put_in(content / report, "一、", OWN_WORDS)
    whole = content / "weihui" / "2021.md"
    whole.write_text(
        whole.read_text(encoding="utf-8").replace("统计范围: 本机关", "统计范围: 全辖区"), encoding="utf-8"
    )
    return content


def of_rule(findings, rule, file):
    return [one for one in findings if one.code == rule and one.span.file == file]


@pytest.mark.parametrize(
    ("edited", "edit", "about"),
    [
        ("houhe/2021.md", lambda path: put_in(path, "一、", "全都不同了。"), ("copied-text", "jiaoyu/2021.md")),
        ("jiaoyu/2020.md", lambda path: put_in(path, "一、", "全都不同了。"), ("copied-text", "jiaoyu/2021.md")),
        (
            "jiaoyu/2020.md",
            lambda path: path.write_text("---\n# 一行\n" + path.read_text(encoding="utf-8")[4:], encoding="utf-8"),
            ("copied-text", "jiaoyu/2021.md"),
        ),
        ("houhe/2021.md", lambda path: path.unlink(), ("parts-missing", "weihui/2021.md")),
        (
            "houhe/2021.md",
            lambda path: path.write_text(
                re.sub(r"(行政许可: +)\d+", r"\g<1>987654", path.read_text(encoding="utf-8")), encoding="utf-8"
            ),
            ("area-sum", "weihui/2021.md"),
        ),
        (
            "houhe/agency.yaml",
            lambda path: path.write_text(
                path.read_text(encoding="utf-8").replace("后河镇", "前河镇"), encoding="utf-8"
            ),
            ("copied-text", "jiaoyu/2021.md"),
        ),
    ],
)
def test_what_is_said_of_a_report_follows_an_edit_of_another_file(related, edited, edit, about, monkeypatch):
    monkeypatch.setattr(folders, "SETTLED", 0)
    rule, told_of = about
    memory = Recent()
    before = load(related, forms(), memory).findings
    edit(related / edited)
    after = load(related, forms(), memory).findings

    assert of_rule(before, rule, told_of) != of_rule(after, rule, told_of)
    assert after == load(related, forms()).findings


def test_what_others_put_in_the_place_of_the_site_is_not_touched(folder, capsys):
    shutil.rmtree(folder / "site")
    (folder / "site" / "about").mkdir(parents=True)
    for name in ("index.html", "about/diary.txt"):
        (folder / "site" / name).write_text("mine", encoding="utf-8")
    assert build(folder) == 2
    assert "不是 gongkai 生成的网站，没有动它" in capsys.readouterr().err
    assert sorted(files_of(folder / "site").values()) == [b"mine", b"mine"]


def test_a_link_in_the_place_of_a_folder_of_the_site_is_not_ours(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (folder / "site" / "about").rename(other / "about")
    (folder / "site" / "about").symlink_to(other / "about")
    assert build(folder) == 2
    assert (folder / "site" / "about").is_symlink()


def test_of_content_with_errors_no_notes_are_left(folder):
    (folder / "content" / "jiaoyu" / "zhang13912345679.md").write_text("x", encoding="utf-8")
    assert build(folder) == 1
    assert b"13912345679" not in (folder / ".site.kept").read_bytes()


def test_the_bytes_of_what_was_written_do_not_stay_in_memory(folder, monkeypatch):
    path = folder / "content" / "jiaoyu" / "2021.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("---\n", "---\n附件: [{文件: a.pdf}]\n", 1), encoding="utf-8"
    )
    (path.parent / "a.pdf").write_bytes(b"%PDF" * 1000)
    put = []
    wrote = Kept.wrote
    monkeypatch.setattr(Kept, "wrote", lambda kept, out, files: put.extend(files) or wrote(kept, out, put))
    assert build(folder) == 0

    assert [one for one in put if one.file.path.endswith("/a.pdf") and one.data]
    assert {len(one.data) for one in put if one.data is not None} == {1}
    assert {len(one.file.data) for one in put if isinstance(one.file, Output)} == {0}
