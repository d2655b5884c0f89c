"""Publishing: visitors see the old site or the new one, whatever happens, and what happened is known afterwards."""

import gzip
import os
import shutil
import stat
import subprocess
import threading
import zipfile
from pathlib import Path

import pytest

from gongkai import lock
from gongkai.bind import ATTACHMENT_TYPES
from gongkai.cli import main
from gongkai.files import FileFault, write_site
from gongkai.output import Output
from gongkai.release import renew, signing, switch
from gongkai.release.publish import Wish
from gongkai.release.rollback import chosen, refuse_other, roll_back
from gongkai.release.served import EVERYWHERE, WITH_SETTINGS, ending, not_served
from gongkai.release.target import opened, state_of
from gongkai.release.verifier import NOBODY, Trust, parse, verify, verify_target
from gongkai.release.zipped import publish_as_file
from release_site import NEW, OLD, OTHER, Killed, litter, numbered, put, seen, silent, told_by, trouble
from support import TEMPLATES, one_report

SH = shutil.which("sh") or ""


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(os, "sync", lambda: None)
    monkeypatch.setattr("time.sleep", lambda _: None)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "www"


@pytest.fixture
def content(tmp_path):
    return one_report(tmp_path / "content")


def publish(content, to, *more):
    line = ["publish", "--content", str(content), "--templates", str(TEMPLATES), "--to", str(to), *more]
    return main(line)


def kinds(target):
    return [one.kind for one in verify_target(str(target), NOBODY).found]


def manifest(target, number):
    return parse((target / "manifests" / f"{number:06d}.txt").read_bytes())


def untouched(folder):
    return {p: p.lstat().st_mtime_ns for p in folder.rglob("*")} if folder.exists() else None


# --- what is there afterwards -------------------------------------------------------------------------


def test_a_target_holds_releases_manifests_and_a_link(target):
    done = put(target, OLD)

    assert sorted(p.name for p in target.iterdir()) == [".lock", "current", "manifests", "releases"]
    assert str((target / "current").readlink()) == f"releases/{done.head.release}"
    assert seen(target) == OLD
    listed = manifest(target, 1)
    assert [e.path for e in listed.entries] == sorted(OLD, key=str.encode)
    assert {e.path: e.size for e in listed.entries} == {path: len(data) for path, data in OLD.items()}
    assert (listed.head.number, listed.head.action, listed.head.previous, listed.head.commit) == (
        1,
        "publish",
        "-",
        "-",
    )


def test_a_release_is_named_by_its_files_and_by_nothing_else(tmp_path):
    one = put(tmp_path / "one", OLD, Wish(commit="abcdef0"))
    put(tmp_path / "two", NEW)
    two = put(tmp_path / "two", OLD)
    renamed = put(
        tmp_path / "three", {("b" if k == "404.html" else k).replace("b", "b.html"): v for k, v in OLD.items()}
    )

    assert one.head.release == two.head.release
    assert renamed.head.release != one.head.release


def test_manifests_are_chained_and_say_what_was_seen_before(target):
    one, two, three = put(target, OLD), put(target, NEW), put(target, OLD)

    assert [manifest(target, n).head for n in (1, 2, 3)] == [one.head, two.head, three.head]
    assert (two.head.previous, three.head.previous) == (one.head.digest, two.head.digest)
    assert (two.head.replaces, three.head.replaces) == (one.head.release, two.head.release)
    assert len(list((target / "releases").iterdir())) == 2
    assert kinds(target) == []


def test_the_same_site_again_changes_nothing(target):
    put(target, OLD)
    before = untouched(target / "manifests"), untouched(target / "current"), str((target / "current").readlink())
    again = put(target, OLD)

    assert not again.changed
    assert before == (
        untouched(target / "manifests"),
        untouched(target / "current"),
        str((target / "current").readlink()),
    )
    assert litter(target) == []


@pytest.mark.parametrize("umask", [0o077, 0o000, 0o027])
def test_a_web_server_can_read_it_and_nobody_else_write_it_under_any_umask(target, umask):
    before = os.umask(umask)
    try:
        put(target / "deep", OLD)
    finally:
        os.umask(before)
    modes = {
        p.relative_to(target / "deep").as_posix(): stat.S_IMODE(p.lstat().st_mode)
        for p in [target / "deep", *(target / "deep").rglob("*")]
        if not p.is_symlink()
    }

    assert modes.pop(".lock") == 0o600 & ~umask
    assert {path for path, mode in modes.items() if mode not in {0o644, 0o755}} == set()
    assert modes["."] == modes["releases"] == 0o755


