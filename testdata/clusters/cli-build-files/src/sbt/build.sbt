val alluxioVersion = "1.8.2"
libraryDependencies += "org.alluxio" % "alluxio-core-client-hdfs" % alluxioVersion
