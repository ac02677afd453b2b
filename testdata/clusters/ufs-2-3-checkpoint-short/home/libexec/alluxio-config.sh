# Shortened to what tells the version.
VERSION=2.3.0
