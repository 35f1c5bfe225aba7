"""Reads the list with pandas, by openpyxl or calamine: its cells as they stand, days as text, nothing compared."""

import sys

import pandas as pd

frame = pd.read_excel(sys.argv[1], engine=sys.argv[2])
days = pd.to_datetime(frame["آخر أجل"], format="%d/%m/%Y")
print(len(frame), days.notna().sum())
