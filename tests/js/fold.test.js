// What the search takes for the same, in JavaScript by itself: `node tests/js/fold.test.js`.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const search = path.join(__dirname, "../../src/gongkai/search");
const cases = JSON.parse(fs.readFileSync(path.join(__dirname, "../search/fold.json"), "utf8"));
require(path.join(search, "fold.js"));
const own = globalThis.gongkaiSearch.parts;

const lines = fs.readFileSync(path.join(search, "variants.txt"), "utf8").split("\n").filter((line) => /^[^#]/.test(line));

// The columns as variants.bin has them, in whatever order the pairs come.
function columns(pairs) {
  const bytes = new Uint8Array(4 * pairs.length);
  pairs.forEach((pair, i) => [0, 1].forEach((side) => {
    const less = i ? pairs[i - 1].charCodeAt(side) : 0;
    const more = (pair.charCodeAt(side) - less + 65536) % 65536;
    bytes[side * pairs.length + i] = Math.floor(more / 256);
    bytes[(side + 2) * pairs.length + i] = more % 256;
  }));
  return bytes;
}

test("before the table is there, all but radicals and traditional characters is folded", () => {
  assert.strictEqual(own.fold("　⺠政 ＡB 國 １"), "⺠政ab國1");
});

test("the table may be short, empty or in any order", () => {
  own.setVariants(columns(["門门", "⺠民", "龜龟"]));
  assert.strictEqual(own.fold("⺠門龜國"), "民门龟國");
  own.setVariants(new Uint8Array(0));
  assert.strictEqual(own.fold("⺠門龜國"), "⺠門龜國");
});

test("every case folds as the file says", () => {
  own.setVariants(columns(lines));
  assert.ok(cases.length >= 80);
  for (const { in: text, out, why } of cases) assert.strictEqual(own.fold(text), out, why);
});

test("above plane 1 there is nothing to fold but compatibility ideographs", () => {
  for (let start = 0x20000; start < 0x110000; start += 0x800) {
    const block = String.fromCodePoint(...Array.from({ length: 0x800 }, (_, i) => start + i));
    if (start === 0x2f800) assert.strictEqual(own.fold(block).slice(0, 5), "丽丸乁\u{20122}");
    else assert.strictEqual(own.fold(block), block);
  }
});

test("a long text costs no more than its length", () => {
  own.setVariants(columns(lines));
  const start = Date.now();
  assert.strictEqual(own.fold("a" + " ".repeat(400000) + "b"), "a b");
  assert.strictEqual(own.fold("政 府".repeat(100000)), "政府".repeat(100000));
  assert.strictEqual(own.fold("e\u0301".repeat(100000)), "é".repeat(100000));
  assert.ok(Date.now() - start < 5000);
});
