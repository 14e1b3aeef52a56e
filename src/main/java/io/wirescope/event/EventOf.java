package io.wirescope.event;

import io.wirescope.PublicApi;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Objects;

/**
 * Names the type of event that a CDI observer wants; without it, an observer of {@link ObservabilityEvent}
 * gets all of them.
 *
 * <pre>{@code
 * void alert(@Observes @EventOf("drift.status") ObservabilityEvent event) { ... }
 *
 * void archive(@ObservesAsync ObservabilityEvent event) { ... }
 * }</pre>
 *
 * <p>Observers get what is published on the {@link ObservabilityEventBus} since the start of the application,
 * never on the publisher's thread, with a request context of their own for each event:
 * <ul>
 * <li>{@code @Observes} in order of sequence, one event at a time, by the observers' priorities; a slow one holds
 * up the other {@code @Observes}, nobody else;
 * <li>{@code @ObservesAsync} up to 16 events at a time, so in no order.
 * </ul>
 * An observer that throws is named in the log, and the others get the event all the same. Observers that fall
 * more than the bus's buffer behind miss events, which {@link ObservabilityEventBus#subscriptions()} counts. An
 * observer that publishes events of a type that it observes keeps itself busy for ever.
 *
 * <p>A name that breaks {@link EventType#isValid}'s rule stops the deployment.
 */
@PublicApi
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.FIELD, ElementType.METHOD, ElementType.TYPE})
public @interface EventOf {

    /** {@return the type's name, such as {@code drift.status}} */
    String value();

    /** The qualifier as a value. */
    final class Literal extends AnnotationLiteral<EventOf> implements EventOf {

        private static final long serialVersionUID = 1;

        private final String value;

        private Literal(String value) {
            this.value = Objects.requireNonNull(value, "value");
        }

        /**
         * Makes the qualifier of a type.
         *
         * @param eventType the type's name, such as {@code drift.status}
         * @return a qualifier that is equal to the annotation with that name
         * @throws NullPointerException when the name is null
         */
        public static Literal of(String eventType) {
            return new Literal(eventType);
        }

        @Override
        public String value() {
            return value;
        }
    }
}
