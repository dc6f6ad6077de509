"""What every page needs: who asks, forms, answers, words of both languages."""
