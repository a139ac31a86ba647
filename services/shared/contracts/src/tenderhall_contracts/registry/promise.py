"""registry's promise, which the modules beside this one fill."""

from tenderhall_contracts import archiving, audit
from tenderhall_contracts.core import Service

registry = Service("registry", "登记服务")
verify_audit, audit_head_published = audit.promise(registry)
archive_part = archiving.promise(registry)
