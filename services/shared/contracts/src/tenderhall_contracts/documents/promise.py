"""documents' promise, which the modules beside this one fill."""

from tenderhall_contracts import archiving, audit, overriding
from tenderhall_contracts.core import Service

documents = Service("documents", "文件服务")
verify_audit, audit_head_published = audit.promise(documents)
rule_overridden = overriding.promise(documents)
archive_part = archiving.promise(documents)
