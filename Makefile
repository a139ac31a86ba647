# Tenderhall · 交易大厅. `make help` prints this list.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PY := .venv/bin/python
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help
help: ## print this list / 打印本说明
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Set up · 准备
.PHONY: setup
setup: .venv/.ready ## create .venv from the hashed locks / 按锁文件建立环境

.venv/.ready: locks/all.txt deploy/local/setup.sh $(wildcard services/*/pyproject.toml services/shared/*/pyproject.toml gateway/pyproject.toml deploy/local/pyproject.toml)
	@bash deploy/local/setup.sh

.PHONY: lock
lock: setup ## resolve dependencies again / 重新锁定依赖
	@locks/compile.sh

##@ Check · 检查
.PHONY: check
check: setup ## static checks: style, types, import rules, locks / 静态检查
	@bash .ci/check

.PHONY: fmt
fmt: setup ## format and mend what can be mended / 格式化
	@ruff format . && ruff check --fix .

##@ Run · 运行
ROOT ?= .local/run
.PHONY: infra
infra: setup ## start only RabbitMQ, PostgreSQL, the S3 store, the test CA and tokens / 仅启动基础设施
	@$(PY) -m tenderhall_local infra up --root $(ROOT)

.PHONY: stop
stop: setup ## stop all that `make run` or `make infra` started / 停止
	@$(PY) -m tenderhall_local infra down --root $(ROOT)

.PHONY: status
status: setup ## what runs / 运行状态
	@$(PY) -m tenderhall_local infra status --root $(ROOT)
