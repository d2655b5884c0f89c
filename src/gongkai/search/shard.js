/* Which documents does a shard list for a key? docs/search-format.md, the sections on g/. Lists ascend. */
/**
 * @typedef {object} List what a shard knows of a key
 * @property {number} df how many documents
 * @property {number} floor from which number on `known` is complete; 0: altogether
 * @property {Int32Array} known the list, or the newest of it
 * @property {() => number} cost bytes of companions that `load` has to fetch, at most
 * @property {() => Promise<Int32Array>} load the list
 */
/**
 * @typedef {object} Shard
 * @property {(key: string) => List | null} find
 * @property {(text: string) => string} longest the longest key of three units or more that the text begins with, or ""
 */
/**
 * @typedef {object} Numbering
 * @property {Int32Array} documents the numbers in use
 * @property {number} end the first number that can be none
 */
(function (/** @type {any} */ root) {
  "use strict";
  const { parts } = root.gongkaiSearch;
  const FULL = 8192; // bytes of a companion
  const FAR = 3, SAME = 7; // codes

  /** FNV-1a of the first three units. @param {string} text */
  function hash(text) {
    let value = 0x811c9dc5;
    for (let i = 0; i < 2 * Math.min(3, text.length); i++) { value = Math.imul(value ^ byteOf(text, i), 0x01000193); }
    return value >>> 0;
  }

  /** @param {string} text @param {number} at */
  const byteOf = (text, at) => text.charCodeAt(at >> 1) >> 8 * (at & 1) & 255;

  /** The key of a folded paragraph. @param {string} text */
  function paragraphKey(text) {
    let crc = -1;
    for (let i = 0; i < 2 * text.length; i++) {
      crc ^= byteOf(text, i);
      for (let bit = 0; bit < 8; bit++) { crc = crc >>> 1 ^ 0xedb88320 & -(crc & 1); }
    }
    return "\u0002" + String.fromCharCode(~crc >>> 16, ~crc & 0xffff, text.length & 0xffff);
  }

  /** T, above which a key is hot. @param {number} documents */
  const hot = (documents) => Math.max(24, 1 << 31 - Math.clz32(documents) >> 9);

  /** @param {Int32Array} list @param {number} value the first place from which on none is less */
  function place(list, value) {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] < value) { low = middle + 1; } else { high = middle; }
    }
    return low;
  }

  /** @param {Int32Array} list @param {number} value */
  const has = (list, value) => list[place(list, value)] === value;

  /** What of a is in b, or is not. @param {Int32Array} a @param {Int32Array} b @param {boolean} [not] */
  const both = (a, b, not) => a.filter((value) => has(b, value) !== !!not);

  /** @param {Int32Array} a @param {Int32Array} b */
  function either(a, b) {
    const more = both(b, a, true);
    return more.length ? Int32Array.from([...a, ...more]).sort() : a;
  }

  /** @param {Uint8Array} bytes the key a file begins with */
  const keyOf = (bytes) => (bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3]) >>> 0;

  /** Reads one number after the other. @param {Uint8Array} bytes @param {number} at @param {number} end */
  function reader(bytes, at, end) {
    const self = {
      at: () => at,
      more: () => at < end,
      byte() {
        if (at >= end) { throw new Error("too short"); }
        return bytes[at++];
      },
      varint() {
        for (let value = 0, scale = 1; ; scale *= 128) {
          const byte = self.byte();
          value += byte % 128 * scale;
          if (byte < 128) { return value; }
        }
      },
    };
    return self;
  }

  /** A list from its payload; `shorter`: that of the key one unit shorter. @param {number} code @param {Uint8Array} bytes @param {Numbering} numbering @param {Int32Array | null} shorter */
  function decode(code, bytes, numbering, shorter) {
    /** @type {number[]} */ const found = [];
    if (code % 4 === 2) {
      bytes.forEach((byte, at) => {
        for (let bit = 0; bit < 8; bit++) { if (byte & 128 >> bit) { found.push(at * 8 + bit); } }
      });
    } else {
      for (let last = -1, read = reader(bytes, 0, bytes.length); read.more();) { found.push(last += 1 + read.varint()); }
    }
    if (found[found.length - 1] >= (shorter ? shorter.length : numbering.end)) { throw new Error("too great"); }
    const list = Int32Array.from(found, (one) => (shorter ? shorter[one] : one));
    return code % 4 === 1 ? both(shorter || numbering.documents, list, true) : list;
  }

  /** @param {Uint8Array} bytes inflated @param {Numbering} numbering @param {(at: number) => Promise<Uint8Array>} companion @returns {Shard} */
  function shard(bytes, numbering, companion) {
    /** @type {Map<string, {code: number, from: number, to: number, file: number, start: number}>} */ const records = new Map();
    /** @type {Map<string, List>} */ const lists = new Map();
    /** @type {number[]} */ const sizes = []; // of the companions
    /** @type {(Promise<Uint8Array> | null)[]} */ const files = [];
    const read = reader(bytes, 4, bytes.length);
    let key = "";
    for (let left = read.varint(); left; left--) {
      key = key.slice(0, read.byte());
      for (let units = read.byte(); units; units--) { key += String.fromCharCode(read.byte() | read.byte() << 8); }
      const header = read.varint();
      records.set(key, { code: header % 8, from: 0, to: Math.floor(header / 8), file: 0, start: 0 });
    }
    let at = read.at();
    records.forEach((record) => {
      record.from = at;
      record.to = at += record.to;
      if (record.code !== FAR) { return; }
      const size = Math.floor(far(record).header / 8);
      if (!(sizes[sizes.length - 1] + size <= FULL)) { sizes.push(0); }
      record.file = sizes.length - 1;
      record.start = sizes[record.file];
      sizes[record.file] += size;
    });
    if (at !== bytes.length) { throw new Error("another length"); }

    /** What stands here of a far list. @param {{from: number, to: number}} record */
    function far(record) {
      const inner = reader(bytes, record.from, record.to), df = inner.varint(), header = inner.varint(), newest = [inner.varint()];
      while (inner.more()) { newest.unshift(newest[0] - 1 - inner.varint()); }
      return { df, header, newest };
    }

    /** @param {number} file */
    function fetched(file) {
      const got = files[file] = files[file] || companion(file);
      got.catch(() => { files[file] = null; });
      return got;
    }

    /** @param {string} one @returns {List | null} */
    function find(one) {
      const record = records.get(one);
      if (!record) { return null; }
      if (!lists.has(one)) { lists.set(one, open(one, record)); }
      return lists.get(one) || null;
    }

    /** @param {string} one @param {any} record @returns {List} */
    function open(one, record) {
      const away = record.code === FAR && far(record), code = away ? away.header % 8 : record.code;
      const shorter = code > FAR ? find(one.slice(0, -1)) : null;
      if (code > FAR && !shorter) { throw new Error("no shorter key"); }
      if (shorter && code === SAME) { return shorter; }
      const known = away ? Int32Array.from(away.newest) : decode(code, bytes.subarray(record.from, record.to), numbering, shorter && shorter.known);
      /** @type {List} */ const list = {
        df: away ? away.df : known.length, floor: away && away.df > known.length ? known[0] : 0, known,
        cost: () => (list.floor ? (files[record.file] ? 0 : sizes[record.file]) + (shorter ? shorter.cost() : 0) : 0),
        async load() {
          if (away && list.floor) {
            const got = await Promise.all([fetched(record.file), shorter && shorter.load()]), start = 4 + record.start;
            list.known = decode(code, got[0].subarray(start, start + Math.floor(away.header / 8)), numbering, got[1]);
            // the shard may be older than its companion
            if (list.known.length !== list.df || away.newest.some((/** @type {number} */ one) => !has(list.known, one))) { throw Object.assign(new Error(one), { kind: "mixed" }); }
            list.floor = 0;
          }
          return list.known;
        },
      };
      return list;
    }

    return {
      find,
      longest: (text) => [6, 5, 4, 3].map((size) => text.slice(0, size)).find((one) => one.length > 2 && records.has(one)) || "",
    };
  }

  Object.assign(parts, { hash, hot, paragraphKey, has, both, either, keyOf, shard });
})(typeof globalThis === "object" ? globalThis : self);
