"""Papers: what they say (`blocks`), and the same as PDF or as a text that people go on writing."""
