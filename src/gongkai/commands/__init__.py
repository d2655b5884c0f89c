"""Which commands are there? One module a command: `add` its arguments, `run` it; the library does the work."""
