"""What would be if: the most for one request, who would give way, the smallest change of a figure that helps."""
