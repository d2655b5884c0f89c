"""What does a machine without a network need to build and to test? This checkout, and all that build.py installs.

python3 build.py bundle --to FOLDER    writes FOLDER/gongkai-VERSION

Needs a network, Git where the checkout has a .git, and the Python of .venv, where build.py starts it. What a bundle holds
does not depend on the machine that makes it, if that is one of those in PYTHONS and SYSTEMS; another one gets its own
wheels besides. The receiving side, what build.py does where it finds a folder ``wheels``, stands there.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import NamedTuple

import build

PARTS = ("pip", "run", "test", "node")  # of requirements/
PYTHONS = ("3.11", "3.12", "3.13")
# The tags that pip is to take, best first. Linux is glibc 2.28 or later on a 64-bit processor of Intel or AMD.
SYSTEMS: dict[str, tuple[str, ...]] = {
    "win32": ("win_amd64",),
    "linux": (*(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)), "manylinux2014_x86_64"),
}
COVERED = ("win-amd64", "linux-x86_64")  # the same in the words of sysconfig
# What running a checkout leaves in it, at its top and anywhere; left out where there is no Git to ask.
MADE_AT_TOP = (
    "site",
    "quality",
    "wheels",
    "dist",
    ".site.kept",
    ".site.new",
    ".site.old",
    ".quality.new",
    ".quality.old",
)
MADE_ANYWHERE = (".git", ".venv", "node_modules", "__pycache__", ".hypothesis")
CACHES = (".mypy_cache", ".pytest_cache", ".ruff_cache")
DRIVES_A_BROWSER = re.compile(r"(?m)^def \w+\([^)]*\bbrowser\b")

CHINESE = """\
gongkai {version}，离线包
========================

这个文件夹里有程序、内容和全部依赖包（{wheels} 个，在 wheels 里），复制到不能上网的电脑上就能用。
在这个文件夹里打开命令行：

    python3 build.py          检查 content 里的年报，生成网站（Windows 写 py build.py）
    python3 build.py test     运行全部检查和测试

第一次运行会在这里建立 .venv，只从 wheels 安装，每个包都核对校验值，不连接任何网址。
建好 .venv 以后不要再挪动这个文件夹；要挪动的，先删去 .venv。

离线包带不了、电脑上要先有的：

1. Python {pythons} 之一，64 位。
   Debian 等 Linux：系统自带的就行，不用另装 python3-venv；glibc 要在 2.28 以上。
   Windows：在能上网的电脑上下载 Python 的官方安装程序，带过来安装。
   其他系统、其他处理器（例如 ARM）没有带。{besides}
2. 只有 build.py test 要用的：Chromium 或者 Chrome。
   没有它，build.py test 说一句缺什么就停下，一个测试也不运行；build.py 和其余命令都不用它。
   Debian 的 chromium 软件包和它要的软件包不在离线包里，请用本单位的软件源或者 Debian 的安装光盘安装。
   不在常见位置的，用环境变量 CHROME 写明它在哪里。
   打开浏览器的是这些测试文件：{browser}。
3. 测试要的 Node.js 在 wheels 里，网页检查工具在 wheels/npm 里，不用另装。

没有在 Windows 真机上试过。
"""
ENGLISH = """\
gongkai {version}, offline bundle
=============================

This folder holds the program, the content and all packages that are installed ({wheels}, in wheels).
Copy it to a machine without a network. In this folder:

    python3 build.py          checks the reports in content and builds the site (Windows: py build.py)
    python3 build.py test     all checks and tests

The first run makes .venv here, from wheels only; every hash is checked, no address is asked.
Do not move the folder once .venv is made, or delete .venv first.

What the bundle cannot bring and the machine must have:

1. One of Python {pythons}, 64-bit.
   Debian and other Linux: that of the system, python3-venv is not needed; glibc 2.28 or later.
   Windows: the official installer, brought along.
   Other systems and processors (ARM, say) are not covered.{besides}
