# Shortened to what tells the version.
VERSION=1.4.0
