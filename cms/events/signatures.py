"""Standard Webhooks signatures (https://www.standardwebhooks.com): who receives a call can tell that it is ours, and new."""

import base64
import hashlib
import hmac

from cms.frontends import signing_key


def headers(secret: str, identifier: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers that sign a call. `timestamp` is in seconds since 1970."""
    signed = f"{identifier}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.digest(signing_key(secret), signed, hashlib.sha256)).decode()
    return {"webhook-id": identifier, "webhook-timestamp": str(timestamp), "webhook-signature": f"v1,{signature}"}
