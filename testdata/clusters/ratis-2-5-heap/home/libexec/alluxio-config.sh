# Shortened to what tells the version.
VERSION=2.5.0