def test_the_five_newest_releases_of_the_log_stay_and_older_ones_go_after_the_switch(target):
    names = [put(target, numbered(n)).head.release for n in range(7)]

    assert {p.name for p in (target / "releases").iterdir()} == set(names[2:])
    more = [put(target, numbered(n), Wish(keep=7)).head.release for n in range(7, 10)]
    assert {p.name for p in (target / "releases").iterdir()} == {*names[3:], *more}
    assert kinds(target) == []


def test_a_release_that_nobody_logged_does_not_stay(target):
    put(target, OLD)
    (target / "releases" / ("a" * 32)).mkdir()
    (target / "releases" / "hand-made").mkdir()
    put(target, NEW)

    assert not (target / "releases" / ("a" * 32)).exists()
    assert (target / "releases" / "hand-made").exists()


def test_what_cannot_be_pruned_is_said_and_the_new_site_is_there(target, monkeypatch):
    for n in range(5):
        put(target, numbered(n))

    def failing(folder):
        raise PermissionError(13, "no", str(folder))

    monkeypatch.setattr(switch, "put_away", failing)
    done = put(target, NEW)
    assert seen(target) == NEW
    assert any("没有清理掉" in note for note in done.notes)

    monkeypatch.setattr(renew, "prune", failing_too)
    done = put(target, OLD)
    assert seen(target) == OLD
    assert any("旧版本没有清理" in note for note in done.notes)


def failing_too(*_):
    raise OSError(5, "Input/output error")


def test_a_release_that_was_tampered_with_is_not_used_again_and_that_is_said(target):
    name = put(target, OLD).head.release
    (target / "releases" / name / "index.html").write_bytes(b"<p>bad</p>")
    done = put(target, OLD)

    assert seen(target) == OLD
    assert str((target / "current").readlink()) == f"releases/{name}-2"
    assert done.changed
    assert f"releases/{name} 被改动过，没有用它，留着备查。" in done.notes
    assert kinds(target) == []
    put(target, NEW)
    assert put(target, OLD).head.release == name
    assert seen(target) == OLD


# --- what is not touched ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda t: (t / "index.html").write_text("mine"),
        lambda t: (t / "releases").write_text("mine"),
        lambda t: (t / "current").mkdir(),
        lambda t: (t / "current").symlink_to("elsewhere"),
        lambda t: (t / "manifests").symlink_to("/tmp"),  # noqa: S108 - never followed
        lambda t: ((t / "releases").mkdir(), (t / "current").symlink_to("releases/20240101")),
    ],
)
def test_a_folder_that_holds_something_else_is_not_touched(target, make):
    target.mkdir()
    make(target)
    before = untouched(target)
    with pytest.raises(FileFault, match="没有动它"):
        put(target, OLD)
    assert untouched(target) == before


def test_a_disk_of_its_own_may_hold_what_disks_hold(target):
    (target / "lost+found").mkdir(parents=True)
    put(target, OLD)
    assert seen(target) == OLD


def test_a_site_is_not_put_into_the_content_nor_around_it(content, tmp_path, capsys):
    for to in (content / "www", tmp_path, content / "site.zip"):
        assert publish(content, to) == 2
        assert "内容文件夹" in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.rglob("*") if p.name != "content") == [
        "2023.md",
        "agency.yaml",
        "ceshi",
        "site.yaml",
    ]


@pytest.mark.parametrize("to", ["loop", "loop/www", "loop/site.zip", "site.zip"])
def test_a_link_that_leads_to_itself_is_told_in_a_sentence(content, tmp_path, to, capsys):
    for name in ("loop", "site.zip"):
        (tmp_path / name).symlink_to(name)

    assert publish(content, tmp_path / to) == 2
    said = capsys.readouterr().err
    assert (str(tmp_path) in said, "自身出错" in said) == (True, False), said
    assert (tmp_path / "loop").is_symlink()
    assert (tmp_path / "site.zip").is_symlink()


