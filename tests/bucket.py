"""A bucket that can be spoken to: an S3 server of this process, on loopback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
import requests
from botocore.awsrequest import AWSResponse
from django.conf import settings
from django.core.files.storage import storages
from django.test import override_settings
from moto.server import ThreadedMotoServer

NAME = "masthead"


@dataclass
class Bucket:
    """`down` are the operations that the bucket refuses from now on, for example `{"GET"}`."""

    client: Any
    url: str
    down: set[str] = field(default_factory=set)

    def files(self) -> dict[str, bytes]:
        listed = self.client.list_objects_v2(Bucket=NAME).get("Contents", ())
        return {item["Key"]: self.client.get_object(Bucket=NAME, Key=item["Key"])["Body"].read() for item in listed}


@contextmanager
def bucket(patch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """The site's files lie in a bucket, which is empty."""
    patch.setenv("AWS_ACCESS_KEY_ID", "key")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    patch.setenv("AWS_MAX_ATTEMPTS", "1")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        requests.post(f"{url}/moto-api/reset", timeout=10)  # all servers of a process have the same buckets
        client = boto3.client("s3", endpoint_url=url, region_name="eu-central-1")
        client.create_bucket(Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        backends = {
            **settings.STORAGES,
            "default": {"BACKEND": "cms.media.s3.PrivateStorage"},
            "renditions": {"BACKEND": "cms.media.s3.RenditionStorage"},
        }
        found = Bucket(client, url)
        with override_settings(
            S3_BUCKET=NAME, S3_ENDPOINT_URL=url, S3_REGION="eu-central-1", S3_PUBLIC_URL=f"{url}/{NAME}/public", STORAGES=backends
        ):
            _refusing(found)
            yield found
    finally:
        server.stop()


def _refusing(bucket: Bucket) -> None:
    """Whoever asks for what is down gets what a bucket says whose policy has changed."""
    for alias in ("default", "renditions"):
        events = storages[alias].connection.meta.client.meta.events  # type: ignore[attr-defined]

        def refuse(request: Any, **_more: Any) -> Any:
            if request.method in bucket.down:
                return AWSResponse(request.url, 403, {}, _Nothing())
            return None

        events.register("before-send.s3", refuse)


class _Nothing:
    """The body of an answer without one."""

    def stream(self, *_sizes: Any, **_more: Any) -> Iterator[bytes]:
        yield b""

    def read(self, *_sizes: Any, **_more: Any) -> bytes:
        return b""
