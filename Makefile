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
setup: .venv/.ready gateway/web/node_modules/.ready ## create .venv and static/vendor from the locks / 按锁文件建立环境

.venv/.ready: locks/all.txt deploy/local/setup.sh $(wildcard services/*/pyproject.toml services/shared/*/pyproject.toml gateway/pyproject.toml deploy/local/pyproject.toml tests/load/pyproject.toml)
	@bash deploy/local/setup.sh

gateway/web/node_modules/.ready: gateway/web/package-lock.json gateway/web/vendor.sh | .venv/.ready
	@bash gateway/web/vendor.sh

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

.PHONY: reference
reference: setup ## write docs/reference and the published promises / 生成参考文档
	@python -m tenderhall_contracts.reference write

##@ Run · 运行
ROOT ?= .local/run
KILLS ?= 0
ENV ?= .env
FOR ?= demo
LOCAL = $(PY) -m tenderhall_local

.PHONY: run
run: setup ## the whole platform, then one procurement through it; stays up / 启动平台并完整演示一次
	@$(LOCAL) run --root $(ROOT)

.PHONY: up
up: setup ## the whole platform, without the procurement / 仅启动平台
	@$(LOCAL) up --root $(ROOT)

.PHONY: stop
stop: setup ## end exactly what was started / 停止
	@$(LOCAL) stop --root $(ROOT)

.PHONY: status
status: setup ## what runs / 运行状态
	@$(LOCAL) status --root $(ROOT)

.PHONY: demo
demo: setup ## months of three lots on a moved clock, with KILLS=10 under faults; .local/demo/report.json tells / 演示三个分包的全过程
	@$(LOCAL) demo --root $(ROOT) --kills $(KILLS)

.PHONY: audit
audit: setup ## verify every service's audit log; 1 where one does not hold / 核验全部审计链
	@$(PY) -m tenderhall_local.audit --root $(ROOT)

.PHONY: partner
partner: setup ## another platform's user on the bus: NAME=evaluation SCOPES="evaluation.ended …" / 外部平台的总线账号
	@$(PY) -m tenderhall_local.partner give $(NAME) $(SCOPES) --root $(ROOT)

.PHONY: compose-secrets
compose-secrets: setup ## make .env for docker compose, once (FOR=production ENV=file) / 生成容器部署的密钥
	@$(PY) -m tenderhall_local.containers.secrets $(ENV) --for $(FOR)

.PHONY: compose-demo
compose-demo: setup ## build the images, run the platform in containers, one procurement, then with three venues (root; Podman) / 容器演练
	@deploy/compose/rehearse.sh

.PHONY: box
box: ## prove run, run, demo, stop in a bare Debian container (root; podman, debootstrap) / 裸系统容器验证
	@deploy/local/box.sh

.PHONY: reset
reset: setup ## stop, and remove all data of `make run` / 停止并清除数据
	@$(LOCAL) reset --root $(ROOT)

.PHONY: infra
infra: setup ## only RabbitMQ, PostgreSQL, the S3 store, the test CA and tokens / 仅启动基础设施
	@$(LOCAL) infra up --root $(ROOT)

##@ Test · 测试
TEST_BASE ?= 19000
WORKERS ?= $(if $(T),0,3)
PARALLEL = $(if $(filter-out 0,$(WORKERS)),-n $(WORKERS) --dist loadscope --no-loadscope-reorder)

.PHONY: test
test: setup ## every test, against real parts of their own (T="path -k name" narrows) / 全部测试
	@$(LOCAL) infra up --for-tests --root .local/test --port-base $(TEST_BASE)
	@$(PY) -m tenderhall_press.fonts build .local/fonts
	@code=0; TENDERHALL_STACK=$(CURDIR)/.local/test/stack.json TENDERHALL_TEST_PORT_BASE=$(TEST_BASE) \
		pytest $(PARALLEL) $(T) || code=$$?; \
		for each in .local/test*; do $(LOCAL) stop --root $$each & done; wait; exit $$code

.PHONY: test-long
test-long: setup ## the tests that take minutes: random lots, faults (T="services/registry" narrows) / 耗时较长的测试
	@$(LOCAL) infra up --for-tests --root .local/test --port-base $(TEST_BASE)
	@$(PY) -m tenderhall_press.fonts build .local/fonts
	@code=0; TENDERHALL_STACK=$(CURDIR)/.local/test/stack.json TENDERHALL_TEST_PORT_BASE=$(TEST_BASE) \
		pytest -m long -rP $(T) || code=$$?; $(LOCAL) stop --root .local/test; exit $$code

.PHONY: screenshots
screenshots: ## take the pictures in docs/reference/pages/ anew / 重新生成页面截图
	@TENDERHALL_SCREENSHOTS=docs/reference/pages $(MAKE) test T="tests/pages"

.PHONY: golden
golden: setup ## write the golden files of the notices and their pictures anew / 重新生成公告比对文件与图片
	@$(PY) -m tenderhall_press.fonts build .local/fonts
	@TENDERHALL_GOLDEN=renew pytest services/notices/tests/integration/test_golden.py

.PHONY: resilience
resilience: setup ## procurements under random kill -9 (RESILIENCE_SEED=, RESILIENCE_ROUNDS=3) / 随机故障下的完整采购
	@$(LOCAL) infra up --root .local/test --port-base $(TEST_BASE)
	@code=0; TENDERHALL_STACK=$(CURDIR)/.local/test/stack.json pytest tests/resilience -m long -rP || code=$$?; \
		$(LOCAL) stop --root .local/test; exit $$code

##@ Measure · 测量
BENCH_ROOT ?= .local/bench
BENCH_BASE ?= 28000
BENCH = $(PY) -W ignore -m tenderhall_bench $(L) --root $(BENCH_ROOT) --port-base $(BENCH_BASE)

.PHONY: bench
bench: setup ## figures beside peers and limits (L="booking rpc" narrows); .local/bench/bench.json / 性能测量
	@$(BENCH)

.PHONY: bench-write
bench-write: setup ## as bench, and renew the figures in docs/reference/bench.md / 测量并更新文档
	@$(BENCH) --write
