package io.pawl.gateway.http;

import static io.pawl.gateway.http.EventStream.named;

import io.micrometer.core.instrument.Counter;
import io.pawl.channel.Cause;
import io.pawl.channel.ChannelEvent;
import io.pawl.gateway.HeldChannel;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Refusal;
import java.time.Duration;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;

/** A channel's messages and events as server-sent events. */
final class MessageStream {
  private MessageStream() {}

  /**
   * @param after log offset of the last message that the client has, -1 if none
   * @param heartbeat between comments, which show that the connection lives
   * @param delivered counts messages
   */
  static Flux<ServerSentEvent<String>> of(
      HeldChannel.Opened channel, long after, Duration heartbeat, Counter delivered) {
    Flux<ServerSentEvent<String>> messages =
        channel
            .mailbox()
            .read(after)
            .doOnNext(message -> delivered.increment())
            .map(message -> EventStream.placed("message", message.logOffset(), Views.of(message)));
    Flux<ServerSentEvent<String>> events =
        channel.channel().events().onBackpressureDrop().map(MessageStream::event);
    return EventStream.of(messages, events, heartbeat);
  }

  private static ServerSentEvent<String> event(ChannelEvent event) {
    return switch (event) {
      case ChannelEvent.Told(Event.Activated told) ->
          named(
              "activated",
              JsonText.object()
                  .put("epoch", told.epoch())
                  .put("kind", told.kind().name())
                  .put("logOffset", told.logOffset()));
      case ChannelEvent.Told(Event.Refused told) ->
          named(
              "refused",
              JsonText.object()
                  .put("code", told.code().name())
                  .put("kind", told.kind().name())
                  .put("epoch", told.epoch())
                  .put("logOffset", told.logOffset()));
      case ChannelEvent.Told(Event.ReestablishRequired told) ->
          named(
              "reestablish",
              JsonText.object()
                  .put("code", told.code().name())
                  .put("advisory", told.advisory())
                  .put("epoch", told.epoch())
                  .put("logOffset", told.logOffset()));
      case ChannelEvent.NotAuthentic(var position, long logOffset) ->
          named(
              "not-authentic",
              JsonText.object().put("epoch", position.epoch()).put("logOffset", logOffset));
      case ChannelEvent.Impersonated(long logOffset) ->
          named("impersonated", JsonText.object().put("logOffset", logOffset));
      case ChannelEvent.EpochBegan began ->
          named(
              "epoch",
              JsonText.object()
                  .put("epoch", began.epoch())
                  .put("kind", began.kind().name())
                  .put("reason", began.reason().name())
                  .put("keyed", began.keyed()));
      case ChannelEvent.KeysErased(int epoch) ->
          named("erased", JsonText.object().put("epoch", epoch));
      case ChannelEvent.TransitionRefused(int epoch, Kind kind, Refusal code) ->
          named(
              "transition-refused",
              JsonText.object()
                  .put("epoch", epoch)
                  .put("kind", kind.name())
                  .put("code", code.name()));
      case ChannelEvent.LeftUnanswered(int epoch, Kind kind, String why) ->
          named(
              "left-unanswered",
              JsonText.object().put("epoch", epoch).put("kind", kind.name()).put("why", why));
      case ChannelEvent.Healing(Cause cause, int attempt) ->
          named("healing", JsonText.object().put("cause", cause.name()).put("attempt", attempt));
      case ChannelEvent.HealingDelayed(Cause cause, Duration pause, boolean exhausted) ->
          named(
              "healing-delayed",
              JsonText.object()
                  .put("cause", cause.name())
                  .put("pauseMillis", pause.toMillis())
                  .put("exhausted", exhausted));
    };
  }
}
