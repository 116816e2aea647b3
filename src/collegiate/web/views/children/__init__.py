"""Pages about children: one module for each subject, each opened only by whom the trust appointed.

A subject is added by a module here and its templates in `templates/children/` (they extend `children/base.html`), a line for
each address in `urls.py` behind `CHILDREN`, an entry in `navigation.CHILDREN`, and a row for each address in
`tests/web/test_doors.py`, which fails without it. Rows come from `scoped.children_of(request)` and from nowhere else.
What somebody decides is an act of `web.acts`, sent in at an address of its own behind `CHILDREN.sending`.
"""
