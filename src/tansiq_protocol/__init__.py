"""Signed exchange between the nodes of partner nations: bytes in, values out; no network, no database, no clock."""
