# Shortened to what tells the version.
VERSION=2.7.3
