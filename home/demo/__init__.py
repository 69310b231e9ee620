"""The demonstration: a small magazine that `manage.py load_demo` makes, and takes away again.

`magazine/` holds its words as text files, `drawings/` and `files/` make its pictures and recordings. `texts` reads a text file,
`prose` and `bodies` turn it into what the database keeps, and `comments` lets readers answer. `loading` makes everything, object
after object, each in its own transaction; `ledger` remembers what was made; `removal` takes it away.
"""
