import os
import sys
from pathlib import Path

import pytest

SAMPLE = str(Path(__file__).parent / "sample")
sys.path.insert(0, SAMPLE)
os.environ["PYTHONPATH"] = SAMPLE


@pytest.fixture(scope="module")
def fail_flag(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """While this file exists, the sample's handler fails on notes that start with "fail"."""
    return tmp_path_factory.mktemp("flags") / "fail"