def test_errors_in_the_content_touch_nothing(content, target, capsys):
    report = content / "ceshi" / "2023.md"
    text = report.read_text(encoding="utf-8")
    report.write_text(text.replace("年度: 2023", "年度: 2022"), encoding="utf-8")
    assert publish(content, target) == 1
    assert not target.exists()
    told = capsys.readouterr()
    assert told.out == ""
    assert "错误[year-differs] ceshi/2023.md:3:5" in told.err
    assert f"没有上线，{target} 保持原样。" in told.err

    put(target, OLD)
    before = untouched(target)
    assert publish(content, target) == 1
    assert untouched(target) == before


def test_the_command_publishes_what_build_builds(content, target, tmp_path, capsys):
    assert publish(content, target, "--commit", "0123456789abcdef0123456789abcdef01234567") == 0
    told = capsys.readouterr().out
    built = tmp_path / "site"
    assert main(["build", "--content", str(content), "--templates", str(TEMPLATES), "--out", str(built)]) == 0
    site = {p.relative_to(built).as_posix(): p.read_bytes() for p in built.rglob("*") if p.is_file()}

    assert seen(target) == site
    assert f"第 1 次上线：版本 {manifest(target, 1).head.release}，{len(site)} 个文件" in told
    assert manifest(target, 1).head.commit.startswith("0123")
    assert {ending(path) for path in site} <= EVERYWHERE
    capsys.readouterr()
    assert publish(content, target) == 0
    assert capsys.readouterr().out.startswith("没有变化")
    assert main(["verify", str(target), "--manifest", str(target / "manifests" / "000001.txt")]) == 0


@pytest.mark.parametrize(
    "more", [["--keep", "4"], ["--commit", "HEAD"], ["--wait", "x"], ["--previous", "x"], ["--commit", "a\nnumber 3"]]
)
def test_arguments_that_cannot_be_are_refused(content, target, more):
    try:
        status = publish(content, target, *more)
    except SystemExit as ended:
        status = ended.code
    assert status == 2
    assert not target.exists()


# --- files that servers send --------------------------------------------------------------------------


def test_every_attachment_that_content_may_have_is_sent_or_named():
    assert set(ATTACHMENT_TYPES) <= EVERYWHERE | WITH_SETTINGS
    assert not_served(["a/b.html", "a.tar.gz", "x.PDF", "noending", "a.ofd", "x.exe"]) == [
        "a.tar.gz",
        "noending",
        "x.exe",
    ]


def test_a_file_that_no_server_sends_is_refused(target):
    put(target, OLD)
    with pytest.raises(FileFault, match="不发送"):
        put(target, {**NEW, "a/2023/files/数据.dbf": b"x"})
    assert seen(target) == OLD
    assert litter(target) == []


def test_an_attachment_that_iis_does_not_send_is_named(target):
    assert any(".ofd" in note for note in put(target, {**OLD, "a/2023/files/年报.ofd": b"x"}).notes)


@pytest.mark.parametrize(
    "path", ["../x.html", "/x.html", "a//b.html", "a\nb.html", ".git/x.html", "a\\b.html", "a:b.html"]
)
def test_a_path_that_leads_elsewhere_is_not_published(target, path):
    put(target, OLD)
    with pytest.raises(FileFault):
        put(target, {**OLD, path: b"x"})
    assert seen(target) == OLD


# --- two at once --------------------------------------------------------------------------------------


def test_who_comes_second_waits_and_goes_on(target, monkeypatch):
    put(target, OLD)
    said, held, let_go, waiting = [], threading.Event(), threading.Event(), threading.Event()

    def first():
        with opened(target, 0, silent):
            held.set()
            assert let_go.wait(20)

    monkeypatch.setattr("time.sleep", lambda _: (waiting.set(), threading.Event().wait(0.01)))
    holder = threading.Thread(target=first)
    holder.start()
    assert held.wait(20)
    second = threading.Thread(target=lambda: put(target, NEW, wait=60, say=said.append))
    second.start()
    assert waiting.wait(20)
    assert seen(target) == OLD
    let_go.set()
    holder.join()
    second.join()

    assert seen(target) == NEW
    assert len(said) == 1
    assert "另一次上线或者退回正在" in said[0]


