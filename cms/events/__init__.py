"""What a change means to the public: which public objects it created, updated or removed, at which addresses.

The change log itself is `cms.tags.models.Change`; this room fills its `events`, in the transaction of the change. Nothing about
what is not public, before and after, gets in.
"""
