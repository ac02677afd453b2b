#!/usr/bin/env bash
# Stands for the release's own file; only this line matters.
VERSION=2.7.3
