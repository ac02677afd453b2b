#!/usr/bin/env bash
# set by configuration management, do not edit
JAVA_HOME=${JAVA_HOME:-/usr/lib/jvm/java-8}
export ALLUXIO_MASTER_ADDRESS=node01.example.com
export ALLUXIO_WORKER_MEMORY_SIZE=64GB
ALLUXIO_RAM_FOLDER=/mnt/ramdisk
ALLUXIO_JAVA_OPTS+=" -Dalluxio.underfs.address=hdfs://nn1:8020/"
ALLUXIO_WORKER_JAVA_OPTS+=" -Xmx8g -Dalluxio.worker.hostname=$(hostname -f)"
