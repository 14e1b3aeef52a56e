package application;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The REST API of an application that has Wirescope in its WAR. */
@ApplicationPath("application")
public class BodyApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(BodyResource.class);
    }
}
