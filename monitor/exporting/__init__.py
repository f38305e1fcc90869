"""The list in the forms that other systems load: rows of the screening list, FollowTheMoney entities."""
