#!/bin/bash
# FUSE on the GPU nodes
F=/opt/alluxio/integration/fuse/bin/alluxio-fuse
$F umount -s /mnt/alluxio
$F mount -o direct_io,allow_other,attr_timeout=7200 /mnt/alluxio /
