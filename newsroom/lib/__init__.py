"""Ground: helpers that know no app. Everything above may import them; they import nothing of ours."""
