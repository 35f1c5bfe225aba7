"""What is maximised, in which order: the stages of each option, and what was agreed before."""
