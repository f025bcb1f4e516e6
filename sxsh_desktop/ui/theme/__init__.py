"""How the window looks: tokens, palette, style sheet, fonts, icons. No colour is named anywhere else."""
