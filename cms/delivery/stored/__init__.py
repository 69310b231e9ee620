"""Stored responses: answered before the framework does anything, and never stale.

A response is stored with the content tags that it was made from and with the number that the change log had before it was made. It is
served while none of its tags has moved since. For each answer the log is asked once whether it has gone on: that is the promise.
"""
