#!/bin/bash
# nightly, before the tape
alluxio fsadmin journal checkpoint
