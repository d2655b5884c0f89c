"""What is in an offline bundle, and does a machine with it ask for nothing else? No network: downloads are written down."""

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import tarfile
from itertools import pairwise
from pathlib import Path

import pytest

import build
import bundle

LINUX, WINDOWS = (bundle.Machine("3.11", system, bundle.SYSTEMS[system]) for system in ("linux", "win32"))
REAL = build.HERE


def packed(files: dict[str, bytes]) -> bytes:
    """An npm package."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return made.getvalue()


ACORN = packed({"package/package.json": b"{}", "package/dist/acorn.js": b"1", "package/../../escaped.js": b"2"})
INNER = packed({"kleur/index.js": b"3"})  # not every package is packed as `package`
PIP = b"the wheel of pip"


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A small checkout without Git; the environment is not there yet."""
    here = tmp_path / "gongkai"
    lock = {
        "": {"dependencies": {}},
        "node_modules/acorn": {"version": "8.0.0", "integrity": integrity(ACORN)},
        "node_modules/a/node_modules/@b/kleur": {"version": "4.1.5", "integrity": integrity(INNER)},
    }
    for name, text in {
        "build.py": "print()\n",
        "content/site.yaml": "标题: 例\n",
        "content/dist/site/2023.md": "---\n",
        "src/gongkai/__init__.py": '"""A."""\n\n__version__ = "1.2.3"\n',
        "tests/test_web.py": "def test_it(browser, page):\n    pass\n",
        "tests/test_text.py": "def test_a_browser():\n    pass\n",
        "tests/web/package.json": "{}",
        "tests/web/package-lock.json": json.dumps({"packages": lock}),
        "requirements/run.txt": f"# locked\na==1 \\\n    --hash=sha256:{'a' * 64} \\\n    --hash=sha256:{'b' * 64}\n    # via b\n",
        "requirements/test.txt": f"a==1 \\\n    --hash=sha256:{'a' * 64} \\\n    --hash=sha256:{'b' * 64}\n",
        "requirements/node.txt": f"n==2 ; sys_platform == 'win32' \\\n    --hash=sha256:{'c' * 64}\n",
        "requirements/pip.txt": f"pip==26 \\\n    --hash=sha256:{hashlib.sha256(PIP).hexdigest()}\n",
    }.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text, "utf-8")
    monkeypatch.setattr(build, "HERE", here)
    monkeypatch.setattr(build, "WEB", here / "tests" / "web")
    monkeypatch.setattr(build, "VENV", here / ".venv")
    monkeypatch.setattr(build, "PYTHON", here / ".venv" / "bin" / "python")
    return here


