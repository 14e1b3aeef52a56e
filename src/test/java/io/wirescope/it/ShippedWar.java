package io.wirescope.it;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR that the build made, so that the tests test what ships. */
final class ShippedWar {

    private static final String CONFIG = "WEB-INF/classes/META-INF/microprofile-config.properties";

    private ShippedWar() {
    }

    static WebArchive asBuilt() {
        return ShrinkWrap.create(ZipImporter.class, "wirescope.war")
                .importFrom(new File(System.getProperty("wirescope.war")))
                .as(WebArchive.class);
    }

    /** {@return the WAR with some settings of its own} */
    static WebArchive with(Map<String, String> settings) {
        WebArchive war = asBuilt();
        StringBuilder config = new StringBuilder(read(war));
        settings.forEach((key, value) -> config.append('\n').append(key).append('=').append(value));
        war.delete(CONFIG);
        war.add(new StringAsset(config.append('\n').toString()), CONFIG);
        return war;
    }

    private static String read(WebArchive war) {
        try (InputStream in = war.get(CONFIG).getAsset().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
