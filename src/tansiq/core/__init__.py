"""What every area stands on: whose node this is, what moment it is, who owns a record, and the journal of changes."""
