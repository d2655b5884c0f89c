"""How is another machine reached? By the ssh and rsync of the system, which never ask and never wait for ever."""

import inspect
import json
import re
import shlex
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TypeVar

from gongkai import lock, told
from gongkai.files import FileFault
from gongkai.release import durable, manifest, renew, rollback, switch, target, there, verifier
from gongkai.release.address import Place
from gongkai.release.there import MARK, PATIENCE

# Nothing is forwarded; a question counts as refused; whoever does not answer for a minute is gone.
_LIMITS = {
    "ClearAllForwardings": "yes",
    "BatchMode": "yes",
    "ConnectTimeout": "15",
    "ServerAliveInterval": "15",
    "ServerAliveCountMax": "4",
}
_QUIET = ["-T", "-a", "-x", *(f"-o{name}={value}" for name, value in _LIMITS.items())]
_SILENCE = 300  # seconds after which rsync gives up
_BEAT = PATIENCE / 6  # seconds between two signs of life

# What runs there: these modules, each below what it imports, and of `files` nothing but its fault.
_THERE = (told, lock, durable, verifier, manifest, target, switch, renew, rollback, there)
_FIRST = "import json, sys; exec(json.loads(sys.stdin.buffer.readline()))"
_LOADER = f"""
import types
if sys.version_info < (3, 8):
    fault = "服务器上的 python3 太旧（%d.%d），要 3.8 以上。" % sys.version_info[:2]
    print({MARK!r} + json.dumps(["fault", fault]))
    sys.exit()
for name, source in json.loads(sys.stdin.buffer.readline()):
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(source, name, "exec", 0, True), module.__dict__)
sys.modules[{there.__name__!r}].serve()
"""

_MISSING = "{0}: (?:command )?not found|(?:command not found|Unknown command): {0}"  # whatever the shell there
_BY_HAND = "请先手工运行一次 ssh"
_CURES = (  # what ssh, rsync and the shell there say, and what is to be done
    ("IDENTIFICATION HAS CHANGED", "服务器的指纹变了，没有连接：请向管服务器的人核对，确实换过再改 known_hosts"),
    ("Host key verification failed", f"还不认得这台服务器：{_BY_HAND}，核对指纹"),
    (
        r"Permission denied \([a-z]",
        f"服务器不接受密钥：请把公钥加到服务器上的 authorized_keys，{_BY_HAND}，看能不能不问密码就登录",
    ),
    ("Could not resolve hostname", "没有这台主机，或者这里查不到它的名称：请核对目标"),
    (
        _MISSING.format("python3"),
        "服务器上没有 python3：请安装 Python 3.8 以上，或者用 --to 文件名.zip 写成压缩包送过去",
    ),
    (_MISSING.format("rsync"), "服务器上没有 rsync：请安装"),
    ("No space left on device", "服务器的磁盘满了：请腾出地方，再运行一次"),
    ("Disk quota exceeded", "服务器上的磁盘配额满了：请腾出地方，再运行一次"),
    ("Connection refused", "连不上：请核对主机和端口，看 ssh 服务开了没有"),
    ("timed out", "连不上，或者断了：请核对主机和端口，看网络通不通"),
    ("No route to host", "连不上：请看网络通不通"),
    ("Network is unreachable", "连不上：请看网络通不通"),
)

Done = TypeVar("Done")


class Garbled(Exception):
    """What comes from there is cut off, or nothing that `there` says."""


def talk(
    place: Place,
    job: dict[str, Any],
    answers: Mapping[str, Callable[[Any], Any]],
    read: Callable[[Any], Done],
    say: Callable[[str], None],
) -> Done:
    """Have a job done there, and `read` what it gives, whose texts can be printed. FileFault if it fails.

    Whatever is asked meanwhile is answered. An answer or `read` that raises Garbled ends it as a cut connection does.
    """
    host = place.login(place.host.strip("[]"))
    line = [_program("ssh"), *_QUIET, *(["-p", place.port] if place.port else [])]
    line += ["--", host, f"python3 -I -X utf8 -c {shlex.quote(_FIRST)}"]
    begun = False
    with tempfile.TemporaryFile() as beside:
        with suppress(Garbled), _running(line, beside) as (speak, heard):
            speak(_LOADER, [[name, source] for name, source in _sources()], job)
            for told in heard:
                begun = True
                kind, value = _understood(told)
                if kind == "done":
                    return read(_printable(value))
                if kind == "fault":
                    raise FileFault(f"{host}：{_printable(value)}")
                if kind == "say":
                    say(f"{host}：{_printable(value)}")
                if kind in answers:
                    speak(answers[kind](value))
        beside.seek(0)
        error = beside.read().decode("utf-8", "replace")
    left = "看网站的人看到的是完整的旧网站或者完整的新网站；请再运行一次" if begun else "原来的网站没有动"
    raise FileFault(f"{host}：{_cure(error, '连接断了')}。{left}。")