def integrity(data: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


@pytest.fixture
def carried(checkout):
    """The checkout of a bundle."""
    (checkout / "wheels" / "npm").mkdir(parents=True)
    (checkout / "wheels" / "pip-26-py3-none-any.whl").write_bytes(PIP)
    (checkout / "wheels" / "npm" / "acorn-8.0.0.tgz").write_bytes(ACORN)
    (checkout / "wheels" / "npm" / "@b+kleur-4.1.5.tgz").write_bytes(INNER)
    return checkout


@pytest.fixture
def ran(monkeypatch):
    """The commands that would have been run, each with the file of requirements it was given."""
    commands = []

    def quietly(_failure, command, cwd=None):
        commands.append((command, Path(command[-1]).read_text("utf-8") if command[-2] == "-r" else "", cwd))
        if command[2] == "venv":
            build.PYTHON.parent.mkdir(parents=True)
            build.PYTHON.touch()

    monkeypatch.setattr(build, "quietly", quietly)
    return commands


@pytest.fixture
def fetched(monkeypatch):
    """Downloads that are already there."""

    def wheels(into):
        into.mkdir()
        for name in ("a-1-py3-none-any.whl", "b-1-py3-none-any.whl"):
            (into / name).write_bytes(b"")

    monkeypatch.setattr(bundle, "fetch_wheels", wheels)
    monkeypatch.setattr(bundle, "fetch_web", lambda into: into.mkdir())


def option(command: list[str], name: str) -> list[str]:
    return [value for word, value in pairwise(command) if word == name]


# --- what is downloaded --------------------------------------------------------------------------------


def test_wheels_are_for_three_pythons_of_windows_and_linux(checkout, ran, monkeypatch):
    monkeypatch.setattr(bundle, "is_covered", lambda: True)
    bundle.fetch_wheels(checkout / "wheels")

    asked = [(option(c, "--python-version"), option(c, "--abi"), option(c, "--platform")[0]) for c, _, _ in ran]
    assert asked == [
        ([python], [abi], platform)
        for platform in ("win_amd64", "manylinux_2_28_x86_64")
        for python, abi in (("3.11", "cp311"), ("3.12", "cp312"), ("3.13", "cp313"))
    ]
    for command, _, _ in ran:
        assert command[:4] == [str(build.PYTHON), "-m", "pip", "download"]
        assert {"--require-hashes", "--no-deps", "--only-binary", ":all:"} <= set(command)
        assert option(command, "--dest") == [str(checkout / "wheels")]
        assert not re.search(r"://|--(extra-)?index|--find-links|--trusted", " ".join(command))


def test_another_machine_gets_its_own_wheels_besides(checkout, ran, monkeypatch):
    monkeypatch.setattr(bundle, "is_covered", lambda: False)
    bundle.fetch_wheels(checkout / "wheels")

    assert len(ran) == 7
    assert not option(ran[-1][0], "--platform")
    assert not option(ran[-1][0], "--python-version")


def test_pip_is_given_each_requirement_once_with_all_hashes_and_no_condition(checkout, ran):
    bundle.fetch_wheels(checkout / "wheels")

    pip = f"pip==26 --hash=sha256:{hashlib.sha256(PIP).hexdigest()}\n"
    a = f"a==1 --hash=sha256:{'a' * 64} --hash=sha256:{'b' * 64}\n"
    assert [text for _, text, _ in ran[:6]] == [pip + a + f"n==2 --hash=sha256:{'c' * 64}\n"] * 3 + [pip + a] * 3


def test_what_windows_alone_needs_is_for_windows_alone():
    windows, linux = (bundle.locked_for(machine) for machine in (WINDOWS, LINUX))

    assert "\ncolorama==" in windows
    assert "colorama==" not in linux


@pytest.mark.parametrize(("python", "wanted"), [("3.11", "2.4.6"), ("3.12", "2.5.5"), ("3.13", "2.5.5")])
def test_a_python_gets_the_release_that_is_locked_for_it(python, wanted):
    text = bundle.locked_for(bundle.Machine(python, "linux", bundle.SYSTEMS["linux"]))

    assert re.findall(r"(?m)^numpy==(\S+)", text) == [wanted]


def test_every_locked_package_is_in_the_bundle_of_some_machine():
    text = "".join(bundle.locked_for(machine) for machine in (WINDOWS, LINUX))

    for part in ("run", "test", "node", "pip"):
        locked = (REAL / "requirements" / f"{part}.txt").read_text("utf-8")
        for name in re.findall(r"(?m)^([a-z0-9-]+)==", locked):
            assert f"{name}==" in text


@pytest.mark.parametrize(
    ("condition", "python", "system", "held"),
    [
        ("python_full_version < '3.12'", "3.11", "linux", True),
        ("python_full_version < '3.12'", "3.12", "linux", False),
        ("python_full_version >= '3.9'", "3.11", "linux", True),  # by numbers, not by letters
        ("python_full_version >= '3.12'", "3.11", "linux", False),
        ("sys_platform == 'win32'", "3.11", "win32", True),
        ("sys_platform == 'win32'", "3.11", "linux", False),
        ("sys_platform != 'win32'", "3.11", "linux", True),
        ("platform_python_implementation != 'PyPy'", "3.11", "linux", True),
        ("platform_python_implementation == 'PyPy'", "3.11", "linux", False),
    ],
)
def test_a_condition_is_asked_of_the_machine_that_is_meant(condition, python, system, held):
    assert bundle.holds(condition, bundle.Machine(python, system)) is held


@pytest.mark.parametrize(
    "condition", ["", "os_name == 'nt'", "sys_platform < 'x'", "sys_platform == 'a' and extra == 'b'"]
)
def test_a_condition_that_is_not_understood_ends_it(condition, capsys):
    with pytest.raises(SystemExit):
        bundle.holds(condition, LINUX)
    assert "条件" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["a>=1", "a==1", "-r run.txt", f"a @ b --hash=sha256:{'a' * 64}"])
