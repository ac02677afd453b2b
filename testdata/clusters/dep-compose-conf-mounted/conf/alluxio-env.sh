# sourced by all start scripts
ALLUXIO_LOGS_DIR=/opt/alluxio/logs
