package io.wirescope.upstream;

import io.wirescope.PublicApi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the message types that a {@link MessageHandler} takes.
 *
 * <pre>{@code
 * @Handles("order.*")
 * public class Orders implements MessageHandler {
 *
 *     @Override
 *     public Object handle(ClientMessage message) {
 *         return Map.of("order_id", 17);
 *     }
 * }
 * }</pre>
 *
 * <p>A type is written in full ({@code order.create}), as a prefix ({@code order.*}) or as {@code *}, which is all that
 * no other route takes. Types that the protocol reserves can't be taken. The life-cycle calls are types too:
 * {@code io.wirescope.connect}, {@code io.wirescope.connected}, {@code io.wirescope.disconnected},
 * {@code io.wirescope.subscribe} and {@code io.wirescope.publish}.
 *
 * <p>A class with this annotation is a bean, {@link ApplicationScoped} unless it has another scope: this is a
 * stereotype and no qualifier, so that the class is found in bean archives of mode {@code annotated} and can be injected
 * by its own type.
 */
@PublicApi
@Stereotype
@ApplicationScoped
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Handles {

    /** {@return the types} */
    String[] value();

    /**
     * {@return the name of its route, for its settings and in events: lower-case letters, digits and hyphens; by default
     * the simple name of the class, such as {@code order-desk} of {@code OrderDesk}}
     */
    String route() default "";
}
