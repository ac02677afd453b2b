#!/usr/bin/env bash
# Environment of the processes
export JAVA_HOME=$(dirname $(dirname $(readlink -f /usr/bin/java)))
DATA=/var/lib/alluxio

if [[ -z "${ALLUXIO_MASTER_HOSTNAME}" ]]; then
  ALLUXIO_MASTER_HOSTNAME="$(hostname -f)"
fi

log() {
  echo "$1" >&2
}

ALLUXIO_JAVA_OPTS+=" -Dalluxio.work.dir=${DATA} -Dalluxio.security.login.username=\"alluxio\""
ALLUXIO_MASTER_JAVA_OPTS="$ALLUXIO_JAVA_OPTS -Dalluxio.master.journal.folder=${DATA:-/tmp}/journal
  -Xmx32g -Dalluxio.master.journal.type=UFS"
ALLUXIO_WORKER_JAVA_OPTS="-Xmx8g -XX:MaxDirectMemorySize=16g"
case "$(uname)" in
  Darwin) ALLUXIO_RAM_FOLDER=/Volumes/ramdisk ;;
  *) ALLUXIO_RAM_FOLDER=/mnt/ramdisk ;;
esac
cat <<-END > /dev/null
	ALLUXIO_JAVA_OPTS=nothing
	END
: "${ALLUXIO_LOGS_DIR:=/var/log/alluxio}"