def test_who_does_not_want_to_wait_is_told_so(content, target, capsys):
    put(target, OLD)
    before = untouched(target)
    with opened(target, 0, silent):
        assert publish(content, target, "--wait", "0") == 2
        assert main(["rollback", str(target), "--wait", "0"]) == 2
    assert "另一次上线或者退回" in capsys.readouterr().err
    assert untouched(target) == before


def test_a_lock_that_was_taken_away_is_not_waited_for(tmp_path):
    path = tmp_path / ".lock"
    path.write_bytes(b"")
    stale = os.open(path, os.O_RDWR)
    assert lock._try(stale)
    path.unlink()
    with lock.locked(path, 0, silent):
        assert not lock._is_there(stale, path)
    os.close(stale)


def test_a_lock_file_that_was_left_is_no_lock(target):
    put(target, OLD)
    (target / ".lock").write_bytes(b"12345")
    put(target, NEW)
    assert seen(target) == NEW


# --- killed, or a disk that fails, at every call --------------------------------------------------------


def calls_of(target, site):
    with trouble(10**9) as made:
        put(target, site)
    return list(made)


def test_killed_at_any_call_the_old_site_or_the_new_is_whole_and_the_next_publish_right(tmp_path):
    """Every call × killed before or after its work; then the new site, the old one, or another is published.

    From the naming of the release on everything is tried, before it things take turns.
    """
    start = tmp_path / "start"
    put(start, OTHER)
    put(start, OLD)
    trial = tmp_path / "trial"
    shutil.copytree(start, trial, symlinks=True)
    calls = calls_of(trial, NEW)
    assert {"write", "fsync", "rename", "replace", "symlink", "mkdir", "chmod"} <= set(calls)
    met = set()
    for at in range(1, len(calls) + 1):
        named = "rename" in calls[: at + 1]
        for after in (False, True) if named else (at % 2 == 0,):
            for then in (NEW, OLD, OTHER) if named else ((NEW, OLD, OTHER)[at % 3],):
                shutil.rmtree(trial)
                shutil.copytree(start, trial, symlinks=True)
                with pytest.raises(Killed), trouble(at, after=after):
                    put(trial, NEW)
                before = seen(trial)
                assert before in (OLD, NEW), (at, calls[at - 1])
                state = kinds(trial)
                # Between log and link, the log is one ahead; anything else is as if nothing had happened, or all.
                assert state in ([], ["rolled-back"])
                met.add((before == NEW, *state))
                put(trial, then)
                assert (seen(trial), kinds(trial), litter(trial)) == (then, [], []), (at, calls[at - 1], after)
    assert met == {(False,), (False, "rolled-back"), (True,)}


def test_killed_between_log_and_link_the_entry_is_not_written_twice(tmp_path):
    target = tmp_path / "www"
    put(target, OLD)
    at = calls_of(tmp_path / "www", NEW).index("symlink") + 1
    shutil.rmtree(target)
    put(target, OLD)
    with pytest.raises(Killed), trouble(at):
        put(target, NEW)
    assert (seen(target), kinds(target)) == (OLD, ["rolled-back"])
    (found,) = verify(str(target)).found
    assert "再上线一次" in found.message

    assert put(target, NEW).head.number == 2
    assert sorted(p.name for p in (target / "manifests").iterdir()) == ["000001.txt", "000002.txt"]


def test_killed_in_the_first_publish_the_next_one_is_right(tmp_path):
    calls = calls_of(tmp_path / "count", OLD)
    for at in range(1, len(calls) + 1):
        target = tmp_path / str(at)
        with pytest.raises(Killed), trouble(at):
            put(target, OLD)
        assert seen(target) in (None, OLD)
        put(target, OLD)
        assert (seen(target), kinds(target), litter(target)) == (OLD, [], []), (at, calls[at - 1])


