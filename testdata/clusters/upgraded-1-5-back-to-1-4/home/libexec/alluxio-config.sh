# Shortened to what tells the version.
VERSION=1.5.0
