"""OCDS 开放采购数据 releases, records and packages (OCDS 1.1.5 with lots, domain §4.1)."""

from notices.ocds.package import record_package, release_package
from notices.ocds.release import release

__all__ = ["record_package", "release", "release_package"]
