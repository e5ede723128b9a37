"""Which partition a key belongs to: murmur2 as Kafka's own clients reckon it, over our count."""

from struct import Struct
from typing import Final

_SEED = 0x9747B28C
_M = 0x5BD1E995
_MASK = 0xFFFFFFFF
_WORDS: Final = Struct("<I")


def murmur2(data: bytes) -> int:
    """MurmurHash2 with Kafka's seed, as an unsigned 32-bit number."""
    h = (_SEED ^ len(data)) & _MASK
    whole = len(data) & ~3
    for (word,) in _WORDS.iter_unpack(data[:whole]):
        k = (word * _M) & _MASK
        k = ((k ^ (k >> 24)) * _M) & _MASK
        h = ((h * _M) & _MASK) ^ k
    if len(data) > whole:
        h = ((h ^ int.from_bytes(data[whole:], "little")) * _M) & _MASK
    h = ((h ^ (h >> 13)) * _M) & _MASK
    return h ^ (h >> 15)


def partition_of(key: bytes, count: int) -> int:
    """The partition of a key among the declared count, whatever the broker has."""
    return (murmur2(key) & 0x7FFFFFFF) % count
