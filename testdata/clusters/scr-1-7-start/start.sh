#!/bin/bash
/opt/alluxio/bin/alluxio-start.sh all
