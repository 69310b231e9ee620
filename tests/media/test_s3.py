"""The storages for a bucket, as far as they can be tried without one."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import ANY, Stubber
from django.conf import LazySettings
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile

from cms.media.s3 import PrivateStorage, RenditionStorage


@pytest.fixture(autouse=True)
def _bucket(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.S3_BUCKET, settings.S3_REGION, settings.S3_PUBLIC_URL = "masthead", "eu-central-1", "https://cdn.example.org"
    settings.S3_ENDPOINT_URL = "http://127.0.0.1:9"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


@pytest.fixture
def renditions() -> RenditionStorage:
    return RenditionStorage()


@pytest.fixture
def bucket(renditions: RenditionStorage) -> Iterator[Stubber]:
    with Stubber(renditions.connection.meta.client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def key(name: str, **more: Any) -> dict[str, Any]:
    return {"Bucket": "masthead", "Key": name, **more}


def test_public_renditions_have_the_public_url_and_private_ones_a_door(renditions: RenditionStorage) -> None:
    assert renditions.url("images/3f/a b.webp") == "https://cdn.example.org/images/3f/a%20b.webp"
    assert renditions.url("private/images/3f/x.webp") == "/media/private/images/3f/x.webp"


def test_originals_have_no_url() -> None:
    with pytest.raises(NotImplementedError):
        PrivateStorage().url("originals/x.jpg")


def test_a_file_lies_below_its_prefix_with_its_type(renditions: RenditionStorage, bucket: Stubber) -> None:
    bucket.add_client_error("head_object", http_status_code=404, expected_params=key("public/images/x.avif"))
    stored = {"ContentType": "image/avif", "CacheControl": "public, max-age=31536000, immutable", "Body": ANY}
    bucket.add_response("put_object", {}, key("public/images/x.avif", **stored, ChecksumAlgorithm=ANY))

    assert renditions.save("images/x.avif", ContentFile(b"bytes")) == "images/x.avif"


def test_becoming_private_copies_and_deletes(renditions: RenditionStorage, bucket: Stubber) -> None:
    source = {"Bucket": "masthead", "Key": "public/images/x.webp"}
    stored = {"MetadataDirective": "REPLACE", "ContentType": "image/webp", "CacheControl": "private, no-store"}
    bucket.add_response("copy_object", {}, key("private/renditions/images/x.webp", CopySource=source, **stored))
    bucket.add_response("delete_object", {}, key("public/images/x.webp"))

    renditions.move("images/x.webp", "private/images/x.webp")


def test_moving_what_is_not_there_says_so(renditions: RenditionStorage, bucket: Stubber) -> None:
    bucket.add_client_error("copy_object", "NoSuchKey", http_status_code=404)

    with pytest.raises(FileNotFoundError):
        renditions.move("images/x.webp", "private/images/x.webp")


def test_no_name_leaves_the_prefix(renditions: RenditionStorage) -> None:
    with pytest.raises(SuspiciousOperation):
        renditions.size("../../other")
    with pytest.raises(SuspiciousOperation):
        PrivateStorage().size("../public/x")
