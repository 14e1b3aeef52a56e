package io.wirescope.internal.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;

/** Makes the {@link Eager} beans. */
@Service
public class EagerStart {

    void start(@Observes @Initialized(ApplicationScoped.class) Object application, @Any Instance<Eager> beans) {
        for (Eager bean : beans) {
            bean.toString(); // an injected proxy makes its bean at the first call
        }
    }
}
