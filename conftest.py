"""测试入口 the fixtures of the kit, for the tests of every service."""

# pytest names test modules by their path; it must meet the package before the folder of that name.
import gateway  # noqa: F401

pytest_plugins = ["tenderhall_kit.testing"]
