"""编号 project and lot numbers (domain §3); the counter itself is a row of the database."""

from collections.abc import Mapping

from tenderhall_contracts.vocab import Method

LETTERS: Mapping[Method, str] = {
    Method.OPEN: "G",
    Method.INVITED: "Y",
    Method.NEGOTIATION: "T",
    Method.CONSULTATION: "C",
    Method.INQUIRY: "X",
    Method.SINGLE_SOURCE: "D",
    Method.FRAMEWORK: "K",
    Method.INNOVATION: "H",
}


def series(year: int, method: Method | None) -> str:
    """编号序列 what the counter counts in; a draft without a method is taken for 公开招标."""
    return f"HYZC-{year:04d}-{LETTERS[method or Method.OPEN]}"


def project_no(counted_in: str, count: int) -> str:
    """项目编号 four digits, and more when they are needed."""
    return f"{counted_in}-{count:04d}"


def lot_no(project: str, position: int, tender_round: int = 1) -> str:
    """分包编号 two digits, and more when they are needed; a re-tender tells its round."""
    suffix = f"-R{tender_round}" if tender_round > 1 else ""
    return f"{project}-{position:02d}{suffix}"
