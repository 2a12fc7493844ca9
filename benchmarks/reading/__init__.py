"""How much of what documents state is proposed, and how much of what is proposed they state."""
