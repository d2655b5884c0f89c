"use strict";
const assert = require("node:assert");
const { test } = require("node:test");
const { engine, dice, writeShard, crc } = require("./support.js");
const { shard, hash, hot, paragraphKey, both, either, has } = engine.parts;

const KEY = 0x89abcdef;
/** What `writeShard` wrote, opened; `loaded` are the companions asked for. */
function opened(lists, how) {
  const made = writeShard(lists, { key: KEY, ...how });
  const loaded = [];
  const companion = async (at) => { loaded.push(at); return made.companions[at]; };
  const end = how.documents[how.documents.length - 1] + 1;
  const open = (bytes) => shard(bytes, { key: KEY, documents: Int32Array.from(how.documents), end }, companion);
  return { made, loaded, open, shard: open(made.shard) };
}
const some = (list, roll, n) => list.filter(() => roll(100) < n);

/** Lists as they may stand under one beginning: each key's list is a part of the shorter key's. */
function family(roll, documents) {
  const lists = new Map();
  for (const start of ["府信息", "府信自", "\u0001名", "\u0003信", "信", "信息"]) {
    let list = some(documents, roll, [1, 5, 50, 97, 100][roll(5)]);
    for (let key = start; list.length; key += "公开申"[key.length % 3]) {
      lists.set(key, list);
      if (key.length < 3 || key.length > 5) break;
      list = some(list, roll, [3, 50, 98, 100][roll(4)]);
    }
  }
  return lists;
}

test("every list comes back, near or far, in every code", async () => {
  const roll = dice(11), codes = new Set();
  for (let n = 0; n < 150; n++) {
    const documents = some(Array.from({ length: 20 + roll(3000) }, (_, at) => at), roll, 95);
    const lists = family(roll, documents), M = 1 << Math.floor(Math.log2(documents.length));
    const { shard: one } = opened(lists, { documents, M, far: [3, 40, 192][roll(3)], full: 8192 });
    for (const [key, list] of lists) {
      const found = one.find(key);
      assert.strictEqual(found.df, list.length);
      assert.deepStrictEqual([...found.known], list.filter((number) => number >= found.floor));
      if (found.floor) assert.deepStrictEqual([...found.known], list.slice(-20));
      codes.add(found.floor ? "far" : "near");
      assert.deepStrictEqual([...await found.load()], list);
      assert.deepStrictEqual([found.floor, found.cost()], [0, 0]);
    }
    assert.strictEqual(one.find("没有"), null);
  }
  assert.deepStrictEqual([...codes].sort(), ["far", "near"]);
});

test("far lists are taken from the companion they stand in, and no other is fetched", async () => {
  const roll = dice(12), documents = Array.from({ length: 25000 }, (_, at) => at);
  const lists = new Map("甲乙丙丁戊己庚辛".split("").map((one) => [one, some(documents, roll, 50)]));
  const { shard: one, loaded, made } = opened(lists, { documents, M: 16384 });
  assert.strictEqual(made.companions.length, 4); // 3,125 bytes each, two in a file
  assert.strictEqual(one.find("丁").cost() >> 10, 6);
  assert.deepStrictEqual([...await one.find("丁").load()], lists.get("丁"));
  assert.strictEqual(loaded.length, 1);
  assert.strictEqual(one.find("丁").cost(), 0);
  for (const [key, list] of lists) assert.deepStrictEqual([...await one.find(key).load()], list);
});

test("a list longer than a companion may be has one of its own", async () => {
  const roll = dice(13), documents = Array.from({ length: 300000 }, (_, at) => at);
  const lists = new Map("甲乙丙".split("").map((one) => [one, some(documents, roll, 50)]));
  const { shard: one, made } = opened(lists, { documents, M: 262144 });
  assert.deepStrictEqual(made.companions.map((bytes) => bytes.length > 37000), [true, true, true]);
  for (const [key, list] of lists) assert.deepStrictEqual([...await one.find(key).load()], list);
});

test("a far list of twenty or fewer is known at once", () => {
  const documents = Array.from({ length: 5000 }, (_, at) => at);
  const lists = new Map([["府信息", documents.filter((n) => n % 2)], ["府信息公", [3, 77, 4001]]]);
  const found = opened(lists, { documents, M: 4096 }).shard.find("府信息公");
  assert.deepStrictEqual([[...found.known], found.floor, found.cost()], [[3, 77, 4001], 0, 0]);
});

