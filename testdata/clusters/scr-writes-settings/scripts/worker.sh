#!/bin/bash
SITE=/opt/alluxio/conf/alluxio-site.properties
append_property() {
  echo "${1}=${2}" | sudo tee -a ${SITE}
}
append_property alluxio.worker.memory.size 4g
echo 'alluxio.user.file.passive.cache.enabled=false' >> ${SITE}
