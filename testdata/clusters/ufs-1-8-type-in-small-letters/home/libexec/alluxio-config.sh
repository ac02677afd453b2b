# Shortened to what tells the version.
VERSION=1.8.1
