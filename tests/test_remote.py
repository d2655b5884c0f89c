"""Publishing over ssh: what is there afterwards is what a local publish leaves, whatever happens on the way."""

import ast
import io
import json
import os
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from gongkai.cli import main
from gongkai.commands import crew
from gongkai.files import FileFault
from gongkai.lock import locked
from gongkai.output import Output
from gongkai.release import ssh, there
from gongkai.release.address import Place, place_in
from gongkai.release.manifest import contents_of, entry_of
from gongkai.release.manifest import text_of as text_of_manifest
from gongkai.release.publish import Wish
from gongkai.release.remote import lines_over, publish_over, roll_back_over
from gongkai.release.rollback import lines_of
from gongkai.release.target import opened
from gongkai.release.verifier import NOBODY, Trust, verify, verify_target
from release_site import NEW, OLD, OTHER, litter, numbered, put, seen, silent
from stand_in import Machine
from support import ROOT, TEMPLATES, one_report


@pytest.fixture
def machine(tmp_path, monkeypatch):
    made = Machine(tmp_path / "machine")
    monkeypatch.setenv("PATH", str(made.here))
    return made


@pytest.fixture
def target(tmp_path):
    return tmp_path / "www"


@pytest.fixture
def content(tmp_path):
    return one_report(tmp_path / "content")


def place(target):
    return place_in(f"web@host:{target}")


def over(target, site, wish=None, wait=0, say=silent):
    outputs = [Output(path, data) for path, data in reversed(site.items())]
    return publish_over(place(target), target.parent, lambda: outputs, wish or Wish(), wait=wait, say=say)


def back(target, to=None, key=None):
    return roll_back_over(place(target), to, "-", key, wait=0, say=silent)


def ordered(machine, *asked, last=""):
    """Have the server ask what it should not, whatever it is sent; the file in which it notes the answers."""
    log = machine.log.with_name("answers")
    machine.python(
        "python3",
        ORDERED.format(mark=ssh.MARK, asked=[*map(json.dumps, asked)], last=last, log=str(log)),
        machine.there,
    )
    return log


ORDERED = """
import sys
for _ in range(3):
    sys.stdin.readline()
with open({log!r}, "w") as log:
    for one in {asked!r}:
        print({mark!r} + one, flush=True)
        line = "\\n"
        while line == "\\n":
            line = sys.stdin.readline()
        log.write(line)
sys.stdout.buffer.write({last!r}.encode("utf-8", "surrogateescape"))
"""


def kinds(target):
    return [one.kind for one in verify_target(str(target), NOBODY).found]


def all_of(folder):
    """Every path below a folder with its rights and what it holds."""
    return {
        p.relative_to(folder).as_posix(): (
            stat.S_IMODE(p.lstat().st_mode),
            p.readlink() if p.is_symlink() else p.read_bytes() if p.is_file() else None,
        )
        for p in folder.rglob("*")
    }


# --- which machine ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_meant"),
    [
        ("web@host:/srv/www", Place("web", "host", None, "/srv/www")),
        ("host.example:/srv/政务", Place(None, "host.example", None, "/srv/政务")),
        ("ssh://web@host/srv/www", Place("web", "host", None, "/srv/www")),
        ("ssh://web@host:2222/srv/www", Place("web", "host", "2222", "/srv/www")),
        ("ssh://web@[::1]:2222/srv", Place("web", "[::1]", "2222", "/srv")),
        ("site", None),
        ("./a:b", None),
        ("/srv/www", None),
        ("C:/www", None),
        ("网站.zip", None),
    ],
)
def test_a_place_on_another_machine_is_known_by_its_looks(text, is_meant):
    assert place_in(text) == is_meant


