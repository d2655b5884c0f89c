/* What does a search index look like? A small writer after docs/search-format.md, and a search without any index. */
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");
const zlib = require("node:zlib");

const FOLDER = path.join(__dirname, "../../src/gongkai/search");
const FILES = ["fold", "inflate", "shard", "texts", "query", "rank", "match", "engine"];
FILES.forEach((name) => {
  const file = path.join(FOLDER, name + ".js");
  vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file });
});
const engine = globalThis.gongkaiSearch;
const { fold } = engine.parts;

const LEVELS = ["省", "市", "县", "乡"];

/** The bytes of a text in GBK; null if it has a character that GBK has not. */
const GBK = new Map();
for (let high = 0x81; high < 0xff; high++) {
  for (let low = 0x40; low < 0xff; low++) {
    const character = new TextDecoder("gbk").decode(Uint8Array.of(high, low));
    if (character.length === 1 && character !== "\ufffd" && !GBK.has(character)) GBK.set(character, [high, low]);
  }
}
function gbk(text) {
  const bytes = Array.from(text, (one) => (one < "\u0080" ? [one.charCodeAt(0)] : GBK.get(one)));
  return bytes.every(Boolean) ? Buffer.from(bytes.flat()) : null;
}
const DICTIONARY = gbk("一、总体情况二、主动公开政府信息情况三、收到和处理政府信息公开申请情况chapter-1");

