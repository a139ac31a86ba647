"""分片 how a file of so many bytes lies in parts of one size; the last may be shorter."""


def count(size: int, part_size: int) -> int:
    """分片数."""
    return -(-size // part_size)


def length(size: int, part_size: int, number: int) -> int:
    """分片长度 bytes of the part of this number (from 1); 0 where there is none."""
    return max(0, min(part_size, size - (number - 1) * part_size))
