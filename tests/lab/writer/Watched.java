import alluxio.AlluxioURI;
import alluxio.SyncInfo;
import alluxio.underfs.UnderFileSystemConfiguration;
import alluxio.underfs.UnderFileSystemFactory;
import alluxio.underfs.local.LocalUnderFileSystem;

/** The local under store, which also claims to tell what changed; only HDFS does so by itself. Nothing ever changes. */
public class Watched implements UnderFileSystemFactory {
  @Override
  public alluxio.underfs.UnderFileSystem create(String path, UnderFileSystemConfiguration conf) {
    return new Store(new AlluxioURI(new AlluxioURI(path).getPath()), conf);
  }

  @Override
  public boolean supportsPath(String path) {
    return path != null && path.startsWith("watched://");
  }

  /** Serves the path behind the scheme. */
  public static class Store extends LocalUnderFileSystem {
    public Store(AlluxioURI uri, UnderFileSystemConfiguration conf) { super(uri, conf); }

    @Override
    public boolean supportsActiveSync() { return true; }

    @Override
    public boolean startActiveSyncPolling(long txId) { return true; }

    @Override
    public boolean stopActiveSyncPolling() { return true; }

    @Override
    public void startSync(AlluxioURI uri) { }

    @Override
    public void stopSync(AlluxioURI uri) { }

    @Override
    public SyncInfo getActiveSyncInfo() { return SyncInfo.emptyInfo(); }
  }
}
