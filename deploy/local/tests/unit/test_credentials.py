"""Secrets are made once, whoever asks first."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tenderhall_local.credentials import signing_seed


def test_threads_that_ask_at_once_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for number in range(50):
            asked = pool.map(lambda _, n=number: signing_seed(tmp_path, f"k{n}"), range(8))
            assert len(set(asked)) == 1
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