test("a failing companion is asked for again", async () => {
  const documents = Array.from({ length: 5000 }, (_, at) => at);
  const made = writeShard(new Map([["甲", documents.filter((n) => n % 3)]]), { key: KEY, documents, M: 4096 });
  let times = 0;
  const one = shard(made.shard, { key: KEY, documents: Int32Array.from(documents), end: 5000 }, async (at) => {
    if (!times++) throw new Error("away");
    return made.companions[at];
  });
  await assert.rejects(one.find("甲").load(), /away/);
  assert.strictEqual((await one.find("甲").load()).length, one.find("甲").df);
});

test("damage is an Error, never an endless loop", async () => {
  const roll = dice(14), documents = Array.from({ length: 2000 }, (_, at) => at);
  for (let n = 0; n < 800; n++) {
    const { made, open } = opened(family(roll, documents), { documents, M: 1024, far: 20 });
    const bytes = Buffer.from(made.shard);
    if (n % 3) bytes[4 + roll(bytes.length - 4)] ^= 1 << roll(8);
    try {
      const one = open(n % 3 ? bytes : bytes.subarray(0, roll(bytes.length)));
      for (const key of ["府信息", "府信息公", "府信息公开", "\u0001名", "信"]) {
        const found = one.find(key);
        if (found) await found.load();
      }
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  }
});

test("the longest key is that of three units or more which the text begins with", () => {
  const documents = Array.from({ length: 100 }, (_, at) => at);
  const lists = new Map(["府信", "府信息", "府信息公"].map((key) => [key, documents]));
  const { longest } = opened(lists, { documents, M: 64 }).shard;
  assert.deepStrictEqual(["府信息公开申请", "府信息", "府信箱子", "府信", "开"].map(longest), ["府信息公", "府信息", "", "", ""]);
});

test("FNV-1a takes the first three units, the low byte first", () => {
  // By hand from the definition, with BigInt
  const by = (text) => [...Buffer.from(text, "utf16le")].reduce((value, byte) => ((value ^ BigInt(byte)) * 16777619n) & 0xffffffffn, 2166136261n);
  for (const text of ["公", "公开", "公开申", "a", "\ud842\udfb7吉"]) assert.strictEqual(BigInt(hash(text)), by(text));
  assert.strictEqual(hash("公开申请"), hash("公开申"));
});

test("a paragraph's key holds its CRC-32 and its length", () => {
  // by Python's zlib.crc32
  const units = [..."公开"].length;
  assert.deepStrictEqual([...paragraphKey("公开")].map((unit) => unit.charCodeAt(0)), [2, 0xc61e, 0x9f45, units]);
  const sum = crc(Buffer.from("信息".repeat(40000), "utf16le"));
  assert.strictEqual(paragraphKey("信息".repeat(40000)), "\u0002" + String.fromCharCode(sum >>> 16, sum & 0xffff, 80000 & 0xffff));
});

test("lists are cut, taken apart and put together like sets", () => {
  const roll = dice(15), all = Array.from({ length: 400 }, (_, at) => at);
  for (let n = 0; n < 200; n++) {
    const a = some(all, roll, [1, 20, 90][roll(3)]), b = some(all, roll, [1, 20, 90][roll(3)]);
    const [left, right] = [Int32Array.from(a), Int32Array.from(b)];
    assert.deepStrictEqual([...both(left, right)], a.filter((one) => b.includes(one)));
    assert.deepStrictEqual([...both(left, right, true)], a.filter((one) => !b.includes(one)));
    assert.deepStrictEqual([...either(left, right)], all.filter((one) => a.includes(one) || b.includes(one)));
    assert.strictEqual(has(left, 7), a.includes(7));
  }
});

test("the threshold is that of the builder", () => {
  const known = [[0, 24], [1, 24], [16383, 24], [16384, 32], [32767, 32], [32768, 64], [65535, 64], [65536, 128], [131071, 128]];
  assert.deepStrictEqual(known.map(([documents]) => [documents, hot(documents)]), known);
});

test("a companion that is newer than its shard is noticed", async () => {
  const documents = Array.from({ length: 8000 }, (_, at) => at), M = 8192;
  const lists = new Map([["信息", some(documents, dice(1), 8)], ["公开", some(documents, dice(2), 8)]]);
  const more = [...new Set([...lists.get("信息"), 5, 6, 7])].sort((a, b) => a - b);
  const old = opened(lists, { documents, M }), anew = opened(new Map(lists).set("信息", more), { documents, M });
  old.made.companions.splice(0, Infinity, ...anew.made.companions);

  await assert.rejects(old.shard.find("公开").load(), { kind: "mixed" });
  await assert.rejects(old.shard.find("信息").load());
  assert.deepStrictEqual([...await anew.shard.find("公开").load()], lists.get("公开"));
});