@pytest.mark.parametrize("once", [True, False])
def test_a_disk_that_fails_at_any_call_leaves_the_old_site_and_one_sentence(tmp_path, once):
    start = tmp_path / "start"
    put(start, OLD)
    trial = tmp_path / "trial"
    shutil.copytree(start, trial, symlinks=True)
    calls = calls_of(trial, NEW)
    last = len(calls) - 1 - calls[::-1].index("replace")  # the switch itself
    for at in range(1, len(calls) + 1):
        shutil.rmtree(trial)
        shutil.copytree(start, trial, symlinks=True)
        fault, done = told_by(lambda: put(trial, NEW), at, kill=False, once=once)
        if fault:
            assert at <= last + 1, (at, calls[at - 1])
            assert seen(trial) == OLD
            assert "原来的网站没有动" in str(fault)
            assert "\n" not in str(fault)
        else:  # what failed did not matter any more, or comes after the switch and is said
            assert seen(trial) == NEW
            assert done.notes or at <= last
        put(trial, NEW)
        assert (seen(trial), kinds(trial), litter(trial)) == (NEW, [], []), (at, calls[at - 1])


def test_bytes_are_on_the_disk_before_their_names_and_all_before_the_link(target):
    put(target, OLD)
    with trouble(10**9) as made:
        put(target, NEW)
    files, folders = len(NEW), 6  # releases/.new-…, a, a/2023, a/2023/files, a/2024, assets
    to_name = made.index("rename")
    assert made[:to_name].count("fsync") == files + folders
    assert made[to_name + 1] == "fsync"  # releases
    log, link = (n for n, name in enumerate(made) if name == "replace")
    assert made[to_name + 2 : log].count("fsync") == 1  # the manifest
    assert made[log + 1] == "fsync"  # manifests
    assert made[link - 1] == "symlink"
    assert made[link + 1] == "fsync"  # the target


def test_a_disk_that_gives_back_something_else_is_noticed(target, monkeypatch):
    put(target, OLD)
    write_bytes = type(target).write_bytes

    def flipping(self, data):
        return write_bytes(self, data.replace(b"twenty", b"twentv"))

    monkeypatch.setattr(type(target), "write_bytes", flipping)
    with pytest.raises(FileFault, match="不一致"):
        put(target, NEW)
    assert seen(target) == OLD


def test_a_log_that_was_tampered_with_stops_the_publish_and_says_how_to_go_on(target):
    put(target, OLD)
    put(target, NEW)
    path = target / "manifests" / "000001.txt"
    path.write_bytes(path.read_bytes().replace(b"commit -", b"commit abcdef0"))
    with pytest.raises(FileFault, match=r"移到 .*www 外面留着备查"):
        put(target, OLD)
    assert seen(target) == NEW

    (target / "manifests").rename(target.parent / "evidence")
    assert put(target, OLD).head.number == 1
    assert (seen(target), kinds(target)) == (OLD, [])


def test_a_log_that_is_gone_begins_anew_and_no_release_goes_with_it(target):
    for number in range(3):
        put(target, numbered(number))
    before = {path.name for path in (target / "releases").iterdir()}
    shutil.rmtree(target / "manifests")
    done = put(target, NEW)

    assert done.head.number == 1
    assert any("清单没有了" in note for note in done.notes)
    assert before < {path.name for path in (target / "releases").iterdir()}
    assert seen(target) == NEW


def test_a_content_without_a_report_is_not_published(content, tmp_path, capsys):
    assert publish(content, tmp_path / "www") == 0
    assert "1 个机关，1 份年报。" in capsys.readouterr().err
    before = untouched(tmp_path / "www")
    (content / "ceshi" / "2023.md").unlink()

    assert publish(content, tmp_path / "www") == 1
    assert "一份年报也没有，没有上线" in capsys.readouterr().err
    assert untouched(tmp_path / "www") == before


@pytest.mark.parametrize("name", ["www", "site.zip"])
def test_nothing_is_published_into_the_templates_or_into_a_site(content, tmp_path, capsys, name):
    templates = shutil.copytree(TEMPLATES, tmp_path / "templates")
    line = ["publish", "--content", str(content), "--templates", str(templates), "--to"]
    assert main([*line, str(templates / name)]) == 2
    assert "不能放在模板文件夹里" in capsys.readouterr().err
    for command in ("build", "quality"):
        assert main([command, *line[1:-1], "--out", str(templates / "site")]) == 2
        assert "不能放在模板文件夹里" in capsys.readouterr().err
    assert main(["build", *line[1:-1], "--out", str(tmp_path / "site")]) == 0
    assert main([*line, str(tmp_path / "site" / name)]) == 2
    assert "是公开的网站" in capsys.readouterr().err


