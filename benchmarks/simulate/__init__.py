"""Simulated web stacks and their outages: telemetry folders as real tools write them, with truth.

Nothing here knows how mortem decides anything. Requests are simulated one by one, a fault changes
the fate of some of them, tools write down what they would have seen, and the truth is counted from
the requests themselves by the definitions of the facts.
"""
