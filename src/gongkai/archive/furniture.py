"""What stands on a page and is no part of the report?"""

import re
from typing import NamedTuple

from gongkai.archive.glyphs import BOOKMARK, everyday

PAGE, RULE, EMPTY, SITE, BOX, CONTENTS, RUNNING, FOOT, AGAIN, LEAP, MARK, ATTACHED, SIGNED = (
    "页码",
    "分隔线",
    "空行",
    "网页上的按钮、导航或者提示",
    "网页上的信息栏",
    "目录",
    "每页重复的页眉页脚",
    "落款以后的文字",
    "标题重复出现",
    "翻页",
    "Word 的书签记号",
    "附件，没有写进正文",
    "落款，没有写进正文",
)

_DASH = "-—–―－−‐‑·•~～"
_PAGE = re.compile(
    rf"[{_DASH}\s]*[{_DASH}]\s*\d{{1,4}}\s*[{_DASH}][{_DASH}\s]*"
    r"|[(\[（【]?\s*第\s*[\d一二三四五六七八九十]{1,4}\s*页\s*(?:[/,，、|]?\s*[(（]?共\s*[\d一二三四五六七八九十]{1,4}\s*页[)）]?)?\s*[)\]）】]?"
    r"|共\s*\d{1,4}\s*页\s*[/,，、|]?\s*(?:第\s*\d{1,4}\s*页)?"
    r"|=*\s*page\s*(?:\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?)?\s*=*",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,3}")
_OF = re.compile(r"\d{1,3}\s*/\s*\d{1,3}")
_RULE = re.compile(r"([-=_—–―─━~～*·.…＿])\1{2,}|(?:[-=_—–―─━~～*·.…＿]\s*){3,}")
_TRAIL = re.compile(
    r"(?:当前|您的|您现在的|你现在的|现在的|所在)?\s*(?:所在)?位置\s*(?:是)?\s*[:：].*"
    r"|(?:网站)?首\s*页\s*(?:[>＞»›→/|｜]|-{1,2}>|&gt;).*"
)
_WORDS = (
    r"(?:字体|字号|文字大小)\s*[:：]?|[【\[（(]?\s*(?:特大|超大|大|中|小|默认|标准)\s*[】\]）)]?|A\s*[+-]?|打印(?:本页|此页|页面|文章|内容)?"
    r"|关闭(?:本页|窗口|页面|此页)?|收藏(?:本页|此页)?|分享(?:到|至|文章)?|返回(?:顶部|首页|列表|上一页)?|刷新|下载(?:文字版|图片版|全文)?|保存(?:本页)?"
    r"|语音播报|语音朗读|朗读|视力保护色|繁體(?:版|中文)?|繁体(?:版|中文)?|简体(?:版|中文)?|無障礙|无障碍(?:浏览|阅读)?|关怀版|长者(?:版|模式|助手)|适老化"
    r"|进入(?:老年|关怀|长者)模式|网站支持IPv6|English|登录|注册|微信|微博|QQ(?:空间|好友)?|空间|复制链接|点赞|网站地图|联系我们|关于我们|设为首页|加入收藏|版权声明"
    r"|隐私声明|网站声明|使用帮助|RSS订阅|政务微博|政务微信|移动客户端|智能问答|我要纠错|网站纠错|无"
)
_BUTTONS = re.compile(rf"(?>(?:{_WORDS})[\s|｜/、·:：\[\]【】（）()]*+)++", re.IGNORECASE)
# Where links lead to; a line of a report may say the same, so they are links only above its title or beside buttons.
_LINKS = (
    r"(?:网站|本站)?(?:首页|主页)|政务公开|政府信息公开(?:年报|专栏|目录|指南|制度|平台)?|信息公开(?:年报|专栏|目录|指南)?|法定主动公开内容|依申请公开"
    r"|政务服务|网上办事(?:大厅)?|(?:网上|办事|服务|政务|网上服务)大厅|办事服务|互动交流|政民互动|公众参与|新闻中心|新闻动态|政务动态|要闻动态|政策文件|政策解读|数据开放|政府数据|专题专栏|走进[\u4e00-\u9fff]{2,4}"
    r"|机构职能|机构概况|领导之窗|领导信息|政府领导|通知公告|公示公告|年度报告|年报"
)
_SITES_ONLY = re.compile(r"首页|主页|新闻中心|政民互动|互动交流|专题专栏|网上办事|领导之窗|走进")
_COUNTED = r"(?:浏览|阅读|访问|点击|查看)\s*(?:次数|量|数|率)?\s*[:：]\s*\d*\s*次?"
_NAVIGATION = re.compile(rf"(?>(?:{_COUNTED}|{_LINKS}|{_WORDS})[\s|｜/、·:：>＞»›\[\]【】（）()]*+)++", re.IGNORECASE)
_LONE = {"无", "大", "中", "小"}  # words of the buttons that also stand alone for something else
_NOTICE = re.compile(
    r"(?:浏览|阅读|访问|点击|查看)\s*(?:次数|量|数|率)?\s*[:：]\s*\d*\s*次?|(?:本文|已)?\s*被?(?:浏览|阅读)\s*\d+\s*次"
    r"|.{0,6}扫一扫.{0,20}|.{0,10}(?:文件|该文|本文件|政策)\s*(?:已经?|现已)\s*(?:失效|废止).{0,12}|\[?\s*(?:失效|有效|现行有效)\s*\]?"
    r"|(?:上|下)一(?:篇|条)\s*[:：]?.{0,80}|相关(?:文档|链接|新闻|阅读|稿件|文章|信息|解读|附件)\s*[:：]?"
    r"|(?:责任)?编辑\s*[:：].{0,12}|(?:主办|承办|技术支持|维护|版权所有)(?:单位)?\s*[:：©].*|版权所有.*|.*[ICP备]{3,}\d{6,}号.*|.*公网安备.*"
    r"|网站标识码.*|(?:copyright|©).*|.{0,6}政府网站找错.{0,6}|分享\s*[:：到至].{0,30}|【?\s*(?:打印|关闭).{0,14}(?:打印|关闭|收藏|返回).{0,10}"
    r"|推荐使用.*浏览器.*|.{0,20}打开(?:手机|微信).{0,20}",
    re.IGNORECASE,
)
# What a page says of an article in a box beside its text; the value may stand in the same line or in the next.
LABELS = (
    "索引号|索 引 号|信息索引号|索取号|信息分类|信息类别|主题分类|分类|发布机构|公开机构|信息公开机构|发文机关|发文机构|公布机关|信息来源|稿件来源|来源|"
    "成文日期|生成日期|制发日期|发文日期|发布日期|发布时间|公开日期|公开时间|公布日期|生效日期|废止日期|失效日期|日期|时间|文号|发文字号|文件编号|标题|名称|"
    "信息名称|文件名称|主题词|关键词|内容概述|有效性|效力状态|是否有效|文件有效性|体裁|体裁分类|服务对象|公开方式|公开范围|公开类别|公开属性|公开时限|"
    "公开目录|公开责任部门|组配分类|信息格式|载体形式|责任处室|责任科室|作者|撰稿|审核|发布人|浏览次数|浏览量|阅读次数|字体|字号"
)
_LABEL = re.compile(
    r"[\[【]?\s*(?P<label>"
    + "|".join(
        r"\s*".join(re.escape(c) for c in label.replace(" ", ""))
        for label in sorted(set(LABELS.split("|")), key=len, reverse=True)
    )
    + r")\s*[\]】]?\s*(?P<colon>[:：])?\s*(?P<value>.*)",
    re.DOTALL,
)
_PDF_LINE = re.compile(r"第(\d+)页第(\d+)行")


