"""A machine that is reached over ssh, and is this one: an ssh that runs here what it is told, and an rsync if there is none."""

import shutil
import sys
from pathlib import Path

SH = "#!/bin/sh\n"
# Notes what it was told, takes off its options, and lets a shell read the command, as the shell of a login would.
SSH = """
printf '%s\\n' "$*" >> {log}
while :; do
    case $1 in
        -o | -p | -l) shift 2 ;;
        --) shift; break ;;
        -*) shift ;;
        *) break ;;
    esac
done
shift
PATH={there}
export PATH
exec "{python}" -I -S "{between}" "$*"
"""
# What is between the two machines: whoever ends ssh ends the input there, whoever else holds ours open. Unlike the real one
# it then waits for the command, so that a test can look at once at what it left.
BETWEEN = """
import contextlib, os, signal, subprocess, sys, threading
there = subprocess.Popen(["/bin/sh", "-c", sys.argv[1]], stdin=subprocess.PIPE, bufsize=0)
def carry():
    with contextlib.suppress(OSError, ValueError):
        while data := os.read(0, 1 << 16):
            while data:
                data = data[there.stdin.write(data):]
    there.stdin.close()
signal.signal(signal.SIGTERM, lambda *_: there.stdin.close())
threading.Thread(target=carry, daemon=True).start()
sys.exit(there.wait() % 256)
"""
# As much of rsync as `release.ssh` asks of it.
RSYNC = """
import filecmp, pathlib, shutil, sys
given = {one.split("=")[0]: one.partition("=")[2] for one in sys.argv[1:] if one.startswith("--")}
root, new = (pathlib.Path(one.rpartition(":")[2]) for one in sys.argv[-2:])
like = new / given["--copy-dest"] if "--copy-dest" in given else None
sent = 0
for path in sorted(root.rglob("*")):
    to = new / path.relative_to(root)
    if path.is_dir():
        to.mkdir()
        to.chmod(0o755)
        continue
    old = like / path.relative_to(root) if like else None
    same = bool(old and old.is_file() and filecmp.cmp(path, old, shallow=False))
    sent += not same
    shutil.copyfile(old if same else path, to)
    to.chmod(0o644)
print(f"Number of regular files transferred: {sent}")
"""


class Machine:
    """Two folders of programs: those that this machine finds, and those that the other one finds."""

    def __init__(self, root: Path) -> None:
        self.here, self.there, self.log = root / "here", root / "there", root / "log"
        for folder in (self.here, self.there):
            folder.mkdir(parents=True)
        between = root / "between.py"
        between.write_text(BETWEEN, encoding="utf-8")
        self.program("ssh", SSH.format(log=self.log, there=self.there, python=sys.executable, between=between))
        self.program("python3", f'exec "{sys.executable}" "$@"\n', self.there)
        real = shutil.which("rsync")
        for folder in (self.here, self.there):
            if real:
                (folder / "rsync").symlink_to(real)
            else:
                self.python("rsync", RSYNC, folder)
        if found := shutil.which("ssh-keygen"):
            (self.here / "ssh-keygen").symlink_to(found)

    def program(self, name: str, script: str, folder: Path | None = None) -> None:
        """Put a script of the shell in the place of a program, here or there."""
        path = (folder or self.here) / name
        path.unlink(missing_ok=True)
        path.write_text(SH + script, encoding="utf-8")
        path.chmod(0o755)

    def python(self, name: str, script: str, folder: Path | None = None) -> None:
        """The same in Python."""
        path = self.log.with_name(f"{name}-{len([*self.log.parent.iterdir()])}.py")  # one that was put aside stays
        path.write_text(script, encoding="utf-8")
        self.program(name, f'exec "{sys.executable}" "{path}" "$@"\n', folder)

    def told(self) -> list[str]:
        """What ssh was told, one time a line."""
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []

    def rename(self, name: str) -> str:
        """Where a program of this machine is after it was put out of the way."""
        aside = self.here / f"real-{name}"
        (self.here / name).rename(aside)
        return str(aside)
