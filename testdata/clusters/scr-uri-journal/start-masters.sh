#!/bin/bash
exec /opt/alluxio/bin/alluxio-start.sh -a masters
