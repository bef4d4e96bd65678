package io.pawl.stream.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The REST API of the Confluent Schema Registry, which Apicurio and others speak too. Registries
 * are asked in turn, beginning with the one that answered last.
 */
final class HttpRegistry implements SchemaRegistry {
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int SCHEMA_NOT_FOUND = 40403;
  private static final int SUBJECT_NOT_FOUND = 40401;

  /** Far more than any schema; a registry gone mad does not fill the memory. */
  private static final int MAX_ANSWER_BYTES = 4 << 20;

  /**
   * Schemas remembered. Whoever writes to the log can name all of a registry's; beyond this all are
   * forgotten, which costs look-ups and no more.
   */
  private static final int MAX_SCHEMAS = 10_000;

  /** Long enough to say what is wrong, short enough for one line. */
  private static final int MAX_MESSAGE = 300;

  private final ObjectMapper json = new ObjectMapper();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private final RegistrySettings settings;
  private final HttpClient client;
  private volatile int lastGood;

  HttpRegistry(RegistrySettings settings) {
    this.settings = settings;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout());
    if (settings.tls() != null) {
      builder.sslContext(settings.tls());
    }
    this.client = builder.build();
  }

  /** What one registry said. */
  private record Answer(int status, JsonNode body) {
    int code() {
      return body.path("error_code").asInt(0);
    }

    String message() {
      String text = body.path("message").asText("");
      String line = (text.isEmpty() ? "status " + status : text).replaceAll("\\s+", " ").strip();
      return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "…" : line;
    }
  }

  @Override
  public Mono<Schema> schema(int id) {
    return Mono.defer(() -> {
      Schema known = schemas.get(id);
      return known != null ? Mono.just(known) : ask(id).doOnNext(found -> remember(id, found));
    });
  }

  private void remember(int id, Schema schema) {
    if (schemas.size() >= MAX_SCHEMAS) {
      schemas.clear();
    }
    schemas.put(id, schema);
  }

  /**
   * An id is unknown only where a registry says just that: an address that is not one answers 404
   * as well, and would turn every record into garbage. And the others are asked first, since one
   * may lag behind.
   */
  private Mono<Schema> ask(int id) {
    return firstThat(
            "/schemas/ids/" + id,
            null,
            answer -> answer.status() == 200 && answer.body().path("schema").isTextual(),
            answer -> answer.status() == 404 && answer.code() == SCHEMA_NOT_FOUND)
        .map(answer -> {
          if (answer.status() != 200) {
            throw new RegistryException.UnknownId(id);
          }
          return parse(id, answer.body());
        });
  }

  private static Schema parse(int id, JsonNode body) {
    String type = body.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new RegistryException.NotAvro(id, "its type is " + type);
    }
    if (!body.path("references").isEmpty()) {
      throw new RegistryException.NotAvro(id, "it refers to others");
    }
    try {
      return new Schema.Parser().parse(body.path("schema").textValue());
    } catch (AvroRuntimeException e) {
      throw new RegistryException.NotAvro(id, "it does not parse");
    }
  }

  @Override
  public Mono<Integer> register(String subject, Schema schema) {
    String path =
        "/subjects/"
            + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20")
            + (settings.register() ? "/versions" : "");
    String body = JsonNodeFactory.instance.objectNode().put("schema", schema.toString()).toString();
    return firstThat(
            path,
            body,
            answer -> answer.status() == 200 && answer.body().path("id").canConvertToInt(),
            answer -> isRefusal(answer) || isNotThere(answer))
        .map(answer -> {
          if (isNotThere(answer)) {
            throw new RegistryException.Refused(
                subject, "it is not registered, and auto.register.schemas is false");
          }
          if (isRefusal(answer)) {
            throw new RegistryException.Refused(subject, answer.message());
          }
          return answer.body().path("id").intValue();
        });
  }

  private static boolean isRefusal(Answer answer) {
    return answer.status() == 409 || answer.status() == 422;
  }

  private static boolean isNotThere(Answer answer) {
    return answer.status() == 404
        && (answer.code() == SUBJECT_NOT_FOUND || answer.code() == SCHEMA_NOT_FOUND);
  }

  /** Which answers count. */
  private interface Test extends java.util.function.Predicate<Answer> {}

  /**
   * The first good answer, or, once all registries were asked, the first that says no. Neither is
   * {@link RegistryException.Unavailable}.
   */
  private Mono<Answer> firstThat(String path, @Nullable String body, Test good, Test no) {
    return Mono.defer(() -> {
      int first = lastGood;
      int registries = settings.addresses().size();
      return Flux.range(first, registries)
          .concatMap(i -> attempt(i % registries, path, body, good))
          .takeUntil(reply -> reply.answer() != null && good.test(reply.answer()))
          .collectList()
          .map(replies -> choose(replies, good, no));
    });
  }

  private static Answer choose(List<Reply> replies, Test good, Test no) {
    Reply last = replies.getLast();
    if (last.answer() != null && good.test(last.answer())) {
      return last.answer();
    }
    StringBuilder faults = new StringBuilder();
    for (Reply reply : replies) {
      if (reply.answer() != null && no.test(reply.answer())) {
        return reply.answer();
      }
      faults.append(faults.isEmpty() ? "" : "; ").append(reply.fault());
    }
    throw new RegistryException.Unavailable("no schema registry answers: " + faults, last.cause());
  }

  /** What became of one attempt: an answer, or no answer at all. */
  private record Reply(URI address, @Nullable Answer answer, @Nullable Throwable cause) {
    String fault() {
      return address
          + ": "
          + (answer != null
              ? answer.message()
              : cause == null || cause.getMessage() == null
                  ? "cannot be reached"
                  : cause.getMessage());
    }
  }

  private Mono<Reply> attempt(int index, String path, @Nullable String body, Test good) {
    URI address = settings.addresses().get(index);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(settings.readTimeout())
            .header("Accept", MEDIA_TYPE + ", application/json");
    if (settings.authorization() != null) {
      request.header("Authorization", settings.authorization());
    }
    if (body != null) {
      request.header("Content-Type", MEDIA_TYPE).POST(BodyPublishers.ofString(body));
    }
    HttpRequest built = request.build();
    return Mono.fromFuture(() ->
            client.sendAsync(
                built, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES)))
        .map(response -> new Reply(address, answer(response), null))
        .onErrorResume(
            Exception.class,
            e ->
                Mono.just(
                    new Reply(
                        address,
                        null,
                        e instanceof CompletionException && e.getCause() != null
                            ? e.getCause()
                            : e)))
        .doOnNext(reply -> {
          if (reply.answer() != null && good.test(reply.answer())) {
            lastGood = index;
          }
        });
  }

  private Answer answer(HttpResponse<String> response) {
    try {
      return new Answer(response.statusCode(), json.readTree(response.body()));
    } catch (JsonProcessingException e) {
      return new Answer(
          // Not JSON: whoever answers is no registry, whatever the status.
          response.statusCode() == 200 ? 502 : response.statusCode(),
          JsonNodeFactory.instance
              .objectNode()
              .put("message", "status " + response.statusCode() + " and no JSON"));
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
