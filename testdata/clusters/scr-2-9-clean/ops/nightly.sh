#!/usr/bin/env bash
set -euo pipefail
source /etc/alluxio.conf
"${ALLUXIO_HOME}/bin/alluxio" fsadmin backup /alluxio_backups
"${ALLUXIO_HOME}/bin/alluxio" fs ls -R /warehouse | tail -1
kubectl exec alluxio-master-0 -- alluxio fsadmin report summary
grep -q alluxio /etc/passwd && echo "alluxio fs rmr was the old way"
