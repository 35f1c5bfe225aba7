"""Reads of sheets: how their columns are read, what taking in a list would do, lists taken in, lists to give out."""
