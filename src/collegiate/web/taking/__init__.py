"""Taking away what a page shows: any table as CSV or XLSX, any chart as SVG or PNG; a link to the page as it was.

It works on the page itself, behind the page's own door: what is taken away is what is shown, for every page that there is and will be.
"""
