"""测试入口 the fixtures of the kit, for the tests of every service."""

pytest_plugins = ["tenderhall_kit.testing"]
