"""What is in work at the moment of loading."""

IN_WORK = []
SCHEDULED = []
REVISED = []
