"""What was changed on the way, or left open?"""

from typing import NamedTuple

# What a repair can be, with a sentence for whoever checks it against the original.
KINDS = {
    "字形": "PDF 里用部首符号代替的字、全角的数字和字母，换成了通常的字。",
    "空格": "汉字之间、汉字和数字之间多出来的空格去掉了。",
    "拼接": "被换行或换页切断的一句话、一个标题、一个栏目，接了起来。",
    "标题": "章名或小标题的写法与格式里的不同，照意思认定。",
    "错字": "章名或者栏目里有一两个字不同，照最接近的认定。",
    "列表": "列表的记号照它的意思写：编号前多出来的圆点或者短横去掉了。",
    "编号": "标题的编号缺了、错了或者重新起编，没有按编号认定。",
    "章序": "这一章没有排在格式规定的位置上。",
    "缺章": "没有找到这一章的标题。",
    "多章": "格式里没有这一章，文字留在原来的位置。",
    "写法": "数字的写法与格式里的不同，例如千位分隔符、全角数字、汉字数字、单位，意思没有变。",
    "次序": "这一行没有栏目，按前后的次序认定。",
    "勾稽": "有几种读法，只有一种加得起来，照这一种填。",
    "缺行": "原文里没有找到格式里的这一行，各格待核。",
    "缺表": "没有找到这张表，各格待核。",
    "待核": "不能确定是哪个数，请对照原文。",
    "丢弃": "不是年报的内容，或者不在格式里，没有读入。",
}


class Repair(NamedTuple):
    """One thing that was changed or left open: its kind, where, what stood there, what was made of it, and why."""

    kind: str
    where: str
    found: str
    made: str
    why: str
