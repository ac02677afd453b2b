import alluxio.AlluxioURI;
import alluxio.client.file.FileSystem;
import alluxio.client.file.URIStatus;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/**
 * What the writers of all releases have in common: waiting for the master, running commands by their names, and listing what a client
 * sees. Compiled with each of them against the jars of its release.
 */
class Commands {
  /** Lists a folder without looking into the under store. */
  interface Lister {
    List<URIStatus> list(AlluxioURI path) throws Exception;
  }

  private final FileSystem fs;
  private final Lister lister;

  private Commands(FileSystem fs, Lister lister) {
    this.fs = fs;
    this.lister = lister;
  }

  private void walk(String path, PrintWriter out, PrintWriter more) throws Exception {
    for (URIStatus status : lister.list(new AlluxioURI(path))) {
      String name = status.getPath() + (status.isFolder() ? "/" : "");
      out.println(name + (status.isPinned() ? " pinned" : "") + (status.getTtl() > 0 ? " ttl=" + status.getTtl() : ""));
      more.println(name + "\tcompleted=" + status.isCompleted() + " mount_point=" + status.isMountPoint() + " persistence_state="
          + status.getPersistenceState() + " ttl_action=" + (status.getTtl() > 0 ? status.getTtlAction() : ""));
      if (status.isFolder()) {
        walk(status.getPath(), out, more);
      }
    }
  }

  private void list(String to) throws Exception {
    try (PrintWriter out = new PrintWriter(to, "UTF-8"); PrintWriter more = new PrintWriter(to + ".more", "UTF-8")) {
      walk("/", out, more);
    }
  }

  /** Until the master answers, or two minutes. */
  private void await() throws Exception {
    long end = System.currentTimeMillis() + 120000;
    for (;;) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("localhost", 19998), 500);
        fs.listStatus(new AlluxioURI("/"));
        return;
      } catch (Exception e) {
        if (System.currentTimeMillis() > end) {
          throw e;
        }
        Thread.sleep(300);
      }
    }
  }

  /** Runs the commands, methods of the writer, and exits with the number of those that failed. */
  static void run(Class<?> writer, FileSystem fs, Lister lister, String[] names) throws Exception {
    Commands commands = new Commands(fs, lister);
    commands.await();
    int failed = 0;
    for (String name : names) {
      try {
        if (name.startsWith("list:")) {
          commands.list(name.substring(5));
        } else {
          writer.getDeclaredMethod(name).invoke(null);
        }
        System.out.println("DONE " + name);
      } catch (Exception e) {
        failed++;
        Throwable cause = e.getCause() == null ? e : e.getCause();
        System.out.println("FAILED " + name + " " + cause);
        cause.printStackTrace(System.out);
      }
    }
    System.exit(failed);
  }
}
