#!/bin/bash
# one host, host network
IMAGE=alluxio/alluxio:2.8.1
docker rm -f alluxio-master alluxio-worker
docker run -dit --rm \
  -u 1000 \
  --net=host \
  --name=alluxio-master \
  -v /srv/alluxio/journal:/opt/alluxio/journal \
  -e ALLUXIO_JAVA_OPTS="-Dalluxio.master.hostname=$(hostname -i) -Dalluxio.master.mount.table.root.ufs=/opt/alluxio/underFSStorage -Dalluxio.master.journal.type=UFS" \
  alluxio/alluxio:2.8.1 master
docker run -dit --net=host --name alluxio-worker -u 1000 --shm-size=1G \
  -e ALLUXIO_JAVA_OPTS="-Dalluxio.worker.ramdisk.size=1G -Dalluxio.master.hostname=$(hostname -i)" \
  alluxio/alluxio:2.8.1 worker --no-format
