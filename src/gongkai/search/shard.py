"""How are the lists of a shard written and read? docs/search-format.md, sections on `g/`."""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]  # ascending
Coded = tuple[int, bytes]  # code and payload of a list

FAR, PIECE, NEWEST = 192, 8192, 10
LEAD = 4  # bytes of the key that begins a file
GAPS, MISSING, BITMAP, AFAR, OF_SHORTER, SAME = 0, 1, 2, 3, 4, 7
RANKED_FROM = 4  # units: lists of keys this long may be coded by ranks in the list of the key one unit shorter
MAX_GRAM = 6
CODING = (1, FAR, PIECE, NEWEST, RANKED_FROM, MAX_GRAM)  # the first is raised when lists are coded otherwise
NAME, PARAGRAPH, TITLE = "\x01", "\x02", "\x03"  # the first unit of keys that are no grams
_FEW = 256  # numbers up to which a loop is quicker than numpy
FNV, PRIME = 2166136261, 16777619


class Packed(NamedTuple):
    """The files of one shard: its bytes, and those of its companions in order."""

    shard: bytes
    companions: tuple[bytes, ...]


class Counts(NamedTuple):
    """What the coding of a list depends on beside the list."""

    key: int
    rounded: int  # M
    numbers: Numbers  # of all documents, ascending


def text_of(key: str) -> str:
    """A key without its control unit.

    >>> text_of(NAME + "后河镇"), text_of("后河")
    ('后河镇', '后河')
    """
    return key[1:] if key[0] in {NAME, PARAGRAPH, TITLE} else key


_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def units(text: str) -> str:
    """A text with a character for each of its UTF-16 units: pairs of surrogates come apart.

    >>> len(units("𠮷")), units("吉")
    (2, '吉')
    """
    if not _ASTRAL.search(text):
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data)))


def fnv(units: str) -> int:
    """FNV-1a-32 of the units' bytes, little end first."""
    value = FNV
    for byte in units.encode("utf-16-le", "surrogatepass"):
        value = (value ^ byte) * PRIME & 0xFFFFFFFF
    return value


def shard_of(key: str, shards: int) -> int:
    """In which of so many shards a key stands."""
    return _root(text_of(key)[:3]) & shards - 1


_root = lru_cache(1 << 16)(fnv)  # titles and names begin with the same units again and again


def is_ranked(key: str) -> bool:
    """Whether the list of a key may be coded by ranks in that of the key one unit shorter."""
    return len(key) >= RANKED_FROM and key[0] > TITLE


@lru_cache(1 << 14)
def varint(number: int) -> bytes:
    """Unsigned LEB128.

    >>> varint(300).hex()
    'ac02'
    """
    out = bytearray()
    while number > 127:  # noqa: PLR2004 - seven bits a byte
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def gaps(numbers: Numbers) -> bytes:
    """Ascending numbers as gaps, each less one.

    >>> gaps(np.array([0, 1, 300])).hex()
    '0000aa02'
    """
    if len(numbers) > _FEW:
        return varints(np.diff(numbers, prepend=-1) - 1)[0].tobytes()
    return b"".join([varint(number - before - 1) for before, number in pairwise([-1, *numbers.tolist()])])


def varints(values: Numbers) -> tuple[NDArray[np.uint8], Numbers]:
    """Numbers below 2^28 as varints one after the other, and where each begins; the end stands last."""
    sizes = 1 + (values > 0x7F).astype(np.int64) + (values > 0x3FFF) + (values > 0x1FFFFF)  # noqa: PLR2004 - 7, 14, 21 bits
    bounds = np.concatenate(([0], np.cumsum(sizes)))
    out = np.empty(bounds[-1], np.uint8)
    for byte in range(4):
        longer = np.flatnonzero(sizes > byte)
        more = (sizes[longer] > byte + 1).astype(np.uint8) << 7
        out[bounds[longer] + byte] = (values[longer] >> 7 * byte & 127).astype(np.uint8) | more
    return out, bounds


