import alluxio.AlluxioURI;
import alluxio.client.file.FileOutStream;
import alluxio.client.file.FileSystem;
import alluxio.grpc.CreateDirectoryPOptions;
import alluxio.grpc.CreateFilePOptions;
import alluxio.grpc.DeletePOptions;
import alluxio.grpc.FileSystemMasterCommonPOptions;
import alluxio.grpc.ListStatusPOptions;
import alluxio.grpc.LoadMetadataPType;
import alluxio.grpc.MountPOptions;
import alluxio.grpc.SetAclAction;
import alluxio.grpc.SetAclPOptions;
import alluxio.grpc.SetAttributePOptions;
import alluxio.grpc.TtlAction;
import alluxio.grpc.WritePType;
import alluxio.security.authorization.AclEntry;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fills a cluster of 2.x through its own client, compiled against the jars of that release.
 * Usage: Writer <command>...; each prints DONE or FAILED, and the exit code counts the failures.
 */
public class Writer {
  private static FileSystem fs;

  private static AlluxioURI uri(String path) { return new AlluxioURI(path); }

  private static FileSystemMasterCommonPOptions ttl(long ms, TtlAction action) {
    return FileSystemMasterCommonPOptions.newBuilder().setTtl(ms).setTtlAction(action).build();
  }

  private static void folder(String path, WritePType type) throws Exception {
    fs.createDirectory(uri(path), CreateDirectoryPOptions.newBuilder().setRecursive(true).setWriteType(type).build());
  }

  private static void file(String path, WritePType type, int bytes) throws Exception {
    CreateFilePOptions how = CreateFilePOptions.newBuilder().setRecursive(true).setWriteType(type).setBlockSizeBytes(4096).build();
    try (FileOutStream out = fs.createFile(uri(path), how)) {
      out.write(new byte[bytes]);
    }
  }

  private static void set(String path, SetAttributePOptions.Builder how) throws Exception {
    fs.setAttribute(uri(path), how.build());
  }

  /** Folders in all states, without any worker. */
  static void folders() throws Exception {
    for (String name : Arrays.asList("/kept", "/kept/deep", "/kept/deep/er", "/pinned", "/timed")) {
      folder(name, WritePType.THROUGH);
    }
    for (String name : Arrays.asList("/only", "/only/here", "/kept/only-here")) {
      folder(name, WritePType.MUST_CACHE);
    }
    set("/pinned", SetAttributePOptions.newBuilder().setPinned(true));
    set("/timed", SetAttributePOptions.newBuilder().setCommonOptions(ttl(315360000000L, TtlAction.FREE)));
  }