def test_what_the_disk_refuses_to_look_at_is_told_as_such(tmp_path):
    for act in (lambda folder: put(folder, OLD), refuse_other, lambda folder: write_site(folder, tmp_path / "c", [])):
        with pytest.raises(FileFault, match="名称太长"):
            act(tmp_path / ("长" * 100))


@pytest.mark.skipif(os.name == "nt", reason="no modes there")
def test_a_web_server_gets_into_every_folder_that_was_made(tmp_path):
    before = os.umask(0o077)
    try:
        put(tmp_path / "a" / "b" / "www", OLD)
    finally:
        os.umask(before)

    assert {stat.S_IMODE((tmp_path / folder).stat().st_mode) for folder in ("a", "a/b", "a/b/www")} == {0o755}


def test_packed_files_are_there_on_request_and_belong_to_the_release(content, tmp_path):
    assert publish(content, tmp_path / "www", "--gzip") == 0
    site = seen(tmp_path / "www")
    packed = {path: data for path, data in site.items() if path.endswith(".gz")}

    assert {"index.html.gz", "ceshi/2023/index.html.gz", "ceshi/2023/report.json.gz"} <= packed.keys()
    assert all(gzip.decompress(data) == site[path[:-3]] for path, data in packed.items())
    assert kinds(tmp_path / "www") == []
    assert publish(content, tmp_path / "www") == 0
    assert seen(tmp_path / "www") == {path: data for path, data in site.items() if path not in packed}


# --- one file -----------------------------------------------------------------------------------------


def zipped(path, site, wish=None, previous=None):
    outputs = [Output(name, data) for name, data in site.items()]
    return publish_as_file(path, path.parent / "content", outputs, wish or Wish(), previous)


def test_a_zip_holds_site_manifest_instructions_verifier_and_scripts(tmp_path):
    done = zipped(tmp_path / "site.zip", OLD)
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        names = archive.namelist()
        assert {i.compress_type for i in archive.infolist()} == {zipfile.ZIP_STORED}
        assert parse(archive.read("manifest.txt")).head == done.head
        archive.extractall(tmp_path / "x")
    assert names == [
        *("manifest.txt", "swap.ps1", "swap.sh", "verify.py", "上线说明.txt"),
        *(f"site/{p}" for p in sorted(OLD, key=str.encode)),
    ]
    line = ["python3", "-I", "verify.py", "site", "--manifest", "manifest.txt"]
    assert "核对无误" in subprocess.check_output(line, cwd=tmp_path / "x", encoding="utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site.zip", "x"]
    for name in ("manifest.txt", "verify.py", "swap.sh", "swap.ps1", "web.config"):
        assert name in (tmp_path / "x" / "上线说明.txt").read_text(encoding="utf-8-sig")


def test_a_zip_is_the_same_bytes_whenever_and_wherever_it_is_made(tmp_path):
    (tmp_path / "b").mkdir()
    before = os.umask(0o077)
    zipped(tmp_path / "one.zip", OLD)
    os.umask(before)
    zipped(tmp_path / "b" / "two.zip", dict(reversed(OLD.items())))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "b" / "two.zip").read_bytes()
    assert stat.S_IMODE((tmp_path / "one.zip").stat().st_mode) == 0o644
    assert not zipped(tmp_path / "one.zip", OLD).changed


def test_a_zip_follows_the_manifest_that_is_named(tmp_path):
    first = zipped(tmp_path / "site.zip", OLD)
    second = zipped(tmp_path / "site.zip", NEW, previous=first.head)
    assert (second.head.number, second.head.previous, second.head.replaces) == (
        2,
        first.head.digest,
        first.head.release,
    )


def test_a_zip_of_somebody_else_is_not_replaced(tmp_path):
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
        archive.writestr("holiday.txt", "x")
    before = (tmp_path / "site.zip").read_bytes()
    with pytest.raises(FileFault, match="没有动它"):
        zipped(tmp_path / "site.zip", OLD)
    assert (tmp_path / "site.zip").read_bytes() == before


