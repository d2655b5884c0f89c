"""Who vouches for a manifest? OpenSSH signs it; we bring no cryptography of our own."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from gongkai.files import FileFault
from gongkai.release.verifier import NAMESPACE

PATIENCE = 300.0  # seconds: somebody may have to type a passphrase


def signer(key: Path | None) -> Callable[[Path], bytes] | None:
    """What gives the signature of a file by a key, None without one; FileFault if it is plain that it cannot."""
    if key is None:
        return None
    _program(key)
    return lambda path: signature(path, key)


def _program(key: Path) -> str:
    program = shutil.which("ssh-keygen")
    if not program:
        raise FileFault("没有 ssh-keygen，不能签名；请安装 OpenSSH，或者不写 --sign-key。原来的网站没有动。")
    if not os.path.isfile(key):  # noqa: PTH113 - pathlib raises for what nobody may look at
        raise FileFault(f"没有签成：{key} 不是文件。请核对 --sign-key；原来的网站没有动。")
    return program


def signature(path: Path, key: Path) -> bytes:
    """The signature of a file by a key; FileFault if ssh-keygen does not give one. It may ask for a passphrase."""
    program = _program(key)
    made = path.with_name(path.name + ".sig")
    made.unlink(missing_ok=True)
    line = [program, "-Y", "sign", "-q", "-n", NAMESPACE, "-f", str(key), str(path)]
    try:
        done = subprocess.run(line, stderr=subprocess.PIPE, timeout=PATIENCE, check=False)  # noqa: S603 - a list of ours, no shell
        if done.returncode or not made.is_file():
            told = " ".join(done.stderr.decode("utf-8", "replace").split())[:300]
            raise FileFault(
                f"ssh-keygen 没有签成：{told}。请核对 --sign-key，密钥有口令的先运行 ssh-add；原来的网站没有动。"
            )
        return made.read_bytes()
    except subprocess.TimeoutExpired as fault:
        raise FileFault(f"等了 {PATIENCE:g} 秒，ssh-keygen 没有签成。请核对 --sign-key；原来的网站没有动。") from fault
    finally:
        made.unlink(missing_ok=True)
