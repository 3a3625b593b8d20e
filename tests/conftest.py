"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from etl.pipeline import Pipeline

# How long an example takes is the machine's doing. All else is as Hypothesis has it, here or under CI=true.
settings.register_profile(
    "any machine", parent=settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The path of the Chromium or Chrome on this machine, or None."""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a browser test where there is no browser; fail it under CI=true, where there must be one."""
    if item.get_closest_marker("browser") is None or chromium() is not None:
        return
    reason = f"no Chromium on this machine (looked for {', '.join(_BROWSERS)}); apt-get install chromium"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The user's own cache stays as it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of the browser; only browser tests ask for it, and those run only where there is one."""
    path = chromium()
    assert path is not None
    return path


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    """The pipeline over the bundled tables, loaded once for all tests."""
    return Pipeline.load()


@pytest.fixture(scope="session")
def _storage() -> Iterator[Mapping[str, str]]:
    from storage import storage  # takes two seconds to import, so only where it is asked for

    with storage() as found:
        yield found


@pytest.fixture
def s3(_storage: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty bucket of S3-compatible storage on this machine, as "s3://bucket"; the environment leads to it."""
    from storage import make_bucket

    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in _storage.items():
        monkeypatch.setenv(name, value)
    bucket = f"coverage-{uuid4().hex[:12]}"
    make_bucket(bucket, _storage)
    return f"s3://{bucket}"
