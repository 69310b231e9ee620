"""The same two storages as `cms.media.storage`, in a bucket.

Everything private lies below `private/`, public renditions below `public/`. Only `public/` may be readable by the world: the
bucket's policy (or the CDN in front) says so, and `S3_PUBLIC_URL` is where that prefix is served. Files get no ACL.
Credentials come from the usual AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from the machine's role.
"""

from pathlib import PurePosixPath
from typing import Any

from botocore.exceptions import ClientError
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import safe_join

from cms.media.storage import PRIVATE_PREFIX, RENDITION_TYPES, private_url

#: Public file names contain a hash: what is at a name never changes.
IMMUTABLE = "public, max-age=31536000, immutable"
#: Bytes of a file that is read or written; what is larger waits on the disk.
IN_MEMORY = 5_000_000


class BucketStorage(S3Storage):
    """A part of the configured bucket. Nothing is overwritten, nothing gets an ACL, no URL is signed."""

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "bucket_name": settings.S3_BUCKET,
            "endpoint_url": settings.S3_ENDPOINT_URL or None,
            "region_name": settings.S3_REGION or None,
            "file_overwrite": False,
            "default_acl": None,
            "querystring_auth": False,
            "max_memory_size": IN_MEMORY,
        }


class PrivateStorage(BucketStorage):
    """Originals and documents: files without a URL."""

    def get_default_settings(self) -> dict[str, Any]:
        return {**super().get_default_settings(), "location": "private"}

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        raise NotImplementedError("Private files have no URL.")


class RenditionStorage(BucketStorage):
    """Renditions: public ones at `S3_PUBLIC_URL`, private ones behind a view."""

    def _normalize_name(self, name: str) -> str:
        root = "private/renditions" if name.startswith(PRIVATE_PREFIX) else "public"
        try:
            return str(safe_join(root, name.removeprefix(PRIVATE_PREFIX)))
        except ValueError as error:
            raise SuspiciousFileOperation(f"{name} lies outside of {root}/.") from error

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        control = "private, no-store" if name.startswith(PRIVATE_PREFIX) else IMMUTABLE
        content_type = RENDITION_TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
        return {**super().get_object_parameters(name), "CacheControl": control, "ContentType": content_type}

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return private_url(name) if name.startswith(PRIVATE_PREFIX) else f"{settings.S3_PUBLIC_URL}/{filepath_to_uri(name)}"

    def move(self, old: str, new: str) -> None:
        source, target = self._normalize_name(old), self._normalize_name(new)
        original = {"Bucket": self.bucket_name, "Key": source}
        try:
            self.bucket.Object(target).copy_from(CopySource=original, MetadataDirective="REPLACE", **self.get_object_parameters(target))
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(old) from error
            raise
        self.bucket.Object(source).delete()

    def names_in(self, folder: str) -> set[str]:
        return {f"{folder}/{name}" for name in self.listdir(folder)[1]}

    def folders_in(self, folder: str) -> set[str]:
        return {f"{folder}/{name}" for name in self.listdir(folder)[0]}
