# Shortened to what tells the version.
VERSION=0.8.2
