"""`gongkai schema`: what may an editor program propose, and what must it mark?"""

import argparse
from typing import Any

from gongkai.commands.common import OK, command, folder, load_forms
from gongkai.told import why


def add(commands: Any) -> None:
    """The command and its arguments."""
    schema = command(commands, "schema", "写出供编辑软件用的 JSON Schema", run)
    folder(schema, "--out", "schema", "写到哪个文件夹")


def run(options: argparse.Namespace) -> int:
    """Write the schemas that are not there yet, or not as the forms are now, and name them."""
    from gongkai.files import FileFault, read_if_there, replace_text, write_new
    from gongkai.schema import written

    for name, text in written(load_forms(options)).items():
        path = options.out / name
        try:
            before = read_if_there(path)
            if before is None:
                write_new(path, text)
        except OSError as fault:
            message = f"写不了 {path}：{why(fault)}。请检查 --out 和权限。"
            raise FileFault(message) from fault
        if before is not None and before != text.encode():
            replace_text(path, text, before)
        if before != text.encode():
            print(path)
    return OK
