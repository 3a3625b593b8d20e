"""Small files on S3-compatible storage, and what its errors mean.

Endpoint, region and credentials come from the environment, by the names that Delta Lake and Arrow share
(AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID ...; credentials also from ~/.aws and from the machine's role).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from deltalake.exceptions import DeltaError
from pyarrow import fs

from etl.location import Location, StorageError

# Whatever the environment says: a commit must be refused where another has taken its number.
OPTIONS: Mapping[str, str] = {"conditional_put": "etag", "aws_s3_allow_unsafe_rename": "false"}
SOON: Mapping[str, str] = {"max_retries": "4", "retry_timeout": "20s"}  # when to give up, for who only reads

_CREDENTIALS = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
# What an error says, and what that means and would cure it; the first that is found. `{bucket}` and `{endpoint}`.
_MEANINGS = (
    (r"NoSuchBucket|NO_SUCH_BUCKET", "there is no bucket {bucket} at {endpoint}; make it first, or mend the name"),
    (r"169\.254\.|MissingCredential|CredentialsNotLoaded|no credentials", f"no credentials; {_CREDENTIALS}"),
    (
        r"InvalidAccessKeyId|SignatureDoesNotMatch|INVALID_ACCESS_KEY_ID|SIGNATURE_DOES_NOT_MATCH|ExpiredToken",
        "{endpoint} does not accept the credentials; check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ),
    (
        r"AccessDenied|ACCESS_DENIED|403|Forbidden|Unauthorized|401",
        f"access to the bucket {{bucket}} is refused; {_CREDENTIALS} of someone who may list, read and write it",
    ),
    (
        r"PermanentRedirect|AuthorizationHeaderMalformed|redirect|HTTP status 301|wrong region",
        "the bucket {bucket} lies in another region; set AWS_REGION to it",
    ),
    (
        r"NETWORK_CONNECTION|error sending request|[Tt]imed? ?out|REQUEST_TIMEOUT|dns error|[Cc]onnect",
        "{endpoint} cannot be reached; check AWS_ENDPOINT_URL and the network",
    ),
    (r"NotImplemented", "{endpoint} has no conditional writes (If-None-Match), without which two writers would mix"),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A small file, and when it was written by the clock of the storage."""

    name: str
    written: float  # seconds


def reach(location: Location) -> None:
    """Nothing, once the bucket has answered. Raises StorageError."""
    endpoint = endpoint_of(location)
    with told(location):
        _reach(_bucket(location), endpoint, _region())


def endpoint_of(location: Location) -> str | None:
    """The address of the storage, or None for Amazon's own. Raises StorageError for one that cannot be meant."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if endpoint and not re.match(r"https?://[^/\s]+", endpoint):
        raise StorageError(f"{location}: AWS_ENDPOINT_URL is {endpoint!r}; write it as https://host:port")
    if endpoint and endpoint.startswith("http://") and os.environ.get("AWS_ALLOW_HTTP", "").lower() not in _YES:
        raise StorageError(
            f"{location}: AWS_ENDPOINT_URL is not encrypted ({endpoint}); set AWS_ALLOW_HTTP=true if it may be so"
        )
    return endpoint


def beside(location: Location, name: str) -> bytes | None:
    """What a file beside the tables holds, in a folder or on S3, or None where there is none. Raises StorageError."""
    if location.folder is None:
        return read(location, name)
    path = location.folder / name
    return path.read_bytes() if path.is_file() else None


def read(location: Location, name: str) -> bytes | None:
    """What a file on S3 holds, or None where there is none. Raises StorageError."""
    system, base = _system(location)
    with told(location):
        try:
            with system.open_input_stream(f"{base}/{name}") as stream:
                return bytes(stream.read())
        except FileNotFoundError:
            return None


def write(location: Location, name: str, data: bytes) -> None:
    """Put a file beside the tables, in place of any of that name. Raises StorageError."""
    system, base = _system(location)
    with told(location), system.open_output_stream(f"{base}/{name}") as stream:
        stream.write(data)


def delete(location: Location, name: str) -> None:
    """Take a file away. Raises StorageError, and FileNotFoundError where there is none."""
    system, base = _system(location)
    with told(location):
        system.delete_file(f"{base}/{name}")


def files(location: Location, folder: str) -> list[Held]:
    """The files of a folder beside the tables. Raises StorageError."""
    system, base = _system(location)
    with told(location):
        found = system.get_file_info(fs.FileSelector(f"{base}/{folder}", allow_not_found=True))
    return [Held(info.base_name, info.mtime_ns / 1e9) for info in found if info.type == fs.FileType.File]


def tables(location: Location) -> fs.FileSystem:
    """The files of a place as Arrow reads them by itself, patiently. Raises StorageError."""
    return fs.SubTreeFileSystem(location.uri.removeprefix("s3://"), _make(endpoint_of(location), _region(), 10))


@contextmanager
def told(location: Location) -> Iterator[None]:
    """What goes wrong with the storage inside the block as one line that names the cure. Raises StorageError."""
    try:
        yield
    except (OSError, DeltaError) as error:
        of_storage = location.folder is None and re.search(r"AWS Error|S3 error|AWS error|object.?store", str(error))
        if isinstance(error, StorageError) or not of_storage:
            raise
        raise StorageError(f"{location}: {_meaning(location, str(error))}") from error


_YES = ("true", "1", "yes", "on")


def _meaning(location: Location, said: str) -> str:
    endpoint, bucket = endpoint_of(location) or "Amazon S3", _bucket(location)
    for pattern, meaning in _MEANINGS:
        if re.search(pattern, said):
            return meaning.format(endpoint=endpoint, bucket=bucket)
    plain = " ".join(re.sub(r"\x1b\[\d*m|[^\x20-\x7e]+", " ", said).split())
    return f"{endpoint} has failed: {plain[:300]}"


@lru_cache(maxsize=16)
def _reach(bucket: str, endpoint: str | None, region: str | None) -> None:
    """Ask for the bucket; kept where it has answered, so that a process asks once."""
    if _make(endpoint, region).get_file_info(bucket).type == fs.FileType.NotFound:
        raise OSError("AWS Error NO_SUCH_BUCKET")


def _system(location: Location) -> tuple[fs.S3FileSystem, str]:
    return _make(endpoint_of(location), _region()), location.uri.removeprefix("s3://")


def _region() -> str | None:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")


def _bucket(location: Location) -> str:
    return location.uri.split("/")[2]


@lru_cache(maxsize=16)
def _make(endpoint: str | None, region: str | None, attempts: int = 3) -> fs.S3FileSystem:
    """The storage as Arrow sees it."""
    return fs.S3FileSystem(
        endpoint_override=endpoint,
        region=region,
        allow_delayed_open=True,  # a small file is then one request, whole or not there
        connect_timeout=5,
        request_timeout=20,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=attempts),
    )
