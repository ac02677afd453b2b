#!/bin/bash
alluxio table ls
alluxio table sync hive_db
alluxio extensions install /opt/ext/alluxio-underfs-hadoop-3.2-2.8.1.jar
