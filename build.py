"""Makes the environment gongkai runs in (.venv), then hands over to gongkai.

python3 build.py              set up, then ``gongkai build`` in this checkout
python3 build.py --OPTION     the same in the caller's directory, with options of ``gongkai build``
python3 build.py test [ARGS]  set up with the test tools, then lint, types and ``pytest ARGS``
python3 build.py bundle --to FOLDER
                              this checkout with all that it would install, for machines without a network
python3 build.py ARGS         set up, then ``gongkai ARGS`` in the caller's directory

Only the standard library, in syntax an old Python can parse, so that it says a sentence and not
a traceback. Each installed requirement file leaves a stamp in .venv, written last: what was
interrupted has none and is made again. A virtual environment cannot be made aside and renamed,
so let a first run finish before starting another.

Where a folder ``wheels`` stands beside this file, as in a bundle, everything is installed from there and no network is
asked; the hashes are checked all the same.
"""

import base64
import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
WEB = HERE / "tests" / "web"
OLDEST_PYTHON = (3, 11)
OFFLINE_PAGE = "离线使用-OFFLINE.txt"  # in a bundle, beside this file
OWN_OPTIONS = ("-h", "--help", "--version")  # of gongkai; all others are those of its build
OLDEST_NODE = (20, 19)  # what html-validate asks for
CHROMIUM_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    os.path.expandvars(r"%ProgramFiles%\Google\Chrome\Application\chrome.exe"),
)


def say(message: str) -> None:
    """Print to standard error, which never refuses a character its console cannot show."""
    print(message, file=sys.stderr, flush=True)


def failed(message: str, output: str = "") -> SystemExit:
    """Show the sentence and the last lines of a command's output; the result is to be raised."""
    say("\n".join([message, *output.strip().splitlines()[-12:]]))
    return SystemExit(1)


def quietly(failure: str, command: "list[str]", cwd: "Path | None" = None) -> None:
    """Run a command without a word; end with ``failure`` and its last lines if it fails."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, errors="replace", cwd=cwd)
    except OSError as error:
        raise failed(failure, str(error)) from None
    if done.returncode:
        raise failed(failure, done.stdout + done.stderr)


def stamp(content: bytes, *facts: str) -> str:
    """What an installation depends on, as a digest; line endings do not count."""
    parts = [content.replace(b"\r\n", b"\n"), *(fact.encode() for fact in facts)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def fits(mark: Path, wanted: str) -> bool:
    """Whether the stamp in the file ``mark`` is the wanted one."""
    return mark.is_file() and mark.read_bytes() == wanted.encode()


def apt_install(package: str) -> bool:
    """Install a Debian package where that is allowed without asking; whether it was."""
    if not shutil.which("apt-get"):
        return False
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    if os.geteuid() != 0:
        sudo = shutil.which("sudo")
        if not sudo or subprocess.call([sudo, "-n", "true"], stderr=subprocess.DEVNULL):
            return False
        apt = [sudo, "-n", *apt]
    say(f"正在安装系统软件包 {package} ……")
    subprocess.call([*apt, "update"], stdout=subprocess.DEVNULL)
    return subprocess.call([*apt, "install", "-y", package], stdout=subprocess.DEVNULL) == 0


def make_venv() -> None:
    """Make .venv anew; Debian's Python may need a package first, but not in a bundle, which brings its pip."""
    package = "python{}.{}-venv".format(*sys.version_info)
    options = ["--without-pip"] if has_wheels() else []
    if not (options or importlib.util.find_spec("ensurepip") or apt_install(package)):
        raise failed(f"这个 Python 不能建立虚拟环境，请先执行：sudo apt-get install {package}")
    python = getattr(sys, "_base_executable", sys.executable)  # also when started from .venv
    quietly("无法建立 .venv。", [python, "-m", "venv", "--clear", *options, str(VENV)])


def has_wheels() -> bool:
    """Whether this checkout is that of a bundle."""
    return (HERE / "wheels").is_dir()


def carried_pip() -> Path:
    """The wheel of pip in a bundle, compared with its lock: pip itself looks at all other hashes."""
    locked = re.findall(r"sha256:([0-9a-f]{64})", (HERE / "requirements" / "pip.txt").read_text("utf-8"))
    for wheel in sorted((HERE / "wheels").glob("pip-*.whl")):
        if hashlib.sha256(wheel.read_bytes()).hexdigest() in locked:
            return wheel
    raise failed("wheels 里没有 pip，或者它与 requirements/pip.txt 里的校验值不符；请重新复制离线包。")


