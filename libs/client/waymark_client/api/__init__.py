"""The parts of the API, one file each: a function builds each call, a class names them."""