/** Numbers below `below`, the same for the same seed. */
function dice(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const varint = (number) => (number < 128 ? [number] : [(number & 127) | 128, ...varint(number >>> 7)]);
const gaps = (list) => list.flatMap((number, at) => varint(at ? number - list[at - 1] - 1 : number));
function bits(list) {
  const out = [];
  list.forEach((number) => {
    while (out.length <= number >> 3) out.push(0);
    out[number >> 3] |= 128 >> (number & 7);
  });
  return out;
}
function fnv(text) {
  let value = 2166136261;
  Buffer.from(text.slice(0, 3), "utf16le").forEach((byte) => { value = Math.imul(value ^ byte, 16777619) >>> 0; });
  return value;
}
function crc(buffer) {
  let value = 0xffffffff;
  buffer.forEach((byte) => {
    value ^= byte;
    for (let i = 0; i < 8; i++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  });
  return (value ^ 0xffffffff) >>> 0;
}
const less = (all, some) => { const out = new Set(some); return all.filter((one) => !out.has(one)); };
const byUnits = (a, b) => (a < b ? -1 : 1);

/** Code and bytes of a list by count alone. */
function coded(list, whole, most) {
  if (8 * list.length <= most) return [0, gaps(list)];
  if (8 * (whole.length - list.length) <= most) return [1, gaps(less(whole, list))];
  return [2, bits(list)];
}

/** The shard and its companions. `lists`: from key to ascending numbers. */
function writeShard(lists, { key, documents, M, far = 192, full = 8192 }) {
  const lead = [key >>> 24, (key >>> 16) & 255, (key >>> 8) & 255, key & 255];
  const companions = [];
  const away = new Set();
  const head = [], payloads = [];
  let before = "";
  const keys = [...lists.keys()].sort(byUnits);
  keys.forEach((one) => {
    const list = lists.get(one);
    let code, payload;
    if (one.length > 3 && one > "\u0004") {
      const shorter = lists.get(one.slice(0, -1));
      if (shorter.length === list.length) {
        [code, payload] = [7, []];
      } else if (2 * shorter.length > documents.length) {
        [code, payload] = coded(list, documents, M);
      } else {
        [code, payload] = coded(list.map((number) => shorter.indexOf(number)), shorter.map((_, at) => at), shorter.length);
        code += 4;
      }
    } else {
      [code, payload] = coded(list, documents, M);
    }
    const beyond = away.has(one.slice(0, -1)) && one.length > 3 && one > "\u0004";
    if (code === 7) {
      if (beyond) away.add(one);
    } else if (payload.length > far || (code > 3 && beyond)) {
      away.add(one);
      let last = companions[companions.length - 1];
      if (!last || (last.length && last.length + payload.length > full)) companions.push((last = []));
      payload.forEach((byte) => last.push(byte));
      const newest = list.slice(-20).reverse();
      payload = [...varint(list.length), ...varint(payload.length * 8 + code), ...varint(newest[0]),
        ...newest.slice(1).flatMap((number, at) => varint(newest[at] - number - 1))];
      code = 3;
    }
    let shared = 0;
    while (shared < before.length && before[shared] === one[shared]) shared++;
    const rest = one.slice(shared);
    head.push(shared, rest.length, ...Buffer.from(rest, "utf16le"), ...varint(payload.length * 8 + code));
    payload.forEach((byte) => payloads.push(byte));
    before = one;
  });
  return {
    shard: Buffer.from([...lead, ...varint(keys.length), ...head, ...payloads]),
    companions: companions.map((bytes) => Buffer.from([...lead, ...bytes])),
  };
}

/** `variants.bin` before it is deflated, from pairs of characters. */
function writeVariants(pairs) {
  const rows = pairs.map(([written, folded]) => [folded.charCodeAt(0), written.charCodeAt(0)]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const column = (at) => rows.map((row, i) => (row[at] - (i ? rows[i - 1][at] : 0)) & 0xffff);
  const all = [...column(1), ...column(0)];
  return Buffer.from([...all.map((n) => n >> 8), ...all.map((n) => n & 255)]);
}

const VARIANTS = writeVariants([["門", "门"], ["⺠", "民"], ["縣", "县"]]);
engine.parts.setVariants(VARIANTS);

/** Every block of a report by itself: cells of its rows too. `lines`: {anchor} or {cells}. */
const cellsOf = (report) => report.lines.filter((line) => line.cells).flatMap((line) => line.cells);

/**
 * A site: `bodies` [{code, names, region (index or -1), level (index or -1)}] in the order of their numbers,
 * `years`, `reports` [{body, year, title, lines}] with indexes, `regions` [[code, name, around]].
 */
function writeSite(site, { T, M, S = 64, far = 192, key = 0xc0ffee01 } = {}) {
  const A = site.bodies.length;
  const numbered = site.reports.map((report) => ({ ...report, number: report.year * A + report.body })).sort((a, b) => a.number - b.number);
  const documents = numbered.map((report) => report.number);
  const hot = T === undefined ? 24 : T;
  /** @type {Map<string, number[]>} */ const all = new Map();
  const add = (key, number) => {
    const list = all.get(key) || all.set(key, []).get(key);
    if (list[list.length - 1] !== number) list.push(number);
  };
  const blocks = numbered.map((report) => cellsOf(report).map(fold));
  for (let n = 1; n <= 6; n++) {
    numbered.forEach((report, at) => blocks[at].forEach((block) => {
      for (let i = 0; i + n <= block.length; i++) {
        const gram = block.slice(i, i + n);
        const stored = n < 3 || [gram.slice(0, -1), gram.slice(1)].every((half) => all.has(half) && all.get(half).length > hot);
        if (stored) add(gram, report.number);
      }
    }));
  }
  numbered.forEach((report) => {
    site.bodies[report.body].names.forEach((name) => add("\u0001" + fold(name), report.number));
    const title = fold(report.title);
    for (let n = 1; n < 4; n++) for (let i = 0; i + n <= title.length; i++) add("\u0003" + title.slice(i, i + n), report.number);
    report.lines.forEach((line) => {
      const block = line.cells && line.cells.length === 1 ? fold(line.cells[0]) : "";
      if (block.length < 30) return;
      const sum = crc(Buffer.from(block, "utf16le"));
      add("\u0002" + String.fromCharCode(sum >>> 16, sum & 0xffff, block.length & 0xffff), report.number);
    });
  });
  /** @type {Map<string, Buffer>} */ const files = new Map();
  const hex = (number, digits) => number.toString(16).padStart(digits, "0");
  const shards = Array.from({ length: S }, () => new Map());
  all.forEach((list, one) => shards[fnv(one < "\u0004" ? one.slice(1) : one) % S].set(one, list));
  shards.forEach((lists, at) => {
    const made = writeShard(lists, { key, documents, M: M === undefined ? 1 << Math.floor(Math.log2(documents.length)) : M, far });
    const stem = `g/${hex(at >> 8, 2)}/${hex(at & 255, 2)}`;
    files.set(stem + ".bin", zlib.deflateRawSync(made.shard));
    made.companions.forEach((bytes, k) => files.set(`${stem}-${k}.bin`, zlib.deflateRawSync(bytes)));
  });
  numbered.forEach((report) => {
    const body = site.bodies[report.body];
    const text = [[body.code, site.years[report.year], body.names[0], report.title].join("\t"),
      ...report.lines.map((line) => (line.cells ? line.cells.join("\t") : "\u001e" + line.anchor))].join("\n");
    const plain = gbk(text), lead = Buffer.from([key >>> 24, (key >>> 16) & 255, (key >>> 8) & 255, key & 255, plain ? 0 : 1]);
    files.set(`t/${hex(report.number >> 8, 3)}/${hex(report.number & 255, 2)}.bin`,
      Buffer.concat([lead, zlib.deflateRawSync(plain || Buffer.from(text), { dictionary: DICTIONARY })]));
  });
  const absent = [], has = new Set(documents);
  for (let number = 0, there = true, end = A * site.years.length; number < end; number++) {
    if (!number) absent.push(0);
    if (has.has(number) !== there) { there = !there; absent.push(0); }
    absent[absent.length - 1]++;
  }
  if (absent.length % 2) absent.pop();
  let before = 0, code = 0;
  const groups = site.bodies.map(({ region, level }) => {
    const step = region - before;
    before = region;
    return [step, level, 1];
  });
  const regions = site.regions.map(([one, name, around, ...more], i) => {
    const step = Number(one) - code;
    code = Number(one);
    return [step, name, around < 0 ? 0 : i - around, ...more];
  });
  files.set("manifest.json", Buffer.from(JSON.stringify({
    format: 1, key: hex(key, 8), lists: hex(key, 8), documents: documents.length, shards: S, agencies: A, years: site.years, absent, regions, groups,
  })));
  files.set("dictionary.bin", zlib.deflateRawSync(DICTIONARY));
  files.set("variants.bin", zlib.deflateRawSync(VARIANTS));
  const names = Buffer.from(site.bodies.map((body) => body.names.join("\t")).join("\n"));
  files.set("names.bin", zlib.deflateRawSync(Buffer.concat([Buffer.from(hex(key, 8), "hex"), names])));
  return files;
}

/** Serve files to the engine instead of a network; what was asked for is in `asked`. */
function serve(files, base = "") {
  const asked = [];
  globalThis.fetch = async (url) => {
    asked.push(url);
    const file = files.get(url.slice(base.length));
    if (file instanceof Error) throw file;
    if (!file) return { ok: false, status: 404 };
    return { ok: true, status: 200, arrayBuffer: async () => Uint8Array.from(file).buffer };
  };
  return asked;
}

module.exports = { engine, fold, dice, writeShard, writeSite, writeVariants, serve, cellsOf, crc, LEVELS, DICTIONARY };
