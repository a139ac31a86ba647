"""venue's promise, which the modules beside this one fill."""

from tenderhall_contracts import archiving, audit
from tenderhall_contracts.core import Service

venue = Service("venue", "场地服务")
verify_audit, audit_head_published = audit.promise(venue)
archive_part = archiving.promise(venue)
