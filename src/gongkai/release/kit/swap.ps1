# 换上网站：swap.ps1 -New 新文件夹 -Site 网站文件夹        退回：swap.ps1 -Back -Site 网站文件夹
param(
    [Parameter(Mandatory = $true)][string]$Site,
    [string]$New,
    [switch]$Back
)
$ErrorActionPreference = 'Stop'
$Site = $Site.TrimEnd('\', '/')
$old = "$Site-old"
$fresh = "$Site-new"
$aside = "$Site-back"
$page = Join-Path $aside 'index.html'

if ((Test-Path -LiteralPath $page) -and -not (Test-Path -LiteralPath $Site)) {
    Move-Item -LiteralPath $aside -Destination $Site # 上一次退回到一半
}
elseif ((Test-Path -LiteralPath $page) -and -not (Test-Path -LiteralPath $old)) {
    Move-Item -LiteralPath $aside -Destination $old # 上一次已经退回，只差这一步
    if ($Back) { Write-Output "已经换上：$Site"; exit }
}

if ($Back) {
    if (-not (Test-Path -LiteralPath $old)) { throw "没有 $old，不能退回。" }
    $from = $old
    $kept = $aside
    if (Test-Path -LiteralPath $kept) { throw "已经有 $kept，请先把它移走。" }
}
else {
    if (-not $New -or -not (Test-Path -LiteralPath (Join-Path $New 'index.html'))) { throw "$New 里没有 index.html，不是网站。" }
    if (-not (Test-Path -LiteralPath $Site) -and (Test-Path -LiteralPath $old)) { Move-Item -LiteralPath $old -Destination $Site }
    $isThere = (Test-Path -LiteralPath $fresh) -and ((Resolve-Path -LiteralPath $New).Path.TrimEnd('\', '/') -eq (Resolve-Path -LiteralPath $fresh).Path)
    if (-not $isThere) {
        if (Test-Path -LiteralPath $fresh) { Remove-Item -LiteralPath $fresh -Recurse -Force }
        Copy-Item -LiteralPath $New -Destination $fresh -Recurse
    }
    $from = $fresh
    $kept = $old
    if (Test-Path -LiteralPath $old) { Remove-Item -LiteralPath $old -Recurse -Force }
}

if (Test-Path -LiteralPath $Site) { Move-Item -LiteralPath $Site -Destination $kept }
try {
    Move-Item -LiteralPath $from -Destination $Site
}
catch {
    if (Test-Path -LiteralPath $kept) { Move-Item -LiteralPath $kept -Destination $Site }
    throw "没有换成，原来的网站已经放回去：$_"
}
if ($Back -and (Test-Path -LiteralPath $kept)) { Move-Item -LiteralPath $kept -Destination $old }
Write-Output "已经换上：$Site"
