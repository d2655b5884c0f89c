/* What was deflated? Raw DEFLATE (RFC 1951), with a preset dictionary or without. */
(function (/** @type {any} */ root) {
  "use strict";
  /** @type {any} */ const own = root.gongkaiSearch = root.gongkaiSearch || {};
  own.parts = own.parts || {};

  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const MOST = 1 << 25; // bytes that a file of ours never has

  /** @param {boolean} fine */
  function must(fine) {
    if (!fine) { throw new Error("not DEFLATE"); }
  }

  /** By the next bits, symbol << 4 | length of its code; 0 where there is none. @param {Uint8Array} lengths */
  function codes(lengths) {
    const most = Math.max(1, ...lengths), out = new Uint16Array(1 << most);
    for (let n = 1, code = 0; n <= most; n++, code <<= 1) {
      lengths.forEach((length, symbol) => {
        if (length !== n) { return; }
        must(code < 1 << n);
        let bits = 0;
        for (let i = 0; i < n; i++) { bits = bits << 1 | code >> i & 1; }
        for (; bits < out.length; bits += 1 << n) { out[bits] = symbol << 4 | n; }
        code++;
      });
    }
    return out;
  }

  /** What the bytes hold; an Error if they are not DEFLATE to their very end. @param {Uint8Array} bytes @param {Uint8Array} [dictionary] */
  function inflate(bytes, dictionary) {
    const start = dictionary ? dictionary.length : 0;
    let out = new Uint8Array(start + 4 * bytes.length + 512), to = start, at = 0, hold = 0, held = 0;
    if (dictionary) { out.set(dictionary); }

    /** @param {number} count of bits to have; past the end they are 0 */
    function fill(count) {
      for (; held < count; held += 8) { hold |= bytes[at++] << held; }
    }
    /** @param {number} count */
    function drop(count) {
      hold >>>= count;
      held -= count;
      must(at - (held >> 3) <= bytes.length);
    }
    /** @param {number} count */
    function take(count) {
      fill(count);
      const value = hold & (1 << count) - 1;
      drop(count);
      return value;
    }
    /** @param {Uint16Array} code */
    function symbol(code) {
      fill(15);
      const found = code[hold & code.length - 1];
      must(found > 0);
      drop(found & 15);
      return found >> 4;
    }
    /** @param {number} more bytes to come */
    function room(more) {
      if (to + more <= out.length) { return; }
      must(to + more < MOST);
      const wider = new Uint8Array(2 * (to + more));
      wider.set(out);
      out = wider;
    }
    /** @returns {Uint16Array[]} */
    function read() {
      const literals = take(5) + 257, all = new Uint8Array(literals + take(5) + 1), lengths = new Uint8Array(19);
      for (let i = 0, count = take(4) + 4; i < count; i++) { lengths[ORDER[i]] = take(3); }
      const code = codes(lengths);
      for (let i = 0; i < all.length;) {
        const s = symbol(code), value = s < 16 ? s : s > 16 ? 0 : all[i - 1];
        const end = i + (s < 16 ? 1 : s < 17 ? 3 + take(2) : s < 18 ? 3 + take(3) : 11 + take(7));
        must(end <= all.length && (s !== 16 || i > 0));
        i = all.fill(value, i, end) && end;
      }
      return [codes(all.subarray(0, literals)), codes(all.subarray(literals))];
    }
    function plain() {
      at -= held >> 3;
      hold = held = 0;
      const size = bytes[at] | bytes[at + 1] << 8;
      must((bytes[at + 2] | bytes[at + 3] << 8) === (size ^ 0xffff) && at + 4 + size <= bytes.length);
      room(size);
      out.set(bytes.subarray(at += 4, at += size), to);
      to += size;
    }
    /** @param {Uint16Array[]} pair */
    function block([literal, distance]) {
      for (let s = 0; (s = symbol(literal)) !== 256;) {
        if (s < 256) {
          room(1);
          out[to++] = s;
          continue;
        }
        s -= 257;
        const more = s < 8 || s > 27 ? 0 : (s >> 2) - 1;
        const size = 3 + (s < 8 ? s : s > 27 ? 255 : 4 + s % 4 << more) + take(more);
        const d = symbol(distance), far = d < 2 ? 0 : (d >> 1) - 1;
        let from = to - 1 - (d < 2 ? d : 2 + d % 2 << far) - take(far);
        must(s < 29 && d < 30 && from >= 0);
        room(size);
        for (const end = to + size; to < end;) { out[to++] = out[from++]; }
      }
    }

    for (let last = 0; !last;) {
      last = take(1);
      const kind = take(2);
      must(kind < 3);
      if (kind) { block(kind > 1 ? read() : FIXED); } else { plain(); }
    }
    must(at - (held >> 3) === bytes.length);
    return out.slice(start, to);
  }

  const FIXED = [codes(Uint8Array.from({ length: 288 }, (_, s) => (s < 144 ? 8 : s < 256 ? 9 : s < 280 ? 7 : 8))), codes(new Uint8Array(30).fill(5))];
  own.parts.inflate = inflate;
})(typeof globalThis === "object" ? globalThis : self);