def apart(numbers: Numbers, bounds: Numbers, limit: int) -> Iterator[tuple[Numbers, Coded | None]]:
    """Lists that stand one after the other, each alone, and coded as gaps if it has an eighth of `limit` or less."""
    counts, starts = np.diff(bounds), bounds[:-1]
    few = 8 * counts <= limit
    steps = np.diff(numbers, prepend=-1) - 1
    steps[starts] = numbers[starts]
    written, ends = varints(steps[np.repeat(few, counts)])
    gaps, cuts = written.tobytes(), ends[np.append(0, np.cumsum(np.where(few, counts, 0)))].tolist()
    edges = bounds.tolist()
    for at, short in enumerate(few.tolist()):
        yield numbers[edges[at] : edges[at + 1]], (GAPS, gaps[cuts[at] : cuts[at + 1]]) if short else None


def bitmap(numbers: Numbers) -> bytes:
    """Ascending numbers as bits, high bit first, without zero bytes at the end.

    >>> bitmap(np.array([0, 9])).hex()
    '8040'
    """
    bits = np.zeros(int(numbers[-1]) + 1, np.uint8)
    bits[numbers] = 1
    return np.packbits(bits).tobytes()


def coded(numbers: Numbers, whole: Numbers, limit: int) -> Coded:
    """Code and bytes of a list, a part of `whole`; `limit` is the count that the choice is measured by."""
    if 8 * len(numbers) <= limit:
        return GAPS, gaps(numbers)
    if 8 * (len(whole) - len(numbers)) <= limit:
        return MISSING, gaps(_without(whole, numbers))
    return BITMAP, bitmap(numbers)


def _without(whole: Numbers, numbers: Numbers) -> Numbers:
    """What of an ascending list is not in a part of it."""
    left = np.ones(len(whole), bool)
    left[np.searchsorted(whole, numbers)] = False
    return whole[left]


def pack(lists: Mapping[str, Numbers], counts: Counts, ready: Mapping[str, Coded] | None = None) -> Packed:
    """The files of a shard from its lists; those in `ready` are coded already."""
    ready = ready or {}
    head, payloads, companions = bytearray(), [], [bytearray()]
    far: set[str] = set()
    before = ""
    for key in sorted(lists):
        code, payload = ready.get(key) or _coded_in(lists, key, counts)
        if code == SAME:
            if key[:-1] in far:
                far.add(key)
        elif len(payload) > FAR or (code >= OF_SHORTER and key[:-1] in far):
            far.add(key)
            if companions[-1] and len(companions[-1]) + len(payload) > PIECE:
                companions.append(bytearray())
            companions[-1] += payload
            code, payload = AFAR, _far(lists[key], len(payload) << 3 | code)
        shared = _shared(before, key)
        rest = key[shared:]
        head += bytes((shared, len(rest))) + rest.encode("utf-16-le", "surrogatepass")
        head += varint(len(payload) << 3 | code)
        payloads.append(payload)
        before = key
    lead = counts.key.to_bytes(LEAD, "big")
    return Packed(
        deflated(lead + varint(len(lists)) + bytes(head) + b"".join(payloads)),
        tuple(deflated(lead + bytes(one)) for one in companions if one),
    )


def _coded_in(lists: Mapping[str, Numbers], key: str, counts: Counts) -> Coded:
    """How the list of a key is coded among the others of its shard."""
    numbers = lists[key]
    if not is_ranked(key):
        return coded(numbers, counts.numbers, counts.rounded)
    shorter = lists[key[:-1]]
    if len(shorter) == len(numbers):
        return SAME, b""
    if 2 * len(shorter) > len(counts.numbers):  # ranks would save little, and cost the longer list
        return coded(numbers, counts.numbers, counts.rounded)
    code, payload = coded(np.searchsorted(shorter, numbers), np.arange(len(shorter)), len(shorter))
    return OF_SHORTER + code, payload


def _far(numbers: Numbers, header: int) -> bytes:
    newest = numbers[-NEWEST:][::-1].tolist()
    out = varint(len(numbers)) + varint(header) + varint(newest[0])
    return out + b"".join(varint(last - this - 1) for last, this in pairwise(newest))


def _shared(one: str, other: str) -> int:
    at = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        at += 1
    return at


def deflated(data: bytes, dictionary: bytes = b"") -> bytes:
    """Raw DEFLATE, level 9."""
    coder = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, *((dictionary,) if dictionary else ()))
    return coder.compress(data) + coder.flush()


