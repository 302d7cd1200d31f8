"""`python -m truce …`"""

from truce.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
