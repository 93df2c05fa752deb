"""How the weights of our own engines are made, and every engine is measured. Nothing here runs in the bot."""
