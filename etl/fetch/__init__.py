"""Fetching: web addresses, and what lists name, from the public internet to documents that the readers parse.

Nothing here runs unless the user asks for it (`--fetch`). From the outside in:

reader      what a build reads with
collect     sources to documents: what they name is fetched, each page once, in a stable order
lists       what a feed, sitemap, OPML list or plain list names
many        hosts side by side, the addresses of a host one after another
fetcher     one address: cache, robots.txt, redirects, tries
address     which addresses may be asked at all
exchange    one request to one checked number, within limits
robots, pace, cache, charset, failure
"""