@pytest.mark.parametrize(
    "text",
    [
        "web@host:srv/www",
        "web@host:~/www",
        "web@host:",
        "-oProxyCommand=x:/srv",
        "web@-oProxyCommand=x:/srv",
        "-l@host:/srv",
        "ssh://-oProxyCommand=x/srv",
        "web@host:/srv/$(id)",
        "web@host:/srv/a b",
        "web@host:/srv/a'b",
        "web@host:/srv;id",
        "web@host:/srv\n",
        "rsync://host/www",
        "sftp://host/www",
        "ssh://host",
        "ssh://host:x/srv",
    ],
)
def test_what_could_be_taken_for_something_else_is_refused(text, machine, content, capsys):
    assert main(["publish", "--content", str(content), f"--to={text}"]) == 2
    assert "不能用作目标" in capsys.readouterr().err
    assert main(["rollback", "--", text]) == 2
    assert machine.told() == []


def test_a_file_is_written_here(machine, content, capsys):
    assert main(["publish", "--content", str(content), "--to", "web@host:/srv/site.zip"]) == 2
    assert "只能写在这台电脑上" in capsys.readouterr().err
    assert machine.told() == []


# --- what is there afterwards -------------------------------------------------------------------------


@pytest.mark.usefixtures("machine")
def test_what_is_there_is_what_a_local_publish_leaves(target, tmp_path):
    before = os.umask(0o077)
    try:
        for site in (OLD, NEW, OLD, OTHER):
            here, there = put(tmp_path / "local" / "www", site), over(target, site)
            assert here == there
    finally:
        os.umask(before)

    assert all_of(target) == all_of(tmp_path / "local" / "www")
    assert stat.S_IMODE(target.stat().st_mode) == 0o755
    assert (seen(target), kinds(target), litter(target)) == (OTHER, [], [])


@pytest.mark.usefixtures("machine")
def test_the_same_site_again_changes_nothing(target):
    over(target, OLD)
    before = all_of(target), (target / "current").lstat().st_mtime_ns
    again = over(target, OLD)

    assert (again.changed, again.head.number) == (False, 1)
    assert (all_of(target), (target / "current").lstat().st_mtime_ns) == before


@pytest.mark.usefixtures("machine")
def test_only_what_is_new_goes_over_and_nothing_is_shared_between_releases(target):
    said = []
    for site in (OLD, NEW, NEW):
        over(target, site, say=said.append)
    sent = [one for one in said if one.startswith("送去")]

    assert [one.split("，")[0] for one in sent] == ["送去 5 个文件", "送去 2 个文件", "送去 0 个文件"]
    assert {p.stat().st_nlink for p in (target / "releases").rglob("*") if p.is_file()} == {1}


@pytest.mark.skipif(not shutil.which("rsync"), reason="no rsync")
def test_it_was_rsync_that_sent_it(machine, target):
    over(target, OLD)
    started = machine.told()

    assert len(started) == 2
    assert " -l web host rsync --server " in started[1]


@pytest.mark.usefixtures("machine")
def test_a_page_that_was_tampered_with_there_does_not_come_back_with_the_next_release(target):
    first = over(target, OLD)
    (target / "releases" / first.head.release / "404.html").write_bytes(b"evil")  # as long as it was
    done = over(target, NEW)
    assert (seen(target), kinds(target)) == (NEW, [])
    assert done.notes == ()
    again = over(target, OLD)
    assert (seen(target), kinds(target)) == (OLD, [])
    assert f"releases/{first.head.release} 被改动过，没有用它，留着备查。" in again.notes


@pytest.mark.usefixtures("machine")
def test_old_releases_are_pruned_and_five_stay(target):
    for number in range(7):
        over(target, numbered(number))
    assert len(list((target / "releases").iterdir())) == 5
    assert kinds(target) == []


def test_nothing_is_asked_nothing_forwarded_and_no_path_read_by_a_shell(machine, target):
    over(target, OLD)
    first = machine.told()[0]

    assert first.startswith("-T -a -x -oClearAllForwardings=yes -oBatchMode=yes -oConnectTimeout=15 ")
    assert " -- web@host python3 -I -X utf8 -c " in first
    assert str(target) not in first


