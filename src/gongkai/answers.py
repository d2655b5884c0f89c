"""What looks like personal data and is none? The answers of a file: 非个人信息."""

from dataclasses import dataclass

from gongkai.diag import Span
from gongkai.fields import Fields

CATEGORIES = ("身份证号", "手机号", "银行卡号")


@dataclass(frozen=True, slots=True)
class Answer:
    """What looked like personal data and is none: where it stands, what it looked like, and what it is."""

    position: str
    category: str
    reason: str
    span: Span


def read_answers(fields: Fields) -> tuple[Answer, ...]:
    """What the file says is no personal data; each answer is for one number."""
    answers = []
    for item in fields.mappings("非个人信息", "位置: 六, 类别: 手机号, 理由: …"):
        where = item.text("位置", required="请写上位置，照检查结果里给出的写。")
        category = item.choice("类别", CATEGORIES)
        reason = item.text("理由", required="请写上这个号码其实是什么；不要写出号码本身。")
        item.rest()
        if where and category and reason:
            answers.append(Answer(where, category, reason, item.span))
    return tuple(answers)