def inflated(data: bytes, dictionary: bytes = b"") -> bytes:
    """What `deflated` was given; ValueError if it is something else."""
    coder = zlib.decompressobj(-15, *((dictionary,) if dictionary else ()))
    try:
        whole = coder.decompress(data)
    except zlib.error as fault:
        raise ValueError(str(fault)) from fault
    if not coder.eof or coder.unused_data:
        raise ValueError("bytes are left over, or missing")
    return whole


@dataclass(slots=True)
class _Bytes:
    data: bytes
    at: int = 0

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:  # noqa: PLR2004
                return value
            shift += 7

    def take(self, length: int) -> bytes:
        """So many bytes."""
        self.at += length
        return self.data[self.at - length : self.at]


class Opened(Mapping[str, Numbers]):
    """The lists of a shard, read when asked for; ValueError if it is damaged or of another numbering."""

    def __init__(self, packed: Packed, counts: Counts) -> None:
        self._counts, self._companions = counts, packed.companions
        self._read: dict[str, Numbers] = {}
        self._records: dict[str, Coded] = {}
        reader = _opened(packed.shard, counts)
        try:
            self._read_directory(reader)
        except (IndexError, struct.error) as fault:
            raise ValueError("the directory is damaged") from fault
        if reader.at != len(reader.data):
            raise ValueError("bytes are left over, or missing")
        self._distant: dict[str, Coded] | None = None

    def _read_directory(self, reader: "_Bytes") -> None:
        headers = []
        key = ""
        for _ in range(reader.varint()):
            shared, rest = reader.data[reader.at], reader.data[reader.at + 1]
            key = key[:shared] + "".join(map(chr, struct.unpack_from(f"<{rest}H", reader.data, reader.at + 2)))
            reader.at += 2 + 2 * rest
            headers.append((key, reader.varint()))
        for one, header in headers:
            self._records[one] = header & 7, reader.take(header >> 3)

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __contains__(self, key: object) -> bool:
        return key in self._records

    def __getitem__(self, key: str) -> Numbers:
        if key not in self._read:
            code, payload = self.coded(key)
            if code == SAME:
                self._read[key] = self[key[:-1]]
            elif code >= OF_SHORTER:
                shorter = self[key[:-1]]
                self._read[key] = shorter[_numbers(code - OF_SHORTER, payload, np.arange(len(shorter)))]
            else:
                self._read[key] = _numbers(code, payload, self._counts.numbers)
        return self._read[key]

    def coded(self, key: str) -> Coded:
        """How the list of a key is coded, wherever it stands."""
        code, payload = self._records[key]
        if code != AFAR:
            return code, payload
        if self._distant is None:
            self._distant = self._read_companions()
        return self._distant[key]

    def _read_companions(self) -> dict[str, Coded]:
        found: dict[str, Coded] = {}
        files = iter(self._companions)
        reader = None
        for key, (code, payload) in self._records.items():
            if code == AFAR:
                inner = _Bytes(payload)
                inner.varint()
                header = inner.varint()
                length = header >> 3
                if reader is None or (reader.at > LEAD and reader.at - LEAD + length > PIECE):
                    reader = _opened(next(files), self._counts)
                found[key] = header & 7, reader.take(length)
        return found


def _opened(data: bytes, counts: Counts) -> _Bytes:
    reader = _Bytes(inflated(data))
    if reader.take(LEAD) != counts.key.to_bytes(LEAD, "big"):
        raise ValueError("another numbering")
    return reader


def _numbers(code: int, payload: bytes, whole: Numbers) -> Numbers:
    """The numbers of a list by its code and bytes."""
    data = np.frombuffer(payload, np.uint8)
    if code == BITMAP:
        return np.flatnonzero(np.unpackbits(data))
    last = data < 128  # noqa: PLR2004 - the byte with which a varint ends
    which: Numbers = np.cumsum(last) - last
    starts = np.flatnonzero(np.concatenate(([True], last[:-1]))) if len(data) else np.zeros(0, np.int64)
    place = np.arange(len(data)) - starts[which]
    values = np.bincount(which, (data & 127).astype(np.int64) << 7 * place, len(starts)).astype(np.int64)
    numbers = np.cumsum(values + 1) - 1
    return numbers if code == GAPS else _without(whole, numbers)