def test_a_requirement_without_a_hash_ends_it(checkout, line):
    (checkout / "requirements" / "run.txt").write_text(line + "\n")
    with pytest.raises(SystemExit):
        bundle.locked_for(LINUX)


def test_npm_packages_are_taken_by_their_digest(checkout, monkeypatch):
    monkeypatch.setattr(build, "need_node", lambda: None)

    def npm_ci(folder, option_name, cache):
        assert option_name == "--cache"
        assert sorted(file.name for file in folder.iterdir()) == ["package-lock.json", "package.json"]
        for data in (ACORN, INNER):
            digest = hashlib.sha512(data).hexdigest()
            kept = Path(cache, "_cacache", "content-v2", "sha512", digest[:2], digest[2:4], digest[4:])
            kept.parent.mkdir(parents=True)
            kept.write_bytes(data)

    monkeypatch.setattr(build, "npm_ci", npm_ci)
    bundle.fetch_web(checkout / "wheels" / "npm")

    found = {file.name: file.read_bytes() for file in (checkout / "wheels" / "npm").iterdir()}
    assert found == {"acorn-8.0.0.tgz": ACORN, "@b+kleur-4.1.5.tgz": INNER}


# --- what is copied ------------------------------------------------------------------------------------


def test_without_git_what_running_it_made_is_left_out(checkout):
    before = bundle.checkout_files()
    for name in (
        ".venv/a",
        "site/index.html",
        "quality/a",
        ".site.old/a",
        "dist/a.whl",
        "src/gongkai/__pycache__/a.pyc",
        "src/gongkai/old.pyc",
        "tests/web/node_modules/a/b.js",
        ".mypy_cache/a",
        "tests/.pytest_cache/a",
        ".hypothesis/a",
    ):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text("")

    assert bundle.checkout_files() == before
    assert "content/dist/site/2023.md" in before
    assert before == sorted(before)


@pytest.mark.skipif(not shutil.which("git"), reason="no git")
def test_with_git_only_what_is_tracked_is_copied_as_it_is_now(checkout):
    def git(*words):
        subprocess.run([shutil.which("git"), "-C", str(checkout), *words], check=True, capture_output=True)

    git("init", "-q")
    git("add", "build.py", "content/site.yaml", "src", "tests/test_text.py")
    (checkout / "tests" / "test_text.py").unlink()

    assert bundle.checkout_files() == ["build.py", "content/site.yaml", "src/gongkai/__init__.py"]


def test_a_git_that_fails_is_not_passed_over(checkout, monkeypatch, capsys):
    (checkout / ".git").mkdir()
    monkeypatch.setattr(
        subprocess, "run", lambda line, **_: subprocess.CompletedProcess(line, 128, stdout=b"", stderr=b"dubious")
    )
    with pytest.raises(SystemExit):
        bundle.checkout_files()
    assert "dubious" in capsys.readouterr().err


