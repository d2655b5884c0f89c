"""build.py and the locked files: do they work on a machine that is not ours?"""

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import build

SOURCE = Path(build.__file__).read_text("utf-8")
REQUIREMENTS = build.HERE / "requirements"
WEB_LOCK = build.WEB / "package-lock.json"
LOCKED = [*sorted(REQUIREMENTS.iterdir()), WEB_LOCK, build.WEB / "package.json"]

CLOSED_PORT = "http://127.0.0.1:9/"


@pytest.fixture(autouse=True)
def _no_wheels(monkeypatch):
    """As in a checkout, also when these tests run in a bundle; tests/test_bundle.py is about those."""
    monkeypatch.setattr(build, "has_wheels", lambda: False)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An empty checkout whose commands are written down instead of run."""
    (tmp_path / "requirements").mkdir()
    for name in ("run", "test"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    venv = tmp_path / ".venv"
    python = venv / "bin" / "python"
    ran = []

    def quietly(_failure, command):
        ran.append(command[2])
        if command[2] == "venv":
            shutil.rmtree(venv, ignore_errors=True)
            python.parent.mkdir(parents=True)
            python.touch()

    monkeypatch.setattr(build, "HERE", tmp_path)
    monkeypatch.setattr(build, "VENV", venv)
    monkeypatch.setattr(build, "PYTHON", python)
    monkeypatch.setattr(build, "quietly", quietly)
    return ran


def test_an_old_python_can_parse_it():
    ast.parse(SOURCE, feature_version=(3, 8))


def test_an_old_python_gets_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(build, "OLDEST_PYTHON", (99, 0))
    assert build.main(["build"]) == 1
    assert "需要 Python" in capsys.readouterr().err


def test_it_imports_the_standard_library_only():
    nodes = list(ast.walk(ast.parse(SOURCE)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_a_stamp_follows_everything_an_installation_depends_on():
    stamps = [
        build.stamp(b"a==1\n", "3.11", "linux"),
        build.stamp(b"a==2\n", "3.11", "linux"),
        build.stamp(b"a==1\n", "3.12", "linux"),
        build.stamp(b"a==1\n", "3.11", "win32"),
        build.stamp(b"a==1\n", "3.11linux"),
    ]
    assert len(set(stamps)) == len(stamps)


def test_a_stamp_does_not_follow_line_endings():
    assert build.stamp(b"a==1\r\nb==2\r\n") == build.stamp(b"a==1\nb==2\n")


@pytest.mark.parametrize("content", [None, b"", b"other", b"\xff\xfe"])
def test_a_stamp_that_is_missing_or_damaged_does_not_fit(tmp_path, content):
    mark = tmp_path / "run.stamp"
    if content is not None:
        mark.write_bytes(content)
    assert not build.fits(mark, build.stamp(b"a==1\n"))


def test_the_second_set_up_does_nothing(checkout):
    build.install("run")
    assert checkout == ["venv", "pip"]
    build.install("run")
    assert checkout == ["venv", "pip"]


def test_test_tools_are_added_to_the_environment(checkout):
    build.install("run")
    build.install("test")
    assert checkout == ["venv", "pip", "pip"]


def test_a_changed_requirement_makes_the_environment_anew(checkout):
    build.install("run")
    build.install("test")
    (build.HERE / "requirements" / "run.txt").write_text("run==2\n")
    build.install("run")
    build.install("test")
    assert checkout == ["venv", "pip", "pip", "venv", "pip", "pip"]


def test_an_environment_whose_python_is_gone_is_made_anew(checkout):
    build.install("run")
    build.PYTHON.unlink()
    build.install("run")
    assert checkout == ["venv", "pip"] * 2


def test_an_interrupted_set_up_is_made_anew(checkout, monkeypatch):
    half, whole = [], build.quietly

    def killed(failure, command):
        if command[2] == "pip":
            half.append(command)
            raise KeyboardInterrupt
        whole(failure, command)

    monkeypatch.setattr(build, "quietly", killed)
    assert build.main(["build"]) == 130
    assert half
    assert build.PYTHON.exists()
    monkeypatch.setattr(build, "quietly", whole)
    build.install("run")
    assert checkout == ["venv", "venv", "pip"]


def test_a_failing_command_ends_with_a_sentence_and_its_last_lines(capsys):
    script = "for i in range(99): print('line', i)\nraise SystemExit(3)"
    with pytest.raises(SystemExit) as ended:
        build.quietly("安装失败。", [sys.executable, "-c", script])
    assert ended.value.code == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "安装失败。"
    assert lines[-1] == "line 98"
    assert len(lines) < 20


def test_a_missing_command_ends_with_a_sentence(capsys):
    with pytest.raises(SystemExit):
        build.quietly("安装失败。", ["no-such-command-anywhere"])
    assert capsys.readouterr().err.startswith("安装失败。\n")


def test_without_ensurepip_the_package_is_named(monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(build, "apt_install", lambda _: False)
    with pytest.raises(SystemExit) as ended:
        build.make_venv()
    assert ended.value.code == 1
    version = "{}.{}".format(*sys.version_info)
    assert f"apt-get install python{version}-venv" in capsys.readouterr().err


def test_without_ensurepip_the_package_is_installed_where_that_is_allowed(monkeypatch):
    asked, made = [], []
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(build, "apt_install", lambda package: not asked.append(package))
    monkeypatch.setattr(build, "quietly", lambda _, command: made.append(command[1:4]))
    build.make_venv()
    assert asked == ["python{}.{}-venv".format(*sys.version_info)]
    assert made == [["-m", "venv", "--clear"]]


def test_without_apt_nothing_is_installed(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert not build.apt_install("chromium")


def test_chrome_is_taken_at_its_word(monkeypatch, tmp_path):
    monkeypatch.setenv("CHROME", sys.executable)
    assert build.find_chromium() == sys.executable
    monkeypatch.setenv("CHROME", str(tmp_path / "none"))
    assert build.find_chromium() is None


def test_a_missing_chromium_is_never_passed_over(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("CHROME", str(tmp_path / "none"))
    with pytest.raises(SystemExit) as ended:
        build.need_chromium()
    assert ended.value.code == 1
    assert "CHROME" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "enough"),
    [
        (b"v18.19.0\n", False),
        (b"v20.18.3\n", False),
        (b"v20.19.0\n", True),
        (b"v24.0.0-nightly\n", True),
        (b"", False),
    ],
)
def test_an_old_node_is_not_used(monkeypatch, said, enough):
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(subprocess, "run", lambda line, **_: subprocess.CompletedProcess(line, 0, stdout=said))
    assert build.has_node() is enough


@pytest.mark.parametrize("file", LOCKED, ids=lambda file: file.name)
def test_no_address_or_path_of_a_machine_is_locked(file):
    text = re.sub(r'"funding": (\{[^}]*\}|\[[^]]*\]|"[^"]*")', "", file.read_text("utf-8"))
    assert not re.search(r"[a-z]+://", text)
    assert not re.search(r"(?m)^\s*(-i|-f|--(extra-)?(index|find)[-a-z]*|--trusted[-a-z]*)\b", text)
    assert not re.search(r"(?m)(^|[\s\"'=@])(/|~/|[A-Za-z]:\\)[\w.]", text)


@pytest.mark.parametrize("file", sorted(REQUIREMENTS.glob("*.txt")), ids=lambda file: file.name)
def test_every_requirement_is_pinned_with_hashes(file):
    lines = file.read_text("utf-8").replace("\\\n", "").splitlines()
    entries = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==[0-9][\w.]*( ; [^-]+)? +--hash=sha256:[0-9a-f]{64}", entry)


@pytest.mark.parametrize("file", sorted(REQUIREMENTS.glob("*.in")), ids=lambda file: file.name)
def test_every_dependency_is_locked_and_says_why(file):
    entries = [line for line in file.read_text().splitlines() if line[0] not in "#-"]
    locked = file.with_suffix(".txt").read_text().lower()
    for entry in entries:
        name, _, why = entry.partition("#")
        assert f"\n{name.strip().lower()}==" in locked
        assert why.strip()


def test_every_npm_package_has_an_integrity_and_an_exact_version():
    packages = json.loads(WEB_LOCK.read_text("utf-8"))["packages"]
    wanted = packages.pop("")["dependencies"]
    assert wanted == json.loads((build.WEB / "package.json").read_text("utf-8"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())


def test_arguments_and_status_are_passed_through_without_a_network(tmp_path):
    """Offline: every index is a closed port, and the caller's directory holds a trap."""
    (tmp_path / "yaml.py").write_text("raise SystemExit('imported from the working directory')\n")
    env = {**os.environ, "PIP_NO_INDEX": "1", "https_proxy": CLOSED_PORT, "http_proxy": CLOSED_PORT}

    def gongkai(*arguments):
        command = [sys.executable, build.__file__, *arguments]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=False)

    shown = gongkai("--help")
    assert shown.returncode == 0, shown.stderr
    assert "gongkai" in shown.stdout
    assert shown.stderr == ""
    assert gongkai("no-such-command").returncode == 2
    assert "gongkai build --help" in gongkai("--jobs", "0").stderr  # options alone are those of the build
