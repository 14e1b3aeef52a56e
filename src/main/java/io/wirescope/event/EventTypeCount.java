package io.wirescope.event;

import io.wirescope.PublicApi;

/**
 * How often a type occurred since the start.
 *
 * @param type      the type's name
 * @param published how many events of it were published
 * @param evicted   how many of those newer events pushed out of the buffer
 */
@PublicApi
public record EventTypeCount(String type, long published, long evicted) {
}
