"""The first screen of whoever is signed in, and the Monday page: counts that add up, one thing to do, and why it is shown.

A question that a role comes with is one file in `questions/`; a thing that may have changed since last week is one file in
`changes/`. A part of the application that comes later adds its file there, and nothing else is edited.
"""
