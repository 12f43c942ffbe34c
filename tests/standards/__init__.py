"""What readers' pages are held to, checked by programs of others on whole newsrooms that run for real.

`make standards` runs it; `make test` does not. The newsrooms (newsrooms.py) are served as in production:
nginx with our configuration, granian, sheets and scripts collected and compressed. All that is linked is read
once (crawl.py); each `test_` module gives it to one checker. A new kind of page is checked as soon as
something links it; one that nothing links fails `test_every_kind.py`, and gets an example in states.py.
"""