2. For "build.py test" alone: Chromium or Chrome.
   Without it "build.py test" says so, stops, and runs no test at all; nothing else needs it.
   Debian's package chromium and what that needs are not here: take them from a mirror or an installation medium.
   The variable CHROME names one that stands elsewhere.
   These files of tests open a browser: {browser}.
3. Node.js for the tests is among the wheels, the npm packages are in wheels/npm.

Not tried on a real machine with Windows.
"""


class Machine(NamedTuple):
    """A Python of a system that wheels are for; no tags: the one this runs on."""

    python: str
    system: str
    tags: tuple[str, ...] = ()

    def options(self) -> list[str]:
        """What pip has to be told to download for it."""
        if not self.tags:
            return []
        platforms = [word for tag in self.tags for word in ("--platform", tag)]
        abi = "cp" + self.python.replace(".", "")
        return ["--implementation", "cp", "--python-version", self.python, "--abi", abi, *platforms]


OWN = Machine("{}.{}".format(*sys.version_info), sys.platform)


def is_covered() -> bool:
    """Whether this machine is one of those that every bundle has wheels for."""
    return sysconfig.get_platform() in COVERED and OWN.python in PYTHONS


def machines() -> list[Machine]:
    """Those that wheels are for."""
    every = [Machine(python, system, tags) for system, tags in SYSTEMS.items() for python in PYTHONS]
    return every if is_covered() else [*every, OWN]


def holds(condition: str, machine: Machine) -> bool:
    """Whether a condition of a lock holds on a machine; pip would ask it of the one it runs on."""
    match = re.fullmatch(r"(\w+) (==|!=|<|>=) '([^']+)'", condition)
    name, sign, value = match.groups() if match else ("", "", "")
    if name == "python_full_version":
        own, other = (tuple(map(int, version.split("."))) for version in (machine.python, value))
        return {"<": own < other, ">=": own >= other, "==": own == other, "!=": own != other}[sign]
    facts = {"sys_platform": machine.system, "platform_python_implementation": "CPython"}
    if name not in facts or sign not in {"==", "!="}:
        raise build.failed(f"锁定的依赖包里有打包时不会读的条件：{condition}")
    return (facts[name] == value) is (sign == "==")


def locked_for(machine: Machine) -> str:
    """All that is locked and holds for a machine, each requirement once, without its condition."""
    lines: dict[str, None] = {}  # a set that keeps its order
    for part in PARTS:
        text = (build.HERE / "requirements" / f"{part}.txt").read_text("utf-8").replace("\\\n", "")
        for line in filter(None, (line.partition("#")[0].strip() for line in text.splitlines())):
            match = re.fullmatch(r"(\S+==\S+)(?: ; (.+?))?((?: +--hash=\S+)+)", line)
            if not match:
                raise build.failed(f"requirements/{part}.txt 里有打包时不会读的一行：{line[:80]}")
            if not match[2] or holds(match[2], machine):
                lines[" ".join([match[1], *match[3].split()])] = None
    return "".join(f"{line}\n" for line in lines)


def fetch_wheels(into: Path) -> None:
    """Put the wheels of all machines into a folder."""
    pip = [str(build.PYTHON), "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    pip += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", str(into)]
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        for machine in machines():
            called = f"Python {machine.python}（{machine.system}）"
            build.say(f"正在下载依赖包：{called}……")
            listed.write_text(locked_for(machine), "utf-8")
            failure = f"下载 {called} 的依赖包失败，没有打包；请检查网络或软件源后重试。"
            build.quietly(failure, [*pip, *machine.options(), "-r", str(listed)])


def fetch_web(into: Path) -> None:
    """Put the npm packages of tests/web into a folder, as they were published."""
    build.need_node()
    build.say("正在下载网页检查工具……")
    into.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(build.WEB / name, work / name)
        build.npm_ci(work, "--cache", str(work / "cache"))
        kept = work / "cache" / "_cacache" / "content-v2" / "sha512"  # where npm keeps a file by its digest
        for _, name, digest in build.npm_packages():
            shutil.copyfile(kept / digest[:2] / digest[2:4] / digest[4:], into / name)


def checkout_files() -> list[str]:
    """The files of the checkout in the order of their names: what Git tracks, or without Git all but what is made."""
    if (build.HERE / ".git").exists():
        failure = "这里有 .git，但是 git ls-files 没有做成，不知道哪些文件是项目的，没有打包。"
        try:
            done = subprocess.run(["git", "-C", str(build.HERE), "ls-files", "-z"], capture_output=True, check=False)
        except OSError as error:
            raise build.failed(failure, str(error)) from None
        if done.returncode:
            raise build.failed(failure, os.fsdecode(done.stderr))
        return sorted(name for name in os.fsdecode(done.stdout).split("\0") if name and (build.HERE / name).is_file())
    found = []
    for folder, inner, files in os.walk(build.HERE):
        made = {*MADE_ANYWHERE, *CACHES, *(MADE_AT_TOP if Path(folder) == build.HERE else ())}
        inner[:] = [name for name in inner if name not in made]
        found += [Path(folder, name).relative_to(build.HERE).as_posix() for name in files if not name.endswith(".pyc")]
    return sorted(found)


def version() -> str:
    """The version that the package says it is."""
    found = re.search(r'(?m)^__version__ = "(.+)"$', (build.HERE / "src/gongkai/__init__.py").read_text("utf-8"))
    return found[1] if found else "0"


def page(wheels: int) -> str:
    """The instructions of a bundle with so many wheels, first in Chinese."""
    tests = sorted((build.HERE / "tests").glob("test_*.py"))
    driving = [file.name for file in tests if DRIVES_A_BROWSER.search(file.read_text("utf-8"))]
    own = f"{sysconfig.get_platform()}, Python {OWN.python}"
    told = []
    for text, comma, words in ((CHINESE, "、", "另外带了打包的电脑这一种：{}。"), (ENGLISH, ", ", " Besides: {}.")):
        besides = "" if is_covered() else words.format(own)
        facts = {"version": version(), "wheels": wheels, "browser": comma.join(driving), "besides": besides}
        told.append(text.format(pythons=comma.join(PYTHONS), **facts))
    return "\n\n".join(told)


def bundle(folder: Path) -> Path:
    """Write the bundle into a folder, complete or not at all; where it stands."""
    whole = folder / f"gongkai-{version()}"
    if build.has_wheels():
        raise build.failed("这里已经是离线包：删去 .venv 和 tests/web/node_modules，把整个文件夹复制过去就行。")
    if build.HERE in (folder, *folder.parents):
        raise build.failed(f"离线包不能写在项目自己的文件夹里：{folder}；请写另一个地方。")
    if whole.exists():
        raise build.failed(f"已经有 {whole}，没有动它；请先挪开，或者写另一个文件夹。")
    new = folder / f".{whole.name}.new"
    shutil.rmtree(new, ignore_errors=True)
    for name in checkout_files():
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(build.HERE / name, new / name)
    fetch_wheels(new / "wheels")
    fetch_web(new / "wheels" / "npm")
    wheels = len(list((new / "wheels").glob("*.whl")))
    (new / build.OFFLINE_PAGE).write_text(page(wheels), "utf-8-sig")  # Notepad of an older Windows asks for the mark
    new.rename(whole)
    return whole


def main(arguments: list[str]) -> int:
    """The exit status."""
    if len(arguments) != 2 or arguments[0] != "--to":  # noqa: PLR2004 - the option and its folder
        build.say("用法：python3 build.py bundle --to 文件夹")
        return 2
    whole = bundle(Path(arguments[1]).resolve())
    size = sum(file.stat().st_size for file in whole.rglob("*") if file.is_file())
    build.say(f"离线包在 {whole}，共 {size / 1_000_000:.0f} MB。没有登记进 Git 的文件没有带上。")
    build.say(f"把整个文件夹复制过去，用法见里面的《{build.OFFLINE_PAGE}》。")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        build.say("已中断。")
        sys.exit(130)