@pytest.mark.usefixtures("machine")
def test_what_a_killed_publish_built_goes_with_the_next_and_what_one_builds_now_stays(target, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    killed, now, another = (tmp_path / "tmp" / name for name in ("gongkai-site-1", "gongkai-site-2", "gongkai-site-x"))
    for folder in (killed, now, another):
        (folder / "site").mkdir(parents=True)
    for folder in (killed, now):
        (folder / ".building").touch()

    with locked(now / ".building", 0, silent):
        over(target, OLD)
    assert sorted((tmp_path / "tmp").iterdir()) == [now, another]


def test_a_long_line_is_heard_as_long_as_it_goes_on(monkeypatch):
    alarms = []
    text = b"\n\n" + json.dumps(["x" * 300_000]).encode() + b"\n"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text + b"{}")))
    monkeypatch.setattr(signal, "alarm", alarms.append)

    assert there._hear() == ["x" * 300_000]
    assert sum(map(bool, alarms)) > 4
    with pytest.raises(there.Gone):
        there._hear()


# --- what goes wrong ----------------------------------------------------------------------------------


def test_content_with_errors_leaves_nothing_there(machine, content, target, capsys):
    report = content / "ceshi" / "2023.md"
    report.write_text(report.read_text(encoding="utf-8").replace("年度: 2023", "年度: 2022"), encoding="utf-8")
    line = ["publish", "--content", str(content), "--templates", str(TEMPLATES), "--to", f"web@host:{target}"]

    assert main(line) == 1
    assert f"有错误，没有上线，web@host:{target} 保持原样。" in capsys.readouterr().err
    assert not target.exists()
    assert len(machine.told()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
@pytest.mark.parametrize(("wrong", "state"), [("content", 1), ("templates", 2)])
def test_workers_that_were_forked_do_not_keep_the_connection_of_a_publish_that_fails(
    machine, content, monkeypatch, wrong, state
):
    target = content.parent / "www"
    monkeypatch.setattr("gongkai.gather.WORTH", 1)
    monkeypatch.setattr("gongkai.hands.FEW", 0)
    templates = TEMPLATES
    if wrong == "templates":
        templates = content / "nowhere"
    else:
        report = content / "ceshi" / "2023.md"
        report.write_text(report.read_text(encoding="utf-8").replace("年度: 2023", "年度: 2022"), encoding="utf-8")
    line = ["publish", "--content", str(content), "--templates", str(templates), "--to", f"web@host:{target}"]
    begin, forked = crew._begin, content.parent / "forked"
    monkeypatch.setattr(crew, "_begin", lambda: (forked.touch(), begin()))
    signal.signal(signal.SIGALRM, _interrupted)
    signal.alarm(60)  # half of what the server waits for whoever says nothing
    try:
        assert main([*line, "--jobs", "2"]) == state
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    assert forked.exists()
    assert not target.exists()
    assert len(machine.told()) == 1


REFUSALS = [
    ("web@host: Permission denied (publickey).", "不接受密钥"),
    ("Host key verification failed.", "核对指纹"),
    ("@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.", "指纹变了"),
    ("ssh: Could not resolve hostname host: Name or service not known", "查不到"),
    ("ssh: connect to host host port 22: Connection refused", "连不上"),
    ("ssh: connect to host host port 22: Connection timed out", "网络通不通"),
    ("zsh:1: command not found: python3", "没有 python3"),
    ("something unheard of", "something unheard of"),
]


@pytest.mark.parametrize(("said", "cure"), REFUSALS)
def test_a_server_that_cannot_be_reached_is_told_in_a_sentence(machine, target, said, cure):
    over(target, OLD)
    machine.program("ssh", f"echo {shlex.quote(said)} >&2\nexit 255\n")
    for work in (lambda: over(target, NEW), lambda: back(target), lambda: lines_over(place(target), silent)):
        with pytest.raises(FileFault, match=f"{cure}.*原来的网站没有动"):
            work()
    assert (seen(target), litter(target)) == (OLD, [])


@pytest.mark.parametrize(
    ("where", "name", "cure"),
    [
        ("here", "ssh", "这台电脑上没有 ssh"),
        ("here", "rsync", "这台电脑上没有 rsync"),
        ("there", "python3", "服务器上没有 python3"),
        ("there", "rsync", "服务器上没有 rsync"),
    ],
)
def test_a_program_that_is_missing_is_named(machine, target, where, name, cure):
    (getattr(machine, where) / name).unlink()
    with pytest.raises(FileFault, match=cure):
        over(target, OLD)
    assert not target.exists()


def test_a_python_that_is_too_old_is_told(capsys):
    with pytest.raises(InterruptedError):
        exec(  # noqa: S102 - as the server does
            ssh._LOADER, {"json": json, "sys": SimpleNamespace(version_info=(3, 6, 8), exit=_interrupted)}
        )
    told = capsys.readouterr().out
    assert told.startswith(ssh.MARK)
    assert json.loads(told[len(ssh.MARK) :]) == ["fault", "服务器上的 python3 太旧（3.6），要 3.8 以上。"]


def _interrupted(*_):
    raise InterruptedError


def test_what_a_shell_says_at_login_does_no_harm(machine, target):
    real = machine.rename("ssh")
    machine.program("ssh", f'case "$*" in *python3*) echo 欢迎登录; echo "[1]" ;; esac\nexec {real} "$@"\n')
    over(target, OLD)
    assert (seen(target), kinds(target)) == (OLD, [])


@pytest.mark.parametrize(
    ("said", "cure"),
    [
        ('rsync: [receiver] write failed on "/srv/x": No space left on device (28)', "磁盘满了"),
        ('rsync: [receiver] mkstemp "/srv/x" failed: Permission denied (13)', r"没有送完（rsync.*\(13\)"),
        ("client_loop: send disconnect: Broken pipe", "没有送完"),
    ],
)
def test_a_transfer_that_fails_leaves_the_old_site(machine, target, said, cure):
    over(target, OLD)
    machine.python(
        "rsync",
        f"import pathlib, sys\nto = pathlib.Path(sys.argv[-1].rpartition(':')[2])\n"
        f"(to / 'index.html').write_bytes(b'half')\nsys.exit({said!r})\n",
    )
    with pytest.raises(FileFault, match=f"{cure}.*原来的网站没有动"):
        over(target, NEW)
    assert (seen(target), kinds(target), litter(target)) == (OLD, [], [])
    assert len(list((target / "releases").iterdir())) == 1


@pytest.mark.parametrize("damage", ["unlink()", "write_bytes(b'<p>nww</p>')", "with_name('a.php').touch()"])
def test_what_arrives_otherwise_than_it_was_made_is_not_shown(machine, target, damage):
    over(target, OLD)
    real = machine.rename("rsync")
    machine.python(
        "rsync",
        f"import pathlib, subprocess, sys\ndone = subprocess.run([{real!r}, *sys.argv[1:]])\n"
        f"page = pathlib.Path(sys.argv[-1].rpartition(':')[2], 'index.html')\npage.{damage}\nsys.exit(done.returncode)\n",
    )
    with pytest.raises(FileFault, match="不一致。原来的网站没有动"):
        over(target, NEW)
    assert (seen(target), kinds(target), litter(target)) == (OLD, [], [])


def test_killed_in_the_middle_of_the_transfer_nothing_is_seen_and_the_next_publish_is_clean(
    machine, content, target, monkeypatch
):
    over(target, OLD)
    real = machine.rename("rsync")
    machine.python(
        "rsync",
        "import os, pathlib, signal, sys\nto = pathlib.Path(sys.argv[-1].rpartition(':')[2])\n"
        "(to / 'index.html').write_bytes(b'half')\nos.kill(os.getppid(), signal.SIGKILL)\n",
    )
    line = [sys.executable, "-m", "gongkai", "publish", "--content", str(content), "--to", f"web@host:{target}"]
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    monkeypatch.setenv("TMPDIR", str(machine.here))  # what it leaves there goes with the test
    done = subprocess.run(line, cwd=ROOT, stderr=subprocess.DEVNULL, check=False)
    assert done.returncode == -9
    assert seen(target) == OLD

    Path(real).replace(machine.here / "rsync")
    over(target, NEW, wait=60)  # until the other end has noticed
    assert (seen(target), kinds(target), litter(target)) == (NEW, [], [])


def test_a_connection_that_ends_is_told_as_what_it_is(machine, target, tmp_path):
    over(target, OLD)
    pid = tmp_path / "pid"
    machine.program("python3", f'echo $$ > "{pid}"\nexec "{sys.executable}" "$@"\n', machine.there)
    real = machine.rename("rsync")
    machine.python(
        "rsync",
        f"import os, pathlib, signal\nos.kill(int(pathlib.Path({str(pid)!r}).read_text()), signal.SIGKILL)\n",
    )
    with pytest.raises(FileFault, match=r"连接断了.*完整的旧网站或者完整的新网站"):
        over(target, NEW)
    assert (seen(target), len(litter(target))) == (OLD, 1)

    Path(real).replace(machine.here / "rsync")
    over(target, NEW)
    assert (seen(target), kinds(target), litter(target)) == (NEW, [], [])


@pytest.mark.skipif(not shutil.which("grep", path=os.defpath), reason="no grep")
def test_a_rollback_of_which_only_the_end_was_not_heard_is_not_told_as_nothing_done(machine, target):
    for site in (OLD, NEW):
        over(target, site)
    machine.program(
        "python3", f'"{sys.executable}" "$@" | {shutil.which("grep", path=os.defpath)} -v \'"done"\'\n', machine.there
    )
    with pytest.raises(FileFault, match=r"^web@host：连接断了。看网站的人看到的是完整的旧网站或者完整的新网站"):
        back(target)
    assert seen(target) == OLD


FILL = ["fill", ["/srv/www/releases/.new-x", None]]
HEAD = [1, "publish", "0" * 32, "-", "-", "-", "0" * 64]
GARBLED = [
    *[
        'gongkai: ["do',
        'gongkai: ["done", null]',
        "gongkai: \n",
        "gongkai: {}\n",
        "gongkai: [1, 2]\n",
        'gongkai: ["done"]\n',
    ],
    *["gongkai: [\n", "gongkai: " + "[" * 100_000 + "\n", "gongkai: \udcff\n"],
    *(
        f"gongkai: {json.dumps(['done', one])}\n"
        for one in ([], "x", 1, [1], [[1], []], [HEAD], [["1", *HEAD[1:]], []])
    ),
    *(f"gongkai: {json.dumps(['done', one])}\n" for one in ([HEAD, True, []], [[[1, "x", *HEAD[2:]], "", True, True]])),
    *(f"gongkai: {json.dumps(['sign', one])}\n" for one in (1, None, [])),
    *(
        f"gongkai: {json.dumps(['fill', one])}\n"
        for one in (1, [], ["/srv"], ["/srv", 1], ["/srv\0", None], ["/$(id)", None])
    ),
    f"gongkai: {json.dumps(['fill', ['/srv', '../../etc']])}\n",
    f'gongkai: ["say", {"[" * 700 + "]" * 700}]\n',
    'gongkai: ["fault", {}]\n',
]


@pytest.mark.parametrize("said", GARBLED)
def test_what_is_cut_off_or_makes_no_sense_is_told_as_a_connection_that_ended(machine, target, said):
    ordered(machine, last=said)
    with pytest.raises(FileFault, match=r"^web@host：连接断了.*完整的旧网站或者完整的新网站"):
        over(target, OLD, Wish(key=target))


@pytest.mark.parametrize("said", [one for one in GARBLED if "done" in one])
def test_the_same_of_what_a_rollback_gives(machine, target, said):
    ordered(machine, last=said)
    with pytest.raises(FileFault, match=r"^web@host：连接断了.*完整的旧网站或者完整的新网站"):
        back(target)


@pytest.mark.parametrize("said", [one for one in GARBLED if "done" in one and '"done", []' not in one])
def test_the_same_of_a_list(machine, target, said):
    ordered(machine, last=said)
    with pytest.raises(FileFault, match=r"^web@host：连接断了"):
        lines_over(place(target), silent)


def test_a_site_is_filled_once(machine, target):
    log = ordered(machine, FILL, FILL)
    machine.program("rsync", "exit 0\n")
    with pytest.raises(FileFault, match=r"^web@host：连接断了"):
        over(target, OLD)
    assert len(log.read_text().splitlines()) == 1


def test_no_word_of_the_server_reaches_the_terminal_as_a_command(machine, target):
    bell, said = "\x1b]0;\x07\x1b[2J\n甲", []
    ordered(machine, last="".join(f"gongkai: {json.dumps([kind, bell])}\n" for kind in ("say", "fault")))
    with pytest.raises(FileFault) as fault:
        over(target, OLD, say=said.append)
    assert [*said, str(fault.value)] == [r"web@host：\x1b]0;\x07\x1b[2J\n甲"] * 2
    head = [1, "publish", bell, *HEAD[3:]]
    ordered(machine, last=f"gongkai: {json.dumps(['done', [[head, bell, True, True]]])}\n")
    (line,) = lines_over(place(target), silent)
    assert (line.head.release + line.written).isprintable()


@pytest.mark.usefixtures("machine")
def test_another_folder_is_not_touched(target):
    target.mkdir()
    (target / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(FileFault, match=r"host：.*里有别的东西（index.html）"):
        over(target, OLD)
    with pytest.raises(FileFault, match="不是上线文件夹"):
        back(target)
    assert all_of(target).keys() == {"index.html"}


@pytest.mark.usefixtures("machine")
def test_who_comes_second_is_told_to_wait_and_may_not_publish(target):
    put(target, OLD)
    said = []
    with opened(target, 0, silent), pytest.raises(FileFault, match="另一次上线或者退回还没有做完"):
        over(target, NEW, say=said.append)
    assert seen(target) == OLD
    assert any("正在" in one for one in said)
    over(target, NEW)
    assert (seen(target), kinds(target)) == (NEW, [])


@pytest.mark.usefixtures("machine")
def test_two_at_once_come_one_after_the_other(target):
    faults = []

    def work(site):
        try:
            over(target, site, wait=60)
        except BaseException as fault:  # noqa: BLE001 - told to the test
            faults.append(fault)

    both = [threading.Thread(target=work, args=(site,)) for site in (OLD, NEW)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert faults == []
    assert [line.head.number for line in lines_of(target)] == [2, 1]
    assert (kinds(target), litter(target)) == ([], [])
    assert seen(target) in (OLD, NEW)


# --- back, and by whom --------------------------------------------------------------------------------


@pytest.mark.usefixtures("machine")
def test_rolling_back_there_is_rolling_back_here(target, tmp_path):
    local = tmp_path / "local" / "www"
    for site in (OLD, NEW, OTHER):
        put(local, site)
        over(target, site)
    assert back(target)
    assert back(target, "1")
    with pytest.raises(FileFault, match="没有更早的版本"):
        back(target)
    assert main(["rollback", str(local)]) == 0
    assert main(["rollback", str(local), "--to", "1"]) == 0

    assert all_of(target) == all_of(local)
    assert seen(target) == OLD
    assert [line._replace(written="") for line in lines_over(place(target), silent)] == [
        line._replace(written="") for line in lines_of(local)
    ]
    assert back(target, "1") is None


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="no ssh-keygen")
@pytest.mark.usefixtures("machine")
def test_the_key_stays_here(target, tmp_path):
    key = tmp_path / "key"
    subprocess.run([shutil.which("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    signers = tmp_path / "signers"
    signers.write_text(f"office@example {key.with_name('key.pub').read_text()}", encoding="utf-8")
    trust = Trust(signers=str(signers))

    over(target, OLD)
    assert [one.kind for one in verify(str(target), trust).found] == ["signature"]
    over(target, OLD, Wish(key=key))
    assert verify(str(target), trust).found == []
    over(target, NEW, Wish(key=key))
    back(target, None, key)
    assert (verify(str(target), trust).found, seen(target), litter(target)) == ([], OLD, [])
    with pytest.raises(FileFault, match="没有签成"):
        over(target, OTHER, Wish(key=tmp_path / "nothing"))
    assert (seen(target), litter(target)) == (OLD, [])


@pytest.fixture
def key(tmp_path):
    made = tmp_path / "key"
    if not (program := shutil.which("ssh-keygen")):
        pytest.skip("no ssh-keygen")
    subprocess.run([program, "-q", "-t", "ed25519", "-N", "", "-f", str(made)], check=True)
    return made


def manifest(site, action="publish", commit="-"):
    """The text of the first manifest that lists a site."""
    contents = contents_of(entry_of(path, data) for path, data in site.items())
    return text_of_manifest(contents, action, "-", None, commit).decode()


@pytest.mark.parametrize(
    "asked",
    [
        [["sign", manifest(OLD)]],
        [FILL, ["sign", manifest({**OLD, "index.html": b"<p>evil</p>"})]],
        [FILL, ["sign", manifest({**OLD, "a.php": b"evil"})]],
        [FILL, ["sign", manifest(OLD)], ["sign", manifest(OLD, "rollback")]],
        [FILL, ["sign", manifest(OLD) + "more"]],
        [FILL, ["sign", "I owe you"]],
        [FILL, ["sign", "\ud800"]],
    ],
)
def test_a_publish_signs_once_what_was_built_here_and_nothing_else(machine, target, key, asked):
    log = ordered(machine, *asked)
    machine.program("rsync", "exit 0\n")
    with pytest.raises(FileFault, match=r"不是这一次的清单，没有签名。原来的网站没有动"):
        over(target, OLD, Wish(key=key))
    assert len(log.read_text().splitlines()) == len(asked) - 1, "the last one was not answered"


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        (None, manifest(OLD)),
        ("1", manifest(OLD)),
        ("0123456789abcdef", manifest(OLD, "rollback")),
        (None, manifest(OLD, "rollback").replace("index", "Index")),
        (None, "I owe you"),
    ],
)
def test_a_rollback_signs_a_rollback_and_to_the_name_that_was_given(machine, target, key, wanted, asked):
    log = ordered(machine, ["sign", asked])
    with pytest.raises(FileFault, match=r"不是这一次的清单，没有签名。原来的网站没有动"):
        back(target, wanted, key)
    assert log.read_text() == ""


@pytest.mark.usefixtures("machine")
def test_a_signature_is_added_to_the_entry_of_what_is_shown(target, key):
    for site in (OLD, NEW):
        over(target, site)
    name = lines_over(place(target), silent)[1].head.release
    assert back(target, name[:12], key)
    (target / "manifests" / "000003.txt.sig").unlink()
    assert over(target, OLD, Wish(key=key)).notes == ("补上了第 3 次清单的签名。",)
    assert [path.name for path in (target / "manifests").glob("*.sig")] == ["000003.txt.sig"]


@pytest.mark.usefixtures("machine")
def test_the_commands_say_what_they_did(content, target, capsys):
    to = f"ssh://web@host:2222{target}"
    line = ["publish", "--content", str(content), "--templates", str(TEMPLATES), "--to", to]
    assert main(line) == 0
    said = capsys.readouterr().out
    assert said.startswith("第 1 次上线：版本 ")
    assert f"网站的根是 web@host:{target}/current\n清单是 web@host:{target}/manifests/000001.txt，" in said
    assert main(line) == 0
    assert capsys.readouterr().out.startswith(f"没有变化：web@host:{target}/current ")
    over(target, OLD)
    assert main(["rollback", to]) == 0
    assert "已经退回" in capsys.readouterr().out
    assert main(["rollback", to, "--to", "3"]) == 0
    assert capsys.readouterr().out.startswith(f"web@host:{target}/current 现在就是这一版")
    assert main(["rollback", to, "--list"]) == 0
    assert [one.split("  ")[0] for one in capsys.readouterr().out.splitlines()] == ["第 3 次", "第 2 次", "第 1 次"]
    assert main(["verify", str(target)]) == 0


# --- what runs there ----------------------------------------------------------------------------------


def test_what_is_sent_needs_nothing_of_ours_but_what_is_sent_and_an_old_python():
    sent = dict(ssh._sources())
    for at, (name, source) in enumerate(sent.items()):
        tree = ast.parse(source, feature_version=(3, 8))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("gongkai"):
                assert node.module in list(sent)[:at], f"{name}: {node.module}"
            elif isinstance(node, ast.ImportFrom):
                assert node.module in {"__future__", "pathlib", "typing", "urllib.parse", "collections.abc"}, name
        if at:
            assert any(isinstance(n, ast.ImportFrom) and n.module == "__future__" for n in tree.body), name
