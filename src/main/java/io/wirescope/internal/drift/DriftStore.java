package io.wirescope.internal.drift;

import io.wirescope.envelope.InvalidFieldException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Keeps the state of models when the server restarts. Each is an object as {@link DriftStateJson} writes it. For one thread
 * at a time.
 */
interface DriftStore {

    /**
     * {@return all that is kept; what can't be read is reported, set aside and left out}
     *
     * @param reading makes of an object what it says, or throws {@link InvalidFieldException}
     */
    <T> List<T> load(Function<JsonObject, T> reading);

    /**
     * Keeps the state of a model instead of what was kept of it before: all of it, or nothing.
     *
     * @throws IOException when it can't be kept
     */
    void save(ModelKey key, JsonObject state) throws IOException;

    /**
     * Forgets a model.
     *
     * @throws IOException when it can't be forgotten
     */
    void delete(ModelKey key) throws IOException;
}
