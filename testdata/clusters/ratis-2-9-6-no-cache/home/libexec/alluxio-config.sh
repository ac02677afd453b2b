# Shortened to what tells the version.
VERSION=2.9.5