@pytest.mark.usefixtures("fetched")
def test_a_bundle_is_the_checkout_the_wheels_and_a_page(checkout, tmp_path):
    wanted = {name: (checkout / name).read_bytes() for name in bundle.checkout_files()}
    whole = bundle.bundle(tmp_path / "out")

    assert whole == tmp_path / "out" / "gongkai-1.2.3"
    found = {file.relative_to(whole).as_posix(): file for file in whole.rglob("*") if file.is_file()}
    assert {name: found[name].read_bytes() for name in wanted} == wanted
    assert set(found) - set(wanted) == {
        "wheels/a-1-py3-none-any.whl",
        "wheels/b-1-py3-none-any.whl",
        build.OFFLINE_PAGE,
    }
    assert found[build.OFFLINE_PAGE].read_bytes().startswith(b"\xef\xbb\xbfgongkai 1.2.3")
    assert [path.name for path in whole.parent.iterdir()] == ["gongkai-1.2.3"]


@pytest.mark.usefixtures("checkout", "fetched")
def test_a_bundle_that_was_not_finished_does_not_look_like_one_and_is_made_anew(tmp_path, monkeypatch):
    def fails(into):
        (into.parent / "left-over").write_text("")
        raise SystemExit(1)

    with monkeypatch.context() as broken:
        broken.setattr(bundle, "fetch_wheels", fails)
        with pytest.raises(SystemExit):
            bundle.bundle(tmp_path / "out")
    assert not (tmp_path / "out" / "gongkai-1.2.3").exists()
    assert not (bundle.bundle(tmp_path / "out") / "left-over").exists()


@pytest.mark.usefixtures("checkout", "fetched")
def test_what_is_there_already_is_not_touched(tmp_path, capsys):
    there = tmp_path / "out" / "gongkai-1.2.3"
    there.mkdir(parents=True)
    with pytest.raises(SystemExit):
        bundle.bundle(tmp_path / "out")
    assert "没有动它" in capsys.readouterr().err
    assert not list(there.iterdir())


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("folder", [".", "out"])
def test_a_bundle_is_not_written_into_the_checkout(checkout, folder):
    with pytest.raises(SystemExit):
        bundle.bundle(checkout / folder)
    assert "build.py" in bundle.checkout_files()


@pytest.mark.usefixtures("carried", "fetched")
def test_a_bundle_of_a_bundle_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        bundle.bundle(tmp_path / "out")
    assert "已经是离线包" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--to"], ["out"], ["--into", "out"], ["--to", "a", "b"]])
def test_other_arguments_get_the_usage(arguments, capsys):
    assert bundle.main(arguments) == 2
    assert "bundle --to" in capsys.readouterr().err


# --- what it says --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("checkout")
def test_the_page_says_in_both_languages_what_is_missing(monkeypatch):
    monkeypatch.setattr(bundle, "is_covered", lambda: True)
    chinese, english = bundle.page(93).split("gongkai 1.2.3, offline bundle")

    for text, comma in ((chinese, "、"), (english, ", ")):
        assert "93" in text
        assert comma.join(("3.11", "3.12", "3.13")) in text
        for word in ("python3 build.py test", "Chromium", "chromium", "CHROME", "Windows", "ARM", "test_web.py"):
            assert word in text
        assert "test_text.py" not in text
        assert not re.search(r"[{}]|[a-z]+://", text)
    assert "没有在 Windows 真机上试过" in chinese
    assert "Not tried on a real machine with Windows" in english


@pytest.mark.usefixtures("checkout")
def test_the_page_names_the_machine_that_no_other_bundle_is_for(monkeypatch):
    monkeypatch.setattr(bundle, "is_covered", lambda: False)
    monkeypatch.setattr(bundle.sysconfig, "get_platform", lambda: "linux-riscv64")

    assert bundle.page(1).count(f"linux-riscv64, Python {bundle.OWN.python}") == 2


def test_the_files_that_open_a_browser_are_the_real_ones():
    found = bundle.page(1)

    for name in ("test_web.py", "test_search_page.py", "test_search_oracle.py"):
        assert name in found
    assert "test_bundle.py" not in found
    assert "test_sums.py" not in found


