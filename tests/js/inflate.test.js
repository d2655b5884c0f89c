"use strict";
const assert = require("node:assert");
const { test } = require("node:test");
const zlib = require("node:zlib");
const { engine, dice } = require("./support.js");
const { inflate } = engine.parts;

/** Random bytes, few different ones, with repetitions. */
function bytes(roll, most) {
  const out = [];
  for (const size = roll(most); out.length < size;) {
    if (out.length && roll(4) === 0) {
      const from = roll(out.length);
      for (let n = roll(300), i = 0; i < n; i++) out.push(out[from + i]);
    } else {
      out.push(roll(1 + roll(256)));
    }
  }
  return Buffer.from(out);
}

test("what zlib deflates at any level and strategy comes back", () => {
  const roll = dice(1);
  for (let n = 0; n < 400; n++) {
    const data = bytes(roll, n % 40 ? 2000 : 90000), dictionary = roll(2) ? bytes(roll, 3000) : undefined;
    const packed = zlib.deflateRawSync(data, { level: roll(10), strategy: roll(5), memLevel: 1 + roll(9), dictionary });
    assert.deepStrictEqual(Buffer.from(inflate(packed, dictionary)), data);
  }
});

test("a dictionary is needed where one was used", () => {
  const dictionary = Buffer.from("政府信息公开工作年度报告");
  const packed = zlib.deflateRawSync(dictionary, { dictionary });
  assert.strictEqual(Buffer.from(inflate(packed, dictionary)).toString(), "政府信息公开工作年度报告");
  assert.throws(() => inflate(packed));
});

test("every cut, and bytes at the end, are told", () => {
  const packed = zlib.deflateRawSync(bytes(dice(2), 3000));
  for (let size = 0; size < packed.length; size++) assert.throws(() => inflate(packed.subarray(0, size)), /not DEFLATE/);
  assert.throws(() => inflate(Buffer.concat([packed, Buffer.from([0])])), /not DEFLATE/);
});

test("whatever bytes come, it ends, soon and with an Error or bytes", () => {
  const roll = dice(3);
  const start = process.hrtime.bigint();
  for (let n = 0; n < 4000; n++) {
    const packed = n % 2 ? zlib.deflateRawSync(bytes(roll, 500)) : Buffer.from(Array.from({ length: roll(200) }, () => roll(256)));
    if (packed.length) packed[roll(packed.length)] ^= 1 << roll(8);
    try {
      assert.ok(inflate(packed) instanceof Uint8Array);
    } catch (error) {
      assert.strictEqual(error.message, "not DEFLATE");
    }
  }
  assert.ok(process.hrtime.bigint() - start < 20e9);
});

test("a file that swells beyond all measure is refused", () => {
  assert.throws(() => inflate(zlib.deflateRawSync(Buffer.alloc(1 << 26))), /not DEFLATE/);
});
