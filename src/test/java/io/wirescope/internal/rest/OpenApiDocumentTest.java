package io.wirescope.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.wirescope.description.OpenApiDocument;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** META-INF/openapi.yaml against the resources. */
class OpenApiDocumentTest {

    private static final OpenApiDocument DOCUMENT = OpenApiDocument.inSource();

    /** Served by a servlet. */
    private static final String STREAM = "GET /api/v2/observability/events/stream";

    private static final Pattern TEMPLATE = Pattern.compile("\\{([^}]+)}");

    @Test
    void everyCallOfAResourceIsDescribedAndNoOther() {
        Set<String> calls = new HashSet<>(Set.of(STREAM));
        new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.wirescope").stream()
                .filter(type -> type.isAnnotatedWith(Path.class))
                .map(JavaClass::reflect).flatMap(OpenApiDocumentTest::calls).forEach(calls::add);

        assertThat(DOCUMENT.calls().keySet()).isEqualTo(calls);
    }

    private static Stream<String> calls(Class<?> resource) {
        String root = "/api/" + resource.getAnnotation(Path.class).value();
        return Stream.of(resource.getMethods()).flatMap(method -> httpMethods(method)
                .map(verb -> verb + " " + root + (method.isAnnotationPresent(Path.class)
                        ? "/" + method.getAnnotation(Path.class).value() : "")));
    }

    private static Stream<String> httpMethods(Method method) {
        return Stream.of(method.getAnnotations()).map(each -> each.annotationType().getAnnotation(HttpMethod.class))
                .filter(verb -> verb != null).map(HttpMethod::value);
    }

    @Test
    void everyCallHasAnIdOfItsOwn() {
        assertThat(DOCUMENT.calls().values()).extracting(call -> call.getString("operationId"))
                .doesNotHaveDuplicates().hasSameSizeAs(DOCUMENT.calls().keySet());
    }

    @TestFactory
    Stream<DynamicTest> everyCallIsComplete() {
        return DOCUMENT.calls().entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(call.getKey(), () -> isComplete(call.getKey(), call.getValue())));
    }

    private static void isComplete(String name, JsonObject call) {
        assertThat(call.getString("summary")).isNotEmpty();
        assertThat(call.getJsonArray("tags")).hasSize(1);
        List<JsonObject> parameters = call.containsKey("parameters")
                ? call.getJsonArray("parameters").getValuesAs(JsonObject.class) : List.of();
        assertThat(parameters).allSatisfy(parameter -> assertThat(parameter.getString("in")).isNotEmpty());
        Matcher templates = TEMPLATE.matcher(name);
        while (templates.find()) {
            assertThat(parameters).extracting(parameter -> parameter.getString("name")).contains(templates.group(1));
        }
        if (call.containsKey("requestBody")) {
            call.getJsonObject("requestBody").getJsonObject("content").values()
                    .forEach(content -> assertThat(DOCUMENT.examples(content.asJsonObject()).values()).isNotEmpty()
                            .allSatisfy(example -> assertThat(JsonFormat.read(example)).isNotNull()));
        }
        call.getJsonObject("responses").forEach((status, response) -> examplesAreInTheirForm(status, response));
    }

    private static void examplesAreInTheirForm(String status, JsonValue response) {
        assertThat(response.asJsonObject().getString("description")).isNotEmpty();
        response.asJsonObject().getJsonObject("content").forEach((type, content) -> {
            Map<String, String> examples = DOCUMENT.examples(content.asJsonObject());
            assertThat(examples).isNotEmpty();
            if (type.equals("application/json")) {
                assertThat(examples.values()).allSatisfy(example -> hasTheForm(json(example), status));
            }
        });
    }

    private static JsonObject json(String example) {
        try {
            return JsonFormat.read(example).asJsonObject();
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(example, e);
        }
    }

    private static void hasTheForm(JsonObject example, String status) {
        assertThat(example.keySet()).containsExactlyInAnyOrder("success", "data", "error", "meta");
        assertThat(example.getBoolean("success")).isEqualTo(status.startsWith("2"));
        assertThat(example.get("error").equals(JsonValue.NULL)).isEqualTo(status.startsWith("2"));
        assertThat(example.getJsonObject("meta").keySet())
                .containsExactlyInAnyOrder("message", "request_id", "timestamp");
    }
}
