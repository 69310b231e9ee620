"""The contract of the API as an OpenAPI 3.1 document, derived from the classes that make the answers.

`VERSION` is the version of the contract (semantic versioning): what is new raises the second number, what breaks a client
raises the first one. `released.py` compares with the last release.
"""

VERSION = "1.0.0"
