#!/bin/sh
# 换上网站：sh swap.sh 新文件夹 网站文件夹        退回：sh swap.sh --back 网站文件夹
# 网站文件夹是符号链接的，不要用它，用 ln -s 和 mv -T 换链接。
set -eu

fail() {
    echo "$1" >&2
    exit 1
}

[ $# -eq 2 ] || fail "用法：sh swap.sh 新文件夹 网站文件夹；退回：sh swap.sh --back 网站文件夹"
site=${2%/}
old=$site-old
new=$site-new
back=$site-back
[ ! -L "$site" ] || fail "$site 是符号链接，没有动它。"

if [ -f "$back/index.html" ] && [ ! -e "$site" ]; then
    mv "$back" "$site" # 上一次退回到一半
elif [ -f "$back/index.html" ] && [ ! -e "$old" ]; then
    mv "$back" "$old" # 上一次已经退回，只差这一步
    [ "$1" != --back ] || { echo "已经换上：$site"; exit 0; }
fi

if [ "$1" = --back ]; then
    [ -d "$old" ] || fail "没有 $old，不能退回。"
    from=$old
    kept=$back
    [ ! -e "$kept" ] || fail "已经有 $kept，请先把它移走。"
else
    [ -f "$1/index.html" ] || fail "$1 里没有 index.html，不是网站。"
    [ -d "$(dirname "$site")" ] || fail "没有文件夹 $(dirname "$site")。"
    [ ! -e "$site" ] || [ -d "$site" ] || fail "$site 不是文件夹，没有动它。"
    for place in "$old" "$new"; do
        [ ! -e "$place" ] || [ -f "$place/index.html" ] || fail "$place 不是网站，没有动它；请先把它移走。"
    done
    if [ -d "$site" ] && diff -r "$1" "$site" >/dev/null 2>&1; then
        echo "没有变化：$site 已经是这一版。"
        exit 0
    fi
    if [ ! -e "$site" ] && [ -d "$old" ]; then
        mv "$old" "$site" # 上一次换到一半
    fi
    if [ "$(cd "$1" && pwd -P)" != "$(cd "$new" 2>/dev/null && pwd -P)" ]; then
        rm -rf "$new.part" "$new"
        cp -R "$1" "$new.part"
        mv "$new.part" "$new"
    fi
    chmod -R a+rX "$new"
    sync
    from=$new
    kept=$old
    rm -rf "$old"
fi

if [ -e "$site" ]; then
    mv "$site" "$kept"
fi
if ! mv "$from" "$site"; then
    [ ! -e "$kept" ] || mv "$kept" "$site"
    fail "没有换成，原来的网站已经放回去。"
fi
if [ "$1" = --back ] && [ -e "$kept" ]; then
    mv "$kept" "$old"
fi
sync
echo "已经换上：$site"