def pip_install(locked: Path) -> "list[str]":
    """The command that installs a locked file; in a bundle from its wheels, whatever pip is told on this machine."""
    pip, source = ["-m", "pip"], []
    if has_wheels():
        pip, source = [str(carried_pip() / "pip")], ["--isolated", "--no-index", "--find-links", str(HERE / "wheels")]
    flags = ["--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    return [str(PYTHON), *pip, "install", "--quiet", "--no-input", *source, *flags, "-r", str(locked)]


def install(name: str) -> None:
    """Install requirements/NAME.txt into .venv unless its stamp fits; run.txt begins it anew."""
    locked = HERE / "requirements" / f"{name}.txt"
    wanted = stamp(locked.read_bytes(), sys.version, sysconfig.get_platform())
    mark = VENV / f"{name}.stamp"
    if PYTHON.exists() and fits(mark, wanted):
        return
    source = "只从 wheels 安装，不用网络" if has_wheels() else "首次约需一分钟"
    say(f"正在准备运行环境（{locked.name}，{source}）……")
    mark.unlink(missing_ok=True)
    if name == "run":
        make_venv()
    failure = "安装依赖包失败，请检查网络或软件源后重试。"
    if has_wheels():
        failure = f"安装依赖包失败：wheels 里缺少这个 Python 用的包，或者有的包被改动过；要求见《{OFFLINE_PAGE}》。"
    quietly(failure, pip_install(locked))
    mark.write_text(wanted)


def find_chromium() -> "str | None":
    """The Chromium to test with: the one $CHROME names, else the first installed one."""
    names = [os.environ["CHROME"]] if os.environ.get("CHROME") else CHROMIUM_NAMES
    return next(filter(None, map(shutil.which, names)), None)


def need_chromium() -> str:
    """The Chromium to test with, installed if need be."""
    found = find_chromium()
    if not found and not os.environ.get("CHROME") and apt_install("chromium"):
        found = find_chromium()
    if not found:
        raise failed("没有找到 Chromium，请先安装，或用环境变量 CHROME 指明它的位置。")
    return found


def has_node() -> bool:
    """Whether node and npm are on PATH and new enough for the checks of tests/web."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    said = subprocess.run([node, "--version"], stdout=subprocess.PIPE, check=False).stdout
    version = re.match(rb"v(\d+)\.(\d+)", said)
    return version is not None and tuple(map(int, version.groups())) >= OLDEST_NODE


def need_node() -> None:
    """Put node and npm on PATH, from a wheel if need be."""
    if not has_node():
        install("node")
        os.environ["PATH"] = os.pathsep.join([str(SCRIPTS), os.environ["PATH"]])


def npm_ci(folder: Path, *options: str) -> None:
    """Install what the lock in a folder names; ``npm ci`` itself begins it anew."""
    npm = [str(shutil.which("npm")), "ci", "--no-audit", "--no-fund", "--ignore-scripts", *options]
    quietly("安装网页检查工具失败，请检查网络后重试。", npm, cwd=folder)


def npm_packages() -> "Iterator[tuple[str, str, str]]":
    """Each package of the lock: its folder in tests/web, the name of its file in a bundle, its SHA-512 in hexadecimal."""
    packages = json.loads((WEB / "package-lock.json").read_text("utf-8"))["packages"]
    for place, package in sorted(packages.items()):
        if place:
            name = place.rpartition("node_modules/")[2].replace("/", "+")
            digest = base64.b64decode(package["integrity"].partition("sha512-")[2]).hex()
            yield place, f"{name}-{package['version']}.tgz", digest


def unpack_web() -> None:
    """Make tests/web/node_modules from the files of a bundle, each compared with the lock."""
    shutil.rmtree(WEB / "node_modules", ignore_errors=True)
    for place, name, digest in npm_packages():
        file = HERE / "wheels" / "npm" / name
        data = file.read_bytes() if file.is_file() else b""
        if hashlib.sha512(data).hexdigest() != digest:
            raise failed(f"离线包里的 wheels/npm/{name} 缺少，或者被改动过；请重新复制离线包。")
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive:
                inner = PurePosixPath(member.name).parts[1:]  # without the folder that npm packs everything in
                content = archive.extractfile(member)
                if content and inner and ".." not in inner:
                    path = WEB.joinpath(place, *inner)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content.read())


def install_web() -> None:
    """Install tests/web/node_modules unless its stamp fits."""
    need_node()
    mark = WEB / "node_modules" / "gongkai.stamp"
    wanted = stamp((WEB / "package-lock.json").read_bytes())
    if not fits(mark, wanted):
        say("正在准备网页检查工具……")
        if has_wheels():
            unpack_web()
        else:
            npm_ci(WEB)
        mark.write_text(wanted)


def hand_over(*command: str) -> int:
    """Become ``python -m COMMAND``; Windows cannot, so there its exit status is passed on."""
    line = [str(PYTHON), "-P", "-m", *command]  # -P: nothing is imported from where we stand
    os.environ["PYTHONPATH"] = str(HERE / "src")
    if os.name != "nt":
        os.execv(line[0], line)
    return subprocess.call(line)


def test(*arguments: str) -> int:
    """Lint and types, then the tests; the first that fails is the last that runs."""
    install("test")
    os.environ["GONGKAI_CHROME"] = need_chromium()
    install_web()
    os.chdir(HERE)
    for check in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        status = subprocess.call([str(PYTHON), "-m", *check])
        if status:
            return status
    return hand_over("pytest", "-n", "auto", "--dist", "loadfile", *arguments)


def main(arguments: "list[str]") -> int:
    """Set up and hand over; the exit status."""
    if sys.version_info < OLDEST_PYTHON:
        say("需要 Python 3.11 或更新版本。")
        return 1
    try:
        install("run")
        if arguments[:1] == ["test"]:
            return test(*arguments[1:])
        if arguments[:1] == ["bundle"]:
            return subprocess.call([str(PYTHON), str(HERE / "bundle.py"), *arguments[1:]])
        if not arguments:
            os.chdir(HERE)
        if not arguments or (arguments[0].startswith("-") and arguments[0] not in OWN_OPTIONS):
            arguments = ["build", *arguments]
        return hand_over("gongkai", *arguments)
    except KeyboardInterrupt:
        say("已中断。")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
