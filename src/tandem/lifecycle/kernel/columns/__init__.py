"""History from the lens' base relations in whole columns: the same arrays as `history_of`, without a loop per event."""
