"""A gateway that is connected to nothing: what it answers by itself."""

import pytest
from gateway.app import make
from gateway.settings import Settings
from starlette.testclient import TestClient

NOWHERE = Settings(
    env="test",
    amqp_uri="amqp://127.0.0.1:1",
    service_key=bytes(32),
    s3_endpoint="http://127.0.0.1:1",
    s3_public_endpoint="http://127.0.0.1:2",
    s3_access_key="key",
    s3_secret_key="secret",
    s3_bucket="bucket",
    max_body=2048,
    login_rate=3,
    subscribe_rate=3,
)


@pytest.fixture
def alone() -> TestClient:
    return TestClient(make(NOWHERE), raise_server_exceptions=False)
