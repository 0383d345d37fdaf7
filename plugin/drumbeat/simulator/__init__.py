"""A faithful local ServiceNow: Table, Aggregate and OAuth on loopback, for the demo and the tests."""