def test_no_address_is_written_down():
    for name in ("build.py", "bundle.py"):
        assert "://" not in (REAL / name).read_text("utf-8")


# --- on the machine without a network ------------------------------------------------------------------


def test_wheels_beside_it_are_all_that_is_asked(carried, ran, capsys):
    build.install("run")
    (venv, _, _), (pip, _, _) = ran

    assert venv[1:3] == ["-m", "venv"]
    assert "--without-pip" in venv
    assert pip[:3] == [str(build.PYTHON), str(carried / "wheels" / "pip-26-py3-none-any.whl" / "pip"), "install"]
    assert {"--isolated", "--no-index", "--require-hashes"} <= set(pip)
    assert option(pip, "--find-links") == [str(carried / "wheels")]
    assert option(pip, "-r") == [str(carried / "requirements" / "run.txt")]
    assert "不用网络" in capsys.readouterr().err


@pytest.mark.usefixtures("checkout")
def test_without_wheels_pip_asks_what_it_is_told_to_ask(ran, capsys):
    build.install("run")
    (venv, _, _), (pip, _, _) = ran

    assert "--without-pip" not in venv
    assert pip[:4] == [str(build.PYTHON), "-m", "pip", "install"]
    assert "--require-hashes" in pip
    assert not {"--isolated", "--no-index", "--find-links"} & set(pip)
    assert "不用网络" not in capsys.readouterr().err


@pytest.mark.usefixtures("carried")
def test_with_wheels_no_system_package_is_needed_for_the_environment(ran, monkeypatch):
    def apt(package):
        pytest.fail(package)

    monkeypatch.setattr(build.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(build, "apt_install", apt)
    build.install("run")
    assert len(ran) == 2


@pytest.mark.parametrize("change", [lambda wheel: wheel.unlink(), lambda wheel: wheel.write_bytes(PIP + b"!")])
def test_a_pip_that_is_missing_or_changed_is_not_run(carried, ran, change, capsys):
    change(carried / "wheels" / "pip-26-py3-none-any.whl")
    with pytest.raises(SystemExit):
        build.install("run")
    assert "pip" in capsys.readouterr().err
    assert [command[2] for command, _, _ in ran] == ["venv"]


def test_the_web_checks_come_out_of_the_bundle(carried, ran, monkeypatch):
    monkeypatch.setattr(build, "need_node", lambda: None)
    (build.WEB / "node_modules" / "old").mkdir(parents=True)
    build.install_web()

    modules = build.WEB / "node_modules"
    found = {file.relative_to(modules).as_posix(): file.read_bytes() for file in modules.rglob("*") if file.is_file()}
    assert len(found.pop("gongkai.stamp")) == 64
    assert found == {
        "acorn/package.json": b"{}",
        "acorn/dist/acorn.js": b"1",
        "a/node_modules/@b/kleur/index.js": b"3",
    }
    assert not list(carried.rglob("escaped.js"))
    assert not (modules / "old").exists()
    assert not ran


@pytest.mark.parametrize("data", [None, b"", ACORN + b"!", INNER])
def test_a_web_check_that_is_missing_or_changed_is_not_used(carried, monkeypatch, data):
    monkeypatch.setattr(build, "need_node", lambda: None)
    file = carried / "wheels" / "npm" / "acorn-8.0.0.tgz"
    file.unlink()
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(SystemExit):
        build.install_web()
    assert not (build.WEB / "node_modules" / "acorn").exists()
    assert not (build.WEB / "node_modules" / "gongkai.stamp").exists()


def test_the_command_hands_its_arguments_to_the_script(checkout, monkeypatch):
    called = []
    monkeypatch.setattr(build, "install", called.append)
    monkeypatch.setattr(subprocess, "call", lambda line: called.append(line) or 7)

    assert build.main(["bundle", "--to", "out"]) == 7
    assert called == ["run", [str(build.PYTHON), str(checkout / "bundle.py"), "--to", "out"]]