  /** As soon as a worker is there. */
  private static void first(String path) throws Exception {
    for (int left = 120; ; left--) {
      try {
        file(path, WritePType.CACHE_THROUGH, 10000);
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

  /** Files with blocks on a worker: persisted, only in Alluxio, and waiting to be persisted. */
  static void files() throws Exception {
    first("/kept/file");
    file("/kept/through", WritePType.THROUGH, 5000);
    file("/only/file", WritePType.MUST_CACHE, 9000);
    file("/only/empty", WritePType.MUST_CACHE, 0);
    file("/waiting/file", WritePType.ASYNC_THROUGH, 100);
    set("/only/file", SetAttributePOptions.newBuilder().setPinned(true).setReplicationMin(1));
    set("/kept/through", SetAttributePOptions.newBuilder().setCommonOptions(ttl(315360000000L, TtlAction.DELETE)));
    fs.createFile(uri("/only/open"), CreateFilePOptions.newBuilder().setWriteType(WritePType.MUST_CACHE).build());
  }

  static void acls() throws Exception {
    folder("/acl/child", WritePType.MUST_CACHE);
    acl("/acl", SetAclAction.MODIFY, "user:ann:rwx", "group:staff:r-x");
    acl("/acl", SetAclAction.MODIFY, "default:user:ann:rwx", "default:group:staff:r--");
    folder("/acl/inherits", WritePType.MUST_CACHE);
    acl("/acl/child", SetAclAction.REPLACE, "user::rwx", "group::r--", "other::---", "user:bob:r--");
    folder("/acl/cleared", WritePType.MUST_CACHE);
    acl("/acl/cleared", SetAclAction.MODIFY, "user:bob:r--");
    acl("/acl/cleared", SetAclAction.REMOVE, "user:bob:r--");
    acl("/acl/cleared", SetAclAction.REMOVE_ALL);
    acl("/acl/cleared", SetAclAction.REMOVE_DEFAULT);
    set("/acl", SetAttributePOptions.newBuilder().setOwner("ann"));
  }

  private static void acl(String path, SetAclAction action, String... entries) throws Exception {
    List<AclEntry> list = new ArrayList<>();
    for (String entry : entries) {
      list.add(AclEntry.fromCliString(entry));
    }
    fs.setAcl(uri(path), action, list, SetAclPOptions.newBuilder().setRecursive(false).build());
  }

  static void mounts() throws Exception {
    MountPOptions.Builder how = MountPOptions.newBuilder().setReadOnly(true).setShared(true);
    how.putProperties("aws.accessKeyId", "LABACCESSKEY").putProperties("aws.secretKey", "lab-secret-never-shown");
    fs.mount(uri("/side"), uri("/mnt/ufs/side"), how.build());
    fs.listStatus(uri("/side"));
    fs.mount(uri("/gone"), uri("/mnt/ufs/side2"), MountPOptions.getDefaultInstance());
    fs.unmount(uri("/gone"));
  }

  static void sync() throws Exception {
    fs.mount(uri("/watched"), uri("watched:///mnt/ufs/watched"), MountPOptions.getDefaultInstance());
    folder("/watched/one", WritePType.THROUGH);
    folder("/watched/two", WritePType.THROUGH);
    fs.startSync(uri("/watched/one"));
    fs.startSync(uri("/watched/two"));
    fs.stopSync(uri("/watched/two"));
  }

  /** The master looks every second in these runs. */
  static void expire() throws Exception {
    for (String path : Arrays.asList("/soon/kept", "/soon/only")) {
      folder(path, path.endsWith("kept") ? WritePType.THROUGH : WritePType.MUST_CACHE);
      set(path, SetAttributePOptions.newBuilder().setCommonOptions(ttl(1, TtlAction.DELETE)));
    }
    for (int i = 0; i < 60 && (fs.exists(uri("/soon/kept")) || fs.exists(uri("/soon/only"))); i++) {
      Thread.sleep(500);
    }
    if (fs.exists(uri("/soon/kept")) || fs.exists(uri("/soon/only"))) {
      throw new IllegalStateException("not deleted when their time was up");
    }
  }

  /** Whole trees move and go. */
  static void changes() throws Exception {
    folder("/tree/a/b", WritePType.THROUGH);
    folder("/tree/c", WritePType.MUST_CACHE);
    fs.rename(uri("/tree"), uri("/moved"));
    folder("/del/a/b", WritePType.THROUGH);
    fs.delete(uri("/del"), DeletePOptions.newBuilder().setRecursive(true).build());
    folder("/half/a", WritePType.THROUGH);
    fs.delete(uri("/half"), DeletePOptions.newBuilder().setRecursive(true).setAlluxioOnly(true).build());
    folder("/all/x/y", WritePType.MUST_CACHE);
    set("/all", SetAttributePOptions.newBuilder().setRecursive(true).setMode(alluxio.grpc.PMode.newBuilder()
        .setOwnerBits(alluxio.grpc.Bits.ALL).setGroupBits(alluxio.grpc.Bits.NONE).setOtherBits(alluxio.grpc.Bits.NONE)));
    set("/all", SetAttributePOptions.newBuilder().setPinned(true));
    set("/all/x", SetAttributePOptions.newBuilder().setPinned(false));
  }

  static void late() throws Exception {
    for (int i = 0; i < 4; i++) {
      folder("/late/l" + i, WritePType.MUST_CACHE);
    }
  }

  /** A job of the file system master itself, journaled by releases that have them. */
  static void load() throws Exception {
    Class<?> options = Class.forName("alluxio.grpc.LoadJobPOptions");
    Class<?> request = Class.forName("alluxio.job.LoadJobRequest");
    Object none = options.getMethod("getDefaultInstance").invoke(null);
    Object job = request.getConstructor(String.class, options).newInstance("/kept", none);
    for (Method method : FileSystem.class.getMethods()) {
      if (method.getName().equals("submitJob")) {
        System.out.println("job " + method.invoke(fs, job));
        return;
      }
    }
    throw new NoSuchMethodException("submitJob");
  }

  public static void main(String[] commands) throws Exception {
    fs = FileSystem.Factory.get();
    ListStatusPOptions how = ListStatusPOptions.newBuilder().setLoadMetadataType(LoadMetadataPType.NEVER).build();
    Commands.run(Writer.class, fs, path -> fs.listStatus(path, how), commands);
  }
}
