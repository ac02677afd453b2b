# Shortened to what tells the version.
VERSION=1.3.0
