"""One file for each thing that a person does with the program."""
