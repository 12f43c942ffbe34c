"""Settings: `base` holds what all share; `local`, `test` and `production` each say what differs."""
