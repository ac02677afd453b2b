#!/bin/sh
case "$1" in
  start)   /opt/alluxio/bin/alluxio-start.sh all ;;
  restore) /opt/alluxio/bin/alluxio-start.sh -i "$2" all ;;
  report)  alluxio fsadmin report | mail -s report ops@example.com ;;
  load)    alluxio fs distributedLoad --replication 1 "$2" ;;
  pin)     alluxio fs pin "$2" ;;
esac
