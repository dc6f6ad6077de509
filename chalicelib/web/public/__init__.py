"""What everybody may look at: home, goods, counties, live sales."""
