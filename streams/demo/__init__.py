"""The demo: a broker, a worker and sample articles on this machine, facts in the terminal as they arrive."""
