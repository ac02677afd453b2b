JAVA_HOME="/opt/jdk1.8.0_292"
ALLUXIO_MASTER_JAVA_OPTS="-Xmx8g -XX:+PrintGCDetails -Xloggc:/var/log/alluxio/gc.log"
ALLUXIO_WORKER_JAVA_OPTS+=" -XX:+UseG1GC"
