"""Files of many orders or parcels: read a line at a time, never as a whole."""
