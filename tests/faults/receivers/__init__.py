"""Who is told by Waymark: a mail server, a provider of SMS and retailers' webhooks.

Each writes down what physically arrived before it answers, and is as hostile as it is told to be.
"""
