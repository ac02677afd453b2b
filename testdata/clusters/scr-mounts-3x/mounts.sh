alluxio fs mount /logs hdfs://nn:8020/logs
alluxio fs mount --option fs.swift.password=hunter2 /objects swift://container.provider/
