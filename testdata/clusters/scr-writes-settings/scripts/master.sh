#!/bin/bash
set -eu
HOME_OF=/opt/alluxio
cat > "${HOME_OF}/conf/alluxio-site.properties" <<EOF
alluxio.master.hostname=$(hostname -f)
alluxio.master.journal.type=UFS
alluxio.master.journal.folder=/mnt/journal
alluxio.master.journal.tolerate.corruption=true
alluxio.master.mount.table.root.ufs=gs://bucket/
EOF
${HOME_OF}/bin/alluxio-start.sh master
