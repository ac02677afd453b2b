import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints the settings that the PropertyKey class on the class path knows, as tab-separated lines: key, field, value.
 * Works by reflection and compiles without Alluxio, since the class changed its package, became no longer an enum and
 * got its fields one after the other.
 */
public class Dump {
  private static final String[][] FIELDS = {
    {"aliases", "getAliases"}, {"type", "getType"}, {"scope", "getScope"}, {"consistency", "getConsistencyLevel"},
    {"dynamic", "isDynamic"}, {"display", "getDisplayType"}, {"ignored_site", "isIgnoredSiteProperty"}, {"hidden", "isHidden"},
  };

  public static void main(String[] args) throws Exception {
    Class<?> keys = first("alluxio.conf.PropertyKey", "alluxio.PropertyKey");
    Map<Object, String> deprecated = deprecated(keys);
    for (Object key : all(keys)) {
      String name = text(orElse(call(key, "getName"), key));
      line(name, "present", "");
      defaults(key, name);
      for (String[] field : FIELDS) {
        simple(key, name, field[0], call(key, field[1]));
      }
      legalWords(key, name);
      if (deprecated.containsKey(key)) {
        line(name, "deprecated", deprecated.get(key));
      }
    }
    removed();
  }

  private static Collection<?> all(Class<?> keys) throws Exception {
    if (keys.isEnum()) {
      return Arrays.asList(keys.getEnumConstants());
    }
    return (Collection<?>) keys.getMethod("defaultKeys").invoke(null);
  }

  private static void defaults(Object key, String name) throws Exception {
    Object supplier = call(key, "getDefaultSupplier");
    Object value = supplier == null ? call(key, "getDefaultValue") : supplied(supplier);
    if (value != null) {
      line(name, "default", text(value));
    }
    Object source = supplier == null ? null : call(supplier, "getDescription");
    if (source != null && !text(source).equals("null") && !text(source).equals(text(value))) {
      line(name, "default_text", text(source));
    }
  }

  private static Object supplied(Object supplier) throws Exception {
    Method get = supplier.getClass().getMethod("get");
    get.setAccessible(true);
    try {
      return get.invoke(supplier);
    } catch (InvocationTargetException e) {
      return null;
    }
  }

  private static void simple(Object key, String name, String field, Object value) {
    if (value instanceof String[]) {
      value = ((String[]) value).length == 0 ? null : String.join(",", (String[]) value);
    }
    boolean plain = value == null || Boolean.FALSE.equals(value) || (field.equals("display") && text(value).equals("DEFAULT"));
    if (!plain) {
      line(name, field, text(value));
    }
  }

  private static void legalWords(Object key, String name) {
    Object type = call(key, "getType");
    Object words = type != null && text(type).equals("ENUM") ? call(key, "getEnumType") : null;
    if (words instanceof Class) {
      List<String> names = new ArrayList<>();
      for (Object word : ((Class<?>) words).getEnumConstants()) {
        names.add(((Enum<?>) word).name());
      }
      line(name, "enum", String.join(",", names));
    }
  }

  /** Keys whose constant carries an annotation Deprecated, Java's or Alluxio's own, with the message of the latter. */
  private static Map<Object, String> deprecated(Class<?> keys) throws Exception {
    Map<Object, String> found = new IdentityHashMap<>();
    for (Field field : keys.getDeclaredFields()) {
      for (Annotation mark : field.getAnnotations()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == keys && mark.annotationType().getSimpleName().equals("Deprecated")) {
          field.setAccessible(true);
          found.put(field.get(null), text(orElse(call(mark, "message"), "")));
        }
      }
    }
    return found;
  }

  private static void removed() throws Exception {
    Class<?> list = first("alluxio.conf.RemovedKey", "alluxio.RemovedKey");
    for (Field field : list == null ? new Field[0] : list.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && Map.class.isAssignableFrom(field.getType())) {
        field.setAccessible(true);
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) field.get(null)).entrySet()) {
          line(text(entry.getKey()), "removed", text(entry.getValue()));
        }
      }
    }
  }

  private static Class<?> first(String... names) {
    for (String name : names) {
      try {
        return Class.forName(name);
      } catch (ClassNotFoundException e) {
        continue;
      }
    }
    return null;
  }

  private static Object call(Object target, String method) {
    try {
      Method found = target.getClass().getMethod(method);
      found.setAccessible(true);
      return found.invoke(target);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private static Object orElse(Object value, Object other) {
    return value == null ? other : value;
  }

  private static String text(Object value) {
    if (value instanceof Class) {
      return ((Class<?>) value).getName();
    }
    return value instanceof Enum ? ((Enum<?>) value).name() : String.valueOf(value);
  }

  private static void line(String key, String field, String value) {
    System.out.println(key + "\t" + field + "\t" + value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n"));
  }
}
