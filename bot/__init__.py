"""feedback-bot: closes the loop between a business and its customers, inside the chats they already use.

One way through the house, and only one::

    source -> event -> enrich -> handlers.dispatch -> one unit of work -> COMMIT -> acknowledge upstream
                                                                             |
                                              platform <- outbound <- courier

Where things live:

    bot/core        what the words mean and what is decided; pure
    handlers        use cases: (event, view) -> effects; plain synchronous functions
    storage         everything that knows SQL
    bot/adapters    one folder a platform: its Source and its Sender
    bot/delivery    the courier: leases, sends, pacing
    bot/texts       the only prose
    bot/app.py      the composition root: the only file that knows everyone
    bot/service.py  ``run``: adapters, HTTP server and engine, until asked to stop
"""
