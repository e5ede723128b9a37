"""Who looks on while everything goes wrong, and writes down what was seen."""
