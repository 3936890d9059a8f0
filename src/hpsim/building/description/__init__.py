"""What a person writes about a room: from five words to every layer."""
