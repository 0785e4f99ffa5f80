"""`python -m sarhad`."""

from .cli import main

main()
