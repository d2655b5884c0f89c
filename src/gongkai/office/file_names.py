"""What is an exported file called?"""

import re

REPORT, TEMPLATE = "政府信息公开工作年度报告", "政府信息公开工作年度报告填报表"
MAX_NAME = 50  # characters of the name of a body; file systems hold 255 bytes
_REFUSED = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")  # what Windows refuses, made full width
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def file_name(body: str, year: int, what: str, suffix: str) -> str:
    """The name of a file about the report of a body for a year.

    >>> file_name("测试镇", 2024, TEMPLATE, "xlsx")
    '测试镇2024年政府信息公开工作年度报告填报表.xlsx'
    """
    name = _UNSEEN.sub("", body.translate(_REFUSED)).strip(" .~")[:MAX_NAME]
    return f"{name}{year}年{what}.{suffix}"
