package io.wirescope.delivery;

import io.wirescope.PublicApi;

/** Thrown when more messages wait for the members of a channel than may. Nothing was sent; a later try may succeed. Has no
 * stack trace, because it is thrown when there is much to do. */
@PublicApi
public final class DeliveryOverloadedException extends RuntimeException {

    DeliveryOverloadedException() {
        super("Too many messages wait to be delivered; try again later", null, false, false);
    }
}
