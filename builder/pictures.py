PICTURE = "card.png"
