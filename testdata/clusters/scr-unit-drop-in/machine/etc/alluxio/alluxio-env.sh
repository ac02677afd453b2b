#!/usr/bin/env bash
export JAVA_HOME=/usr/lib/jvm/java-8-openjdk
ALLUXIO_MASTER_JAVA_OPTS+=" -Xms16g -Xmx16g -XX:+UseConcMarkSweepGC"
