"""S3-compatible storage on this machine: moto's, kept to what S3 promises, in a process of its own.

Of its own because Delta Lake holds Python's lock while it waits for an answer.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def storage() -> Iterator[Mapping[str, str]]:
    """The environment by which any process finds the storage; it is gone with the block."""
    words = [sys.executable, str(Path(__file__).resolve())]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield {
            "AWS_ENDPOINT_URL": process.stdout.readline().strip(),
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-west-2",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }
        process.kill()


def make_bucket(name: str, found: Mapping[str, str]) -> None:
    """Make an empty bucket."""
    import boto3

    client = boto3.client(
        "s3",
        endpoint_url=found["AWS_ENDPOINT_URL"],
        region_name=found["AWS_REGION"],
        aws_access_key_id=found["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=found["AWS_SECRET_ACCESS_KEY"],
    )
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": found["AWS_REGION"]})


def _serve() -> None:
    """Say the address, and answer until standard input ends, as it does with the process that asked for us."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    # One request at a time: S3 looks whether an object exists and writes it in one step, moto in two.
    backend, lock = DomainDispatcherApplication(create_backend_app), threading.Lock()

    def one_by_one(environ: dict[str, Any], start: Any) -> list[bytes]:
        with lock:
            return list(backend(environ, start))

    class Quiet(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: object) -> None:
            """Say nothing."""

    server = make_server("127.0.0.1", 0, one_by_one, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _serve()
