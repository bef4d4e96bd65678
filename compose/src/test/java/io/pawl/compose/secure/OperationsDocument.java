package io.pawl.compose.secure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/** What docs/operations.md says of rights, TLS and SASL, for a program. */
final class OperationsDocument {
  private static final Path FILE = Path.of("../docs/operations.md");
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml$(.*?)^```$");
  private static final Pattern ACL = Pattern.compile("(?m)^acl (--allow-principal .*)$");
  private static final Pattern LOGIN =
      Pattern.compile("(?m)^export PAWL_KAFKA_SASL_JAAS_CONFIG='(.*)'$");

  private final String text;

  private OperationsDocument(String text) {
    this.text = text;
  }

  static OperationsDocument read() throws IOException {
    return new OperationsDocument(Files.readString(FILE));
  }

  /** The example of a service's settings that has {@code protocol}. */
  String settings(String protocol) {
    return YAML.matcher(text)
        .results()
        .map(example -> example.group(1))
        .filter(example -> example.contains("security.protocol: " + protocol + "\n"))
        .findFirst()
        .orElseThrow();
  }

  /** The example of a login. */
  String login() {
    return LOGIN.matcher(text).results().findFirst().orElseThrow().group(1);
  }

  /** All rights that it gives. */
  List<AclBinding> rights() {
    List<AclBinding> rights = new ArrayList<>();
    ACL.matcher(text).results().forEach(line -> rights.addAll(parse(line.group(1).split(" "))));
    return rights;
  }

  /** The arguments of Kafka's own tool, as far as they are used. */
  private static List<AclBinding> parse(String... arguments) {
    String principal = "";
    PatternType pattern = PatternType.LITERAL;
    List<AclOperation> operations = new ArrayList<>();
    List<ResourcePattern> named = new ArrayList<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--allow-principal" -> principal = value;
        case "--operation" -> operations.add(SecurityUtils.operation(value));
        case "--resource-pattern-type" ->
            pattern = PatternType.fromString(value.toUpperCase(Locale.ROOT));
        default ->
            named.add(
                new ResourcePattern(
                    ResourceType.fromString(arguments[i].substring(2).replace('-', '_')),
                    value,
                    PatternType.LITERAL));
      }
    }
    List<AclBinding> bindings = new ArrayList<>();
    for (ResourcePattern resource : named) {
      for (AclOperation operation : operations) {
        bindings.add(
            new AclBinding(
                new ResourcePattern(resource.resourceType(), resource.name(), pattern),
                new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
      }
    }
    return bindings;
  }
}
