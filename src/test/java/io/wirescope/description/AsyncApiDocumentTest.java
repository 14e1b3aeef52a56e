package io.wirescope.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Role;
import io.wirescope.description.AsyncApiDocument.Side;
import io.wirescope.envelope.EnvelopeSample;
import io.wirescope.envelope.MessageType;
import io.wirescope.internal.socket.SocketEndpoints;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published AsyncAPI document against its specification and the code. What is sent: {@code DescriptionIT}. */
class AsyncApiDocumentTest {

    private static final String ENVELOPES = "/ws/client";
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    private static final AsyncApiDocument DOCUMENT = AsyncApiDocument.inSource();

    @Test
    void isAsyncApi3() throws IOException {
        JsonSchemas specification = new JsonSchemas().with(resource("/asyncapi/3.0.0.json"));
        URI id = URI.create("http://asyncapi.com/definitions/3.0.0/asyncapi.json");

        assertThat(specification.problems(id, DOCUMENT.json())).isEmpty();

        JsonObject broken = jakarta.json.Json.createObjectBuilder(DOCUMENT.json()).add("chanels", 1).build();
        assertThat(specification.problems(id, broken)).isNotEmpty();
    }

    private static String resource(String path) throws IOException {
        try (InputStream in = AsyncApiDocumentTest.class.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void hasTheAddressesOfTheEndpointsAndTheirParameters() {
        assertThat(DOCUMENT.addresses()).containsExactlyInAnyOrderElementsOf(
                new SocketEndpoints().getEndpointConfigs(Set.of()).stream()
                        .map(ServerEndpointConfig::getPath).toList());
        DOCUMENT.channels().forEach(channel -> assertThat(channel.containsKey("parameters")
                ? channel.getJsonObject("parameters").keySet() : Set.of())
                .isEqualTo(PARAMETER.matcher(channel.getString("address")).results()
                        .map(found -> found.group(1)).collect(Collectors.toSet())));
    }

    @Test
    void hasTheRolesOfTheHandshake() {
        assertThat(DOCUMENT.at("/channels/envelope/bindings/ws/query/properties/role").getJsonArray("enum")
                .getValuesAs(JsonString.class)).extracting(JsonString::getString)
                .containsExactlyElementsOf(Stream.of(Role.values()).map(Role::wireName).toList());
    }

    @Test
    void describesEveryTypeOfMessage() throws ReflectiveOperationException {
        Set<String> types = typesOfTheCode();
        Set<String> ofServer = types.stream().filter(MessageType::isServersOwn).collect(Collectors.toSet());
        Set<String> described = new HashSet<>(DOCUMENT.types(Side.SERVER, ENVELOPES));

        assertThat(described).isEqualTo(ofServer);
        described.addAll(DOCUMENT.types(Side.CLIENT, ENVELOPES));
        assertThat(described).isEqualTo(types);
    }

    private static Set<String> typesOfTheCode() throws ReflectiveOperationException {
        Set<String> types = new HashSet<>();
        for (var field : MessageType.class.getFields()) {
            if (field.getType() == String.class && Modifier.isStatic(field.getModifiers())
                    && !field.getName().equals("RULE")) { // a text about types
                types.add((String) field.get(null));
            }
        }
        return types;
    }

    @Test
    void everyMessageIsSentBySomebodyAndNamedForItsType() {
        Set<String> sent = new HashSet<>();
        for (String address : DOCUMENT.addresses()) {
            sent.addAll(DOCUMENT.messages(Side.SERVER, address));
            sent.addAll(DOCUMENT.messages(Side.CLIENT, address));
        }

        assertThat(sent).isEqualTo(DOCUMENT.messages().keySet());
        DOCUMENT.channels().forEach(channel -> {
            Set<String> here = new HashSet<>(DOCUMENT.messages(Side.SERVER, channel.getString("address")));
            here.addAll(DOCUMENT.messages(Side.CLIENT, channel.getString("address")));
            assertThat(channel.getJsonObject("messages").keySet()).isEqualTo(here);
        });
        for (Side side : Side.values()) {
            Set<String> names = DOCUMENT.messages(side, ENVELOPES).stream()
                    .map(name -> DOCUMENT.messages().get(name).getString("name")).collect(Collectors.toSet());
            assertThat(names).containsAll(DOCUMENT.types(side, ENVELOPES));
        }
    }

    @ParameterizedTest
    @MethodSource("fromClients")
    void everyGoodMessageOfAClientsIsOneOfThoseDescribed(EnvelopeSample sample) {
        assertThat(DOCUMENT.matches(Side.CLIENT, ENVELOPES, sample.text())).hasSize(1);
    }

    static Stream<EnvelopeSample> fromClients() {
        return EnvelopeSample.good().filter(sample -> sample.isFrom("client"));
    }

    @Test
    void aMessageWithoutEnvelopeIsDescribedToo() {
        assertThat(DOCUMENT.matches(Side.CLIENT, ENVELOPES, "{\"type\":\"ping\"}")).containsExactly("unenvelopedMessage");
        assertThat(DOCUMENT.matches(Side.CLIENT, ENVELOPES, "[]")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.wirescope.envelope.EnvelopeSample#badFromServer")
    void noMessageThatTheServerNeverSendsIsDescribed(EnvelopeSample sample) {
        assertThat(DOCUMENT.matches(Side.SERVER, ENVELOPES, sample.text())).isEmpty();
    }

    @Test
    void listsTheCloseCodesOfTheCode() {
        assertThat(DOCUMENT.extension("x-close-codes"))
                .extracting(close -> close.getInt("code"), close -> close.getString("name"))
                .containsExactlyElementsOf(Stream.of(CloseCode.values())
                        .map(code -> tuple(code.code(), code.name())).toList());
        assertThat(DOCUMENT.extension("x-close-codes")).allMatch(close -> !close.getString("when").isEmpty());
    }

    @Test
    void refersToTheErrorCodesOfTheSchema() {
        assertThat(DOCUMENT.at("/components/schemas/errorCode").getString("$ref"))
                .isEqualTo("schemas/envelope-v1.json#/$defs/errorCode");
    }

    @Test
    void isOfTheSameOriginAsTheSchema() {
        URI schema = URI.create(EnvelopeSchema.inSource().json().getString("$id"));

        assertThat(URI.create(DOCUMENT.json().getString("id")).resolve("schemas/envelope-v1.json")).isEqualTo(schema);
        assertThat(List.of(EnvelopeSchema.PATH, AsyncApiDocument.PATH)).allMatch(path -> path.startsWith("/"));
    }
}
