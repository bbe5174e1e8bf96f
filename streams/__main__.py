"""`python -m streams` is `sanctionwire`."""

from streams.cli import main

if __name__ == "__main__":
    main()
