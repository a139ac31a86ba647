"""registry's promise, which the modules beside this one fill."""

from tenderhall_contracts.core import Service

registry = Service("registry", "登记服务")
