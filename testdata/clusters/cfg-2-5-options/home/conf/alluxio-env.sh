ALLUXIO_JAVA_OPTS="-Dalluxio.user.rpc.retry.max.duration=2min -Dalluxio.logs.dir=/var/log/alluxio"
ALLUXIO_MASTER_JAVA_OPTS="-Xmx32g -Dalluxio.user.rpc.retry.max.duration=30s"
ALLUXIO_WORKER_JAVA_OPTS="-Xmx8g -XX:MaxDirectMemorySize=16g -Dalluxio.worker.ramdisk.size=64GB"
