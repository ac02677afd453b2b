JAVA_HOME=/usr/lib/jvm/java-11
GC="-XX:+PrintGCDateStamps -XX:+UseGCLogFileRotation"
ALLUXIO_MASTER_JAVA_OPTS="-Xmx32g -XX:+PrintGCDateStamps -XX:NumberOfGCLogFiles=5"
