"""Pages for people who see counts and never a child: trustees, governors, diocese, finance, partners. All that they show passed disclosure.

`published.tables` gives the same cells to any other part, such as the API.
"""
