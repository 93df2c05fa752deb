"""What an operator has in a file becomes purchases and customers: read, understood, shown, stored."""
