package io.pawl.compose.app;

import io.pawl.compose.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pawl app}: a scripted app over HTTP. */
@Command(
    name = "app",
    description =
        "Be an app: speak with a gateway over HTTP. Does what its options say in this order: open or"
            + " accept a channel, send, rekey, receive, await a restart.",
    sortOptions = false,
    footer = {
      "",
      "First, once: pawl app --register NAME --identity FILE --admin URL --credential FILE"
    })
public final class AppCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  @Spec private @Nullable CommandSpec spec;

  private final InputStream input;

  @Option(
      names = "--identity",
      paramLabel = "FILE",
      required = true,
      description = "The app's key and id. Made by --register, readable by you alone.")
  private Path identity = Path.of("");

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Task task = new Task();

  /** One of them. */
  static final class Task {
    @Option(
        names = "--register",
        paramLabel = "NAME",
        description = "Register this app, and make its identity if there is none.")
    private @Nullable String name;

    @Option(
        names = "--open",
        paramLabel = "PEER",
        description =
            "Use the channel with this peer, its identity or name; offer one if there is none.")
    private @Nullable String peer;

    @Option(
        names = "--accept",
        description = "Accept the channel that is offered, or use the open one.")
    private boolean accept;

    /** Whom to open a channel with; null to accept one. */
    private @Nullable String toOpen() {
      return accept ? null : peer;
    }
  }

  @Option(names = "--gateway", paramLabel = "URL", description = "Default: ${DEFAULT-VALUE}.")
  private URI gateway = URI.create("http://127.0.0.1:8080");

  @Option(names = "--audience", description = "Whom the tokens are for. Default: ${DEFAULT-VALUE}.")
  private String audience = "pawl-gateway";

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description = "The gateway's port for administration. Default: ${DEFAULT-VALUE}.")
  private URI admin = URI.create("http://127.0.0.1:8081");

  @Option(
      names = "--credential",
      paramLabel = "FILE",
      description = "The credential for administration; '-' is standard input.")
  private @Nullable String credential;

  @Option(
      names = "--send",
      paramLabel = "FILE",
      description = "Send each line of FILE, or of standard input for '-'.")
  private @Nullable String send;

  @Option(names = "--rekey", description = "Begin a new epoch, the one that --key-version names.")
  private boolean rekey;

  @Option(
      names = "--key-version",
      paramLabel = "V",
      description = "The epoch that is to begin: the current one and 1.")
  private int keyVersion;

  @Option(
      names = "--reason",
      description = "routine, suspicious or compromise. Default: ${DEFAULT-VALUE}.")
  private String reason = "routine";

  @Option(
      names = "--receive",
      paramLabel = "N",
      description = "Receive, print and acknowledge so many messages.")
  private long receive;

  @Option(
      names = "--expect-restart",
      description = "Then wait until the gateway has gone away and come back.")
  private boolean expectRestart;

  @Option(
      names = "--post-restart-messages",
      paramLabel = "N",
      description = "After that send so many with --send, receive so many with --receive.")
  private int afterRestart;

  @Option(
      names = "--expect",
      paramLabel = "CODE",
      description = "Succeed if, and only if, something is refused with this code.")
  private @Nullable String expected;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "For everything. Default: ${DEFAULT-VALUE}.")
  private int timeout = 60;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  /**
   * @param input for {@code --send -}
   */
  public AppCommand(InputStream input) {
    this.input = input;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rekey != (keyVersion > 0)) {
      throw used("--rekey and --key-version go together");
    }
    String name = task.name;
    if (name == null) {
      return act();
    }
    return register(name);
  }

  private ParameterException used(String wrongly) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), wrongly);
  }

  private Integer register(String name) throws IOException, InterruptedException {
    if (credential == null) {
      throw used("--register needs --credential");
    }
    AppIdentity app = Files.exists(identity) ? AppIdentity.read(identity) : AppIdentity.create();
    if (app.app() != null) {
      throw new CommandFailure(identity + " is registered already, as " + app.app());
    }
    // The key first: a registration without it would be of no use.
    app.write(identity);
    String secret = read(credential).strip();
    AppIdentity registered = app.register(name, new GatewayClient(admin, () -> secret, deadline()));
    registered.write(identity);
    say(
        json
            ? GatewayClient.JSON
                .createObjectNode()
                .put("id", registered.app())
                .put("name", name)
                .put("identity", registered.identity())
                .toString()
            : String.valueOf(registered.identity()));
    return ExitCode.OK;
  }

  private Deadline deadline() {
    return Deadline.in(Duration.ofSeconds(timeout));
  }

  private Integer act() throws IOException, InterruptedException {
    AppIdentity app = AppIdentity.read(identity);
    if (app.app() == null) {
      throw new CommandFailure(identity + " is not registered: see 'pawl app --register'");
    }
    Deadline deadline = deadline();
    var client = new GatewayClient(gateway, new AppTokens(app, audience)::next, deadline);
    var script =
        new AppRun.Script(
            task.toOpen(), lines(), receive, keyVersion, reason, expectRestart, afterRestart);
    var run = new AppRun(script, client, deadline, json ? _ -> {} : this::say);
    GatewayProblem refused = null;
    try {
      run.run();
    } catch (GatewayProblem problem) {
      refused = problem;
    }
    if (json) {
      say(run.account().toString());
    }
    return judge(refused);
  }

  private List<String> lines() throws IOException {
    if (send == null) {
      return List.of();
    }
    return read(send).lines().toList();
  }

  private String read(String file) throws IOException {
    return file.equals(STANDARD_INPUT)
        ? new String(input.readAllBytes(), StandardCharsets.UTF_8)
        : Files.readString(Path.of(file));
  }

  private Integer judge(@Nullable GatewayProblem refused) {
    if (refused == null) {
      if (expected != null) {
        throw new CommandFailure("nothing was refused, and " + expected + " was expected");
      }
    } else if (!refused.code().equals(expected)) {
      throw new CommandFailure("the gateway refused: " + refused.getMessage(), refused);
    }
    return ExitCode.OK;
  }

  private void say(String line) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
