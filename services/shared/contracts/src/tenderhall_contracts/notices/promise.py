"""notices' promise, which the modules beside this one fill."""

from tenderhall_contracts import archiving, audit, overriding
from tenderhall_contracts.core import Service

notices = Service("notices", "公告服务")
verify_audit, audit_head_published = audit.promise(notices)
rule_overridden = overriding.promise(notices)
archive_part = archiving.promise(notices)
