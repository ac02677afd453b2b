# Shortened to what tells the version.
VERSION=2.4.0