class Said(NamedTuple):
    """A fact in a box: 索引号 and what stands behind it, which may be nothing."""

    label: str
    value: str


def furniture(text: str) -> str | None:
    """Why a line is no part of a report, whatever stands around it; None if it may be one."""
    written = text
    text = everyday(BOOKMARK.sub("", text)).strip()
    if not text:
        return MARK if BOOKMARK.search(written) else EMPTY
    if len(text) > 120:  # noqa: PLR2004 - no button is that long
        return None
    whys = ((RULE, (_RULE,)), (PAGE, (_PAGE,)), (SITE, () if text in _LONE else (_TRAIL, _BUTTONS, _NOTICE)))
    return next((why for why, patterns in whys if any(p.fullmatch(text) for p in patterns)), None)


def links(text: str) -> bool:
    """Whether a line holds links and buttons of a page and nothing else, and one at least that no report could say."""
    text = everyday(BOOKMARK.sub("", text)).strip()
    if len(text) > 200 or _NAVIGATION.fullmatch(text) is None:  # noqa: PLR2004 - a sentence, not a bar of links
        return False
    return _SITES_ONLY.search(text) is not None or re.search(f"{_COUNTED}|字体|字号|打印|收藏", text) is not None


def is_link(text: str) -> bool:
    """Whether a line says nothing but where a link leads to."""
    return re.fullmatch(_LINKS, text) is not None


def may_be_page(text: str) -> bool:
    """Whether a line is a number that may be one of a page, or of a cell: 5, 3/8."""
    text = text.strip()
    return bool(_BARE.fullmatch(text) or _OF.fullmatch(text))


def said(text: str) -> list[Said]:
    """What a line of a box says, if it is one: 索引号：… 文号：…; nothing for a line of text."""
    text = everyday(text).strip()
    first = _LABEL.fullmatch(text)
    if first is None or len(text) > 300:  # noqa: PLR2004 - a sentence, not a box
        return []
    label, value = re.sub(r"\s", "", first["label"]), first["value"].strip()
    if not first["colon"]:
        return [] if value else [Said(label, "")]
    found = []
    while (following := _next(value)) is not None:
        found.append(Said(label, value[: following.start()].strip(" \t|｜　")))
        label, value = re.sub(r"\s", "", following["label"]), value[following.end() :].strip()
    return [*found, Said(label, value.strip(" \t|｜　"))]


_NEXT = re.compile(
    r"(?:(?<=[\s|｜　\]】])|^)(?P<label>" + LABELS.replace("日期|时间|", "").replace(" ", r"\s?") + r")\s*[:：]\s*"
)


def _next(value: str) -> re.Match[str] | None:
    return _NEXT.search(value)


def page_line(where: str) -> tuple[int, int] | None:
    """Page and line of a place in a PDF."""
    match = _PDF_LINE.match(where)
    return (int(match[1]), int(match[2])) if match else None
