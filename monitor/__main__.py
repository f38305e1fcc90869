"""``python -m monitor`` is ``elmon``."""

from monitor.cli import main

if __name__ == "__main__":
    main()
