# Shortened to what tells the version.
. "$(dirname "${BASH_SOURCE[0]}")/version.sh"
