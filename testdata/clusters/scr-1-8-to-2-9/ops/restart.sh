#!/bin/bash
# Restart of the cluster on Sundays
set -e
ALLUXIO=/opt/alluxio/bin/alluxio
cd /opt/alluxio

if [ "$($ALLUXIO fs count / | wc -l)" -lt 1 ]; then
  echo "nothing there, do not run alluxio format by hand"
fi
./bin/alluxio-stop.sh all
./bin/alluxio-start.sh all SudoMount

$ALLUXIO fs lsr /warehouse > /var/tmp/listing.txt
for dir in tmp staging; do
  sudo -u alluxio $ALLUXIO fs rmr "/$dir" || true
done
