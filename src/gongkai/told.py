"""What does the operating system say when it refuses something? The usual in Chinese, all else as it says it."""

from __future__ import annotations

import errno

_SAID = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "那里已经有一个",
    errno.EISDIR: "那里是文件夹，不是文件",
    errno.ENOTDIR: "那里是文件，不是文件夹",
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.ELOOP: "那里是链接",
    errno.ENAMETOOLONG: "名称太长",
    errno.EMFILE: "打开的文件太多",
    errno.ECONNREFUSED: "那边没有服务在听",
    getattr(errno, "EDQUOT", -1): "磁盘的配额用完了",
}


def why(fault: OSError) -> str:
    """Why something was refused; Windows says it in the language of its user, and more exactly.

    >>> why(OSError(errno.ENOSPC, "No space left on device"))
    '磁盘满了'
    """
    if getattr(fault, "winerror", None):
        return str(fault.strerror or fault)
    return _SAID.get(fault.errno or 0) or str(fault.strerror or fault)
