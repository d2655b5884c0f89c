"""Rolling back: an earlier release comes back as it was, or not at all, and the log says so."""

import os
import shutil

import pytest

from gongkai.cli import main
from gongkai.files import FileFault
from gongkai.release.publish import Wish
from gongkai.release.rollback import roll_back
from gongkai.release.target import opened
from gongkai.release.verifier import NOBODY, parse, verify_target
from release_site import NEW, OLD, OTHER, Killed, litter, numbered, put, seen, silent, told_by, trouble


@pytest.fixture
def target(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "sync", lambda: None)
    monkeypatch.setattr("time.sleep", lambda _: None)
    return tmp_path / "www"


def back(target, to=None, key=None):
    with opened(target, 0, silent):
        return roll_back(target, to, "-", key)


def kinds(target):
    return [one.kind for one in verify_target(str(target), NOBODY).found]


def test_without_a_word_it_is_the_release_before(target):
    first = put(target, OLD, Wish(commit="abcdef0"))
    put(target, NEW)
    done = back(target)

    assert seen(target) == OLD
    assert kinds(target) == []
    assert (done.head.number, done.head.action, done.head.release) == (3, "rollback", first.head.release)
    assert done.head.commit == "abcdef0"
    assert parse((target / "manifests" / "000003.txt").read_bytes()).head == done.head


def test_the_way_back_goes_further_back_and_not_to_and_fro(target):
    for site in (OLD, NEW, OTHER):
        put(target, site)
    assert [(back(target), seen(target))[1] for _ in range(2)] == [NEW, OLD]
    with pytest.raises(FileFault, match="没有更早的版本"):
        back(target)
    assert seen(target) == OLD


def test_what_was_published_after_a_rollback_has_the_rolled_back_one_before_it(target):
    for site in (OLD, NEW):
        put(target, site)
    back(target)
    put(target, OTHER)
    back(target)
    assert seen(target) == OLD  # what visitors saw before OTHER, not NEW


def test_a_site_that_was_published_twice_goes_back_to_what_was_before_the_second_time(target):
    for site in (OLD, NEW, OLD):
        put(target, site)
    back(target)
    assert seen(target) == NEW


def test_any_release_can_be_named_by_number_or_by_the_beginning_of_its_name(target):
    done = [put(target, numbered(n)) for n in range(5)]
    for n in (0, 3, 1):
        back(target, str(n + 1))
        assert seen(target) == numbered(n)
        back(target, done[n + 1].head.release[:8])
        assert seen(target) == numbered(n + 1)
    assert kinds(target) == []


@pytest.mark.parametrize("to", ["9", "0", "ffffffffff", "", "../..", "current", "a" * 33])
def test_a_release_that_is_not_there_is_said_so(target, to):
    put(target, OLD)
    put(target, NEW)
    if to == "":
        to = " "
    with pytest.raises(FileFault, match="--list"):
        back(target, to)
    assert seen(target) == NEW


def test_the_release_that_is_shown_stays(target):
    put(target, OLD)
    put(target, NEW)
    before = sorted((target / "manifests").iterdir())
    assert back(target, "2") is None
    assert sorted((target / "manifests").iterdir()) == before


@pytest.mark.parametrize("damage", ["index.html", "404.html", None])
def test_a_release_that_was_tampered_with_or_cleared_away_does_not_come_back(target, damage):
    name = put(target, OLD).head.release
    put(target, NEW)
    release = target / "releases" / name
    if damage:
        (release / damage).write_bytes(b"bad")
    else:
        shutil.rmtree(release)
    with pytest.raises(FileFault, match="不能退回"):
        back(target)
    assert seen(target) == NEW
    assert kinds(target) == []


def test_a_sound_copy_of_a_damaged_release_comes_back(target):
    name = put(target, OLD).head.release
    (target / "releases" / name / "index.html").write_bytes(b"bad")
    put(target, OLD)
    put(target, NEW)
    back(target)
    assert seen(target) == OLD
    assert str((target / "current").readlink()) == f"releases/{name}-2"


def test_a_publish_that_was_killed_is_not_gone_back_to(target):
    put(target, OLD)
    put(target, OTHER)
    with pytest.raises(Killed), trouble(_link(target)):
        put(target, NEW)
    assert kinds(target) == ["rolled-back"]
    back(target)
    assert (seen(target), kinds(target)) == (OLD, [])


def _link(target):
    """At which call a publish of NEW makes its link."""
    copy = target.parent / "copy"
    shutil.copytree(target, copy, symlinks=True)
    with trouble(10**9) as made:
        put(copy, NEW)
    return made.index("symlink") + 1


def test_killed_or_failing_at_any_call_what_is_seen_is_whole_and_the_next_rollback_right(target):
    start = target.parent / "start"
    put(start, OLD)
    put(start, NEW)
    shutil.copytree(start, target, symlinks=True)
    with trouble(10**9) as made:
        back(target)
    for at in range(1, len(made) + 1):
        for kill in (True, False):
            shutil.rmtree(target)
            shutil.copytree(start, target, symlinks=True)
            fault, _ = told_by(lambda: back(target), at, kill=kill)
            if isinstance(fault, FileFault):
                assert "没有动" in str(fault)
                assert seen(target) == NEW
            assert seen(target) in (OLD, NEW)
            back(target, "1")
            assert (seen(target), kinds(target), litter(target)) == (OLD, [], []), (at, made[at - 1])


def test_the_list_says_what_there_is(target, capsys):
    names = [put(target, numbered(n)).head.release for n in range(7)]
    back(target)
    capsys.readouterr()
    assert main(["rollback", str(target), "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert len(lines) == 8
    assert lines[0].startswith("第 8 次  ")
    assert lines[0].endswith(f"退回  {names[5]}  现在显示")
    assert lines[1].endswith(f"上线  {names[6]}  可以退回")
    assert [line.split("  ")[-1] for line in lines[2:]] == ["可以退回"] * 4 + ["已经清理"] * 2


def test_the_command_says_what_it_did(target, capsys):
    put(target, OLD)
    put(target, NEW)
    assert main(["rollback", str(target)]) == 0
    assert "已经退回：版本" in capsys.readouterr().out
    assert main(["rollback", str(target), "--to", "1"]) == 0
    assert "没有动它" in capsys.readouterr().out
    assert main(["rollback", str(target.parent)]) == 2
    assert "不是上线文件夹" in capsys.readouterr().err
