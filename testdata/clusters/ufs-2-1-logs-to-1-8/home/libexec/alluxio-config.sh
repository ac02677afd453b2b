# Shortened to what tells the version.
VERSION=2.1.0
