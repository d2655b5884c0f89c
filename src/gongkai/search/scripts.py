"""Of which files is the search of the browser made? Sources for people, and what is published of them."""

ASSET = "assets/search-engine.js"
PUBLISHED = "engine.min.js"  # made from the sources, one after the other; tests/test_scripts.py does it and sees to it
SOURCES = ("fold.js", "inflate.js", "shard.js", "texts.js", "rank.js", "query.js", "match.js", "engine.js")
