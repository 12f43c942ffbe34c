#!/usr/bin/env python
"""Django's command line, with the local settings unless the environment names others."""

import os
import sys


def main():
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.local")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