def test_a_zip_of_ours_with_a_damaged_manifest_is_not_replaced(tmp_path):
    path = tmp_path / "site.zip"
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.writestr("manifest.txt", "gongkai-manifest 1\n" * 9)
        data = path.read_bytes()
        at = data.index(b"manifest.txt") + len("manifest.txt")
        for damaged in (data[:at] + b"\xff" * 9 + data[at + 9 :], data[:at] + data[at + 9 :], data[:-30]):
            path.write_bytes(damaged)
            with pytest.raises(FileFault, match="没有动它"):
                zipped(path, OLD)
            assert path.read_bytes() == damaged


def test_killed_or_out_of_disk_the_old_zip_is_whole(tmp_path):
    path = tmp_path / "site.zip"
    zipped(path, OLD)
    before = path.read_bytes()
    with trouble(10**9) as made:
        zipped(path, NEW)
    after = path.read_bytes()
    for at in range(1, len(made) + 1):
        path.write_bytes(before)
        told_by(lambda: zipped(path, NEW), at, kill=at % 2 == 0)
        assert path.read_bytes() in (before, after)
        zipped(path, NEW)
        assert path.read_bytes() == after
        assert [p.name for p in tmp_path.iterdir()] == ["site.zip"]


def test_a_file_of_a_zip_has_another_time_if_and_only_if_its_bytes_are_others(tmp_path):
    def times(site):
        zipped(tmp_path / "site.zip", site)
        with zipfile.ZipFile(tmp_path / "site.zip") as archive:
            return {one.filename: one.date_time for one in archive.infolist() if one.filename.startswith("site/")}

    old, new = times(OLD), times(NEW)
    same = {f"site/{path}" for path in OLD if NEW.get(path) == OLD[path]}
    assert {path for path in old if new.get(path) == old[path]} == same
    assert len(same) < len(old)
    assert times(OLD) == old


def test_the_command_writes_a_zip_with_an_attachment_as_it_is(content, tmp_path, capsys):
    report = content / "ceshi" / "2023.md"
    text = report.read_text(encoding="utf-8").replace("年度: 2023", "年度: 2023\n附件:\n  - {文件: 年报.pdf}")
    report.write_text(text, encoding="utf-8")
    (content / "ceshi" / "年报.pdf").write_bytes(b"%PDF-1.4 \x00\xff")

    assert publish(content, tmp_path / "site.zip") == 0
    assert "上线说明.txt" in capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        assert archive.testzip() is None
        assert archive.read("site/ceshi/2023/files/年报.pdf") == b"%PDF-1.4 \x00\xff"


@pytest.mark.skipif(not SH, reason="no sh")
def test_the_swap_script_swaps_and_swaps_back(tmp_path):
    zipped(tmp_path / "old.zip", OLD)
    zipped(tmp_path / "new.zip", NEW)
    for name in ("old", "new"):
        zipfile.ZipFile(tmp_path / f"{name}.zip").extractall(tmp_path / name)
    site = tmp_path / "网站 ndbg"

    def swap(*words):
        return subprocess.run(
            [SH, str(tmp_path / "new" / "swap.sh"), *map(str, words)], check=False, capture_output=True
        )

    def held():
        return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}

    assert swap(tmp_path / "old" / "site", site).returncode == 0
    assert held() == OLD
    assert swap(tmp_path / "new" / "site", site).returncode == 0
    assert held() == NEW
    assert swap("--back", site).returncode == 0
    assert held() == OLD
    assert swap("--back", site).returncode == 0
    assert held() == NEW
    assert swap(tmp_path / "old" / "site", site).returncode == 0
    (tmp_path / "new" / "site").rename(f"{site}-new")  # brought there by hand
    assert swap(f"{site}-new", site).returncode == 0
    assert held() == NEW
    for half in ((site, f"{site}-back"), (f"{site}-old", site)):  # killed after each rename of the way back
        Path(half[0]).rename(half[1])
        assert swap("--back", site).returncode == 0
        assert held() == OLD
        assert swap("--back", site).returncode == 0
        assert held() == NEW
        site.rename(f"{site}-back")
    assert swap("--back", site).returncode == 0
    assert "没有变化" in swap(tmp_path / "old" / "site", site).stdout.decode()
    assert swap("--back", site).returncode == 0
    shutil.move(f"{site}-old", tmp_path / "kept")
    Path(f"{site}-old").mkdir()
    Path(f"{site}-old", "文件.doc").touch()
    assert swap(tmp_path / "old" / "site", site).returncode == 1
    assert Path(f"{site}-old", "文件.doc").exists()
    shutil.rmtree(f"{site}-old")
    assert swap(tmp_path / "old" / "site", tmp_path / "nowhere" / "ndbg").returncode == 1
    site.rename(f"{site}-old-kept")
    assert swap(tmp_path / "old", site).returncode == 1
    assert swap("--back", tmp_path / "nothing").returncode == 1


