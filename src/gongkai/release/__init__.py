"""How does a finished site get to the web server, and how is it known to be still there, unchanged?"""