def send(place: Place, tree: Path, folder: str, like: str | None) -> int:
    """Send a folder into an empty one there; how many files went over: those that the folder `like` beside it lacks."""
    line = [_program("rsync"), "--recursive", "--times", "--perms", "--chmod=Du=rwx,Dgo=rx,Fu=rw,Fgo=r", "--checksum"]
    line += ["--stats", f"--timeout={_SILENCE}", *([f"--copy-dest=../{like}"] if like else [])]
    line += ["--rsh", " ".join(["ssh", *_QUIET, *(["-p", place.port] if place.port else [])])]
    line += ["--", f"{tree}/", f"{place._replace(path=folder)}/"]
    done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603 - no shell
    if done.returncode:
        told = _cure(done.stderr.decode("utf-8", "replace"), "没有送完")
        raise FileFault(f"{place}：{told}。原来的网站没有动。")
    found = re.search(rb"files transferred: ([0-9,.]+)", done.stdout)
    return int(re.sub(rb"[^0-9]", b"", found[1])) if found else 0


@contextmanager
def _running(line: list[str], beside: IO[bytes]) -> Iterator[tuple[Callable[..., None], Iterator[bytes]]]:
    """A program, by what speaks to it and what is heard of it; signs of life are given in between."""
    one_at_a_time, ended = threading.Lock(), threading.Event()
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=beside, bufsize=0) as running:  # noqa: S603 - no shell
        assert running.stdin  # noqa: S101 - for mypy: it was asked for
        assert running.stdout  # noqa: S101
        into, out = running.stdin, running.stdout

        def write(text: str) -> None:
            left = text.encode("ascii")
            with one_at_a_time, suppress(BrokenPipeError):  # who has gone has told why, or will not
                while left:
                    left = left[into.write(left) :]

        def speak(*values: Any) -> None:
            for value in values:
                write(json.dumps(value) + "\n")

        def beat() -> None:
            while not ended.wait(_BEAT):
                with suppress(ValueError):  # closed
                    write("\n")

        threading.Thread(target=beat, daemon=True).start()
        try:
            yield speak, _heard(out)
        except BaseException:
            running.terminate()  # workers that were forked meanwhile hold its input open: it would not see the end of it
            raise
        finally:
            ended.set()


def _heard(out: IO[bytes]) -> Iterator[bytes]:
    """The lines that the program there tells, without their mark; whatever a shell says before is passed over."""
    mark = MARK.encode()
    with open(out.fileno(), "rb", closefd=False) as lines:
        for line in lines:
            if line.startswith(mark):
                yield line[len(mark) :]


def _understood(line: bytes) -> tuple[str, Any]:
    """What a line is about, and what it says; Garbled if it is not whole."""
    try:
        told = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError) as fault:
        raise Garbled from fault
    match told:
        case [str(kind), value]:
            return kind, value
    raise Garbled


def _printable(value: Any, depth: int = 4) -> Any:
    """The same, with nothing in its texts that a terminal would obey; Garbled if it is deeper than anything of ours."""
    match value:
        case str():
            return verifier.shown(value)
        case list() if depth:
            return [_printable(one, depth - 1) for one in value]
        case list() | dict():
            raise Garbled
    return value


def _sources() -> Iterator[tuple[str, str]]:
    yield FileFault.__module__, inspect.getsource(FileFault)
    for module in _THERE:
        yield module.__name__, inspect.getsource(module)


def _program(name: str) -> str:
    """Where a program is; FileFault if it is not installed."""
    found = shutil.which(name)
    if not found:
        raise FileFault(f"这台电脑上没有 {name}；请安装，或者用 --to 文件名.zip 写成压缩包再送过去。")
    return found


def _cure(told: str, otherwise: str) -> str:
    """What is to be done about what ssh or rsync said, and the line that says it, or the last one."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    found = ((cure, line) for sign, cure in _CURES for line in lines if re.search(sign, line))
    cure, line = next(found, (otherwise, lines[-1] if lines else ""))
    return f"{cure}（{verifier.shown(line)[:200]}）" if line else cure
