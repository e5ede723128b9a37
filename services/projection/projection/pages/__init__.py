"""The tracking page: server-rendered, good without JavaScript, alive with it."""