# --- signatures ---------------------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="no ssh-keygen")
def test_a_signed_log_is_known_by_its_signers_and_a_wrong_key_is_not(tmp_path):
    target = tmp_path / "www"
    for name in ("right", "wrong"):
        line = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(tmp_path / name)]
        subprocess.run(line, check=True)
    signers = tmp_path / "signers"
    signers.write_text(f"office@example {(tmp_path / 'right.pub').read_text()}", encoding="utf-8")
    trust = Trust(signers=str(signers))
    wish = Wish(key=tmp_path / "right")

    put(target, OLD, wish)
    assert verify(str(target), trust).found == []
    assert verify(str(target), trust._replace(identity="office@example")).found == []
    assert [f.kind for f in verify(str(target), trust._replace(identity="mayor@example")).found] == ["signature"]

    first = tmp_path / "first.txt"
    shutil.copy(target / "manifests" / "000001.txt", first)
    put(target, NEW, wish)
    assert verify(str(target), trust._replace(manifest=str(first))).found == []  # newer, and vouched for
    assert [f.kind for f in verify(str(target), Trust(manifest=str(first))).found] == ["newer"]

    put(target, OLD, Wish(key=tmp_path / "wrong"))
    assert [f.kind for f in verify(str(target), trust).found] == ["signature"]
    put(target, NEW)
    assert [f.kind for f in verify(str(target), trust).found] == ["signature"]
    signed = put(target, NEW, wish)
    assert not signed.changed
    assert verify(str(target), trust).found == []
    assert litter(target) == []

    (tmp_path / "endless").symlink_to("/dev/zero")
    (tmp_path / "linked").symlink_to("right")
    (tmp_path / "no key").write_bytes(b"\0")
    for key in ("nothing", "endless", "no key", ""):
        with pytest.raises(FileFault, match="没有签成"):
            put(target, OLD, Wish(key=tmp_path / key))
    assert (seen(target), kinds(target)) == (NEW, [])
    put(target, OLD, Wish(key=tmp_path / "linked"))
    assert verify(str(target), trust).found == []


def test_an_ssh_keygen_that_does_not_answer_is_not_waited_for(target, tmp_path, monkeypatch):
    keygen = tmp_path / "bin" / "ssh-keygen"
    keygen.parent.mkdir()
    keygen.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    keygen.chmod(0o755)
    (tmp_path / "key").write_bytes(b"")
    monkeypatch.setenv("PATH", f"{keygen.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(signing, "PATIENCE", 0.1)

    with pytest.raises(FileFault, match="没有签成"):
        put(target, OLD, Wish(key=tmp_path / "key"))
    assert seen(target) is None


def test_a_newest_manifest_that_does_not_agree_with_itself_stops_the_publish(target):
    put(target, OLD)
    put(target, NEW)
    path = target / "manifests" / "000002.txt"
    lines = path.read_bytes().split(b"\n")
    lines[-2] = lines[-2].replace(lines[-2][:1], b"0" if lines[-2][:1] != b"0" else b"1", 1)
    path.chmod(0o644)
    path.write_bytes(b"\n".join(lines))
    before = untouched(target)

    assert "manifest" in kinds(target)
    with pytest.raises(FileFault, match=r"清单里的文件和它写的版本不符.*请先用 verify"):
        put(target, OTHER)
    assert untouched(target) == before
    with pytest.raises(FileFault, match="清单里的文件和它写的版本不符"):
        roll_back(target, None, "-", None)


def test_a_number_that_was_asked_for_is_the_one_that_is_spoken_of(target):
    for site in (OLD, NEW, OLD):
        put(target, site)
    assert chosen(state_of(target), "1").number == 1
    assert chosen(state_of(target), state_of(target).heads[0].release).number == 3
