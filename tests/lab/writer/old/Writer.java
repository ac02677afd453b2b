import alluxio.AlluxioURI;
import alluxio.client.WriteType;
import alluxio.client.file.FileOutStream;
import alluxio.client.file.FileSystem;
import alluxio.client.file.options.CreateDirectoryOptions;
import alluxio.client.file.options.CreateFileOptions;
import alluxio.client.file.options.DeleteOptions;
import alluxio.client.file.options.ListStatusOptions;
import alluxio.client.file.options.MountOptions;
import alluxio.client.file.options.SetAttributeOptions;
import alluxio.security.authorization.Mode;
import alluxio.wire.LoadMetadataType;
import alluxio.wire.TtlAction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The same as ../Writer.java for 1.5 to 1.8, whose client takes other options. ACLs, sync points and jobs are not in these releases.
 * Usage: Writer <command>...; each prints DONE or FAILED, and the exit code counts the failures.
 */
public class Writer {
  private static final long FAR = 315360000000L;
  private static FileSystem fs;

  private static AlluxioURI uri(String path) { return new AlluxioURI(path); }

  private static void folder(String path, WriteType type) throws Exception {
    fs.createDirectory(uri(path), CreateDirectoryOptions.defaults().setRecursive(true).setWriteType(type));
  }

  private static void file(String path, WriteType type, int bytes) throws Exception {
    CreateFileOptions how = CreateFileOptions.defaults().setRecursive(true).setWriteType(type).setBlockSizeBytes(4096);
    try (FileOutStream out = fs.createFile(uri(path), how)) {
      out.write(new byte[bytes]);
    }
  }

  private static void set(String path, SetAttributeOptions how) throws Exception { fs.setAttribute(uri(path), how); }

  private static SetAttributeOptions how() { return SetAttributeOptions.defaults(); }

  static void folders() throws Exception {
    for (String name : Arrays.asList("/kept", "/kept/deep", "/kept/deep/er", "/pinned", "/timed")) {
      folder(name, WriteType.THROUGH);
    }
    for (String name : Arrays.asList("/only", "/only/here", "/kept/only-here")) {
      folder(name, WriteType.MUST_CACHE);
    }
    set("/pinned", how().setPinned(true));
    set("/timed", how().setTtl(FAR).setTtlAction(TtlAction.FREE));
  }

  /** As soon as a worker is there. */
  private static void first(String path) throws Exception {
    for (int left = 120; ; left--) {
      try {
        file(path, WriteType.CACHE_THROUGH, 10000);
        return;
      } catch (Exception e) {
        if (left == 0) {
          throw e;
        }
        Thread.sleep(500);
        if (fs.exists(uri(path))) {
          fs.delete(uri(path));
        }
      }
    }
  }

  static void files() throws Exception {
    first("/kept/file");
    file("/kept/through", WriteType.THROUGH, 5000);
    file("/only/file", WriteType.MUST_CACHE, 9000);
    file("/only/empty", WriteType.MUST_CACHE, 0);
    file("/waiting/file", WriteType.ASYNC_THROUGH, 100);
    set("/only/file", how().setPinned(true));
    set("/kept/through", how().setTtl(FAR).setTtlAction(TtlAction.DELETE));
    fs.createFile(uri("/only/open"), CreateFileOptions.defaults().setWriteType(WriteType.MUST_CACHE));
  }

  static void mounts() throws Exception {
    Map<String, String> options = new HashMap<>();
    options.put("aws.accessKeyId", "LABACCESSKEY");
    options.put("aws.secretKey", "lab-secret-never-shown");
    fs.mount(uri("/side"), uri("/mnt/ufs/side"), MountOptions.defaults().setReadOnly(true).setShared(true).setProperties(options));
    fs.listStatus(uri("/side"));
    fs.mount(uri("/gone"), uri("/mnt/ufs/side2"));
    fs.unmount(uri("/gone"));
  }

  /** The master looks every second in these runs. */
  static void expire() throws Exception {
    for (String path : Arrays.asList("/soon/kept", "/soon/only")) {
      folder(path, path.endsWith("kept") ? WriteType.THROUGH : WriteType.MUST_CACHE);
      set(path, how().setTtl(1).setTtlAction(TtlAction.DELETE));
    }
    for (int i = 0; i < 60 && (fs.exists(uri("/soon/kept")) || fs.exists(uri("/soon/only"))); i++) {
      Thread.sleep(500);
    }
    if (fs.exists(uri("/soon/kept")) || fs.exists(uri("/soon/only"))) {
      throw new IllegalStateException("not deleted when their time was up");
    }
  }

  static void changes() throws Exception {
    folder("/tree/a/b", WriteType.THROUGH);
    folder("/tree/c", WriteType.MUST_CACHE);
    fs.rename(uri("/tree"), uri("/moved"));
    folder("/del/a/b", WriteType.THROUGH);
    fs.delete(uri("/del"), DeleteOptions.defaults().setRecursive(true));
    folder("/half/a", WriteType.THROUGH);
    fs.delete(uri("/half"), DeleteOptions.defaults().setRecursive(true).setAlluxioOnly(true));
    folder("/all/x/y", WriteType.MUST_CACHE);
    set("/all", how().setRecursive(true).setMode(new Mode((short) 0700)));
    set("/all", how().setPinned(true));
    set("/all/x", how().setPinned(false));
  }

  static void late() throws Exception {
    for (int i = 0; i < 4; i++) {
      folder("/late/l" + i, WriteType.MUST_CACHE);
    }
  }

  public static void main(String[] commands) throws Exception {
    fs = FileSystem.Factory.get();
    ListStatusOptions how = ListStatusOptions.defaults().setLoadMetadataType(LoadMetadataType.Never);
    Commands.run(Writer.class, fs, path -> fs.listStatus(path, how), commands);
  }
}
