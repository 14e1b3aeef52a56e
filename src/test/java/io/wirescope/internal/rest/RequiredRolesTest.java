package io.wirescope.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every resource method to saying who may call it: one that says nothing is denied to everybody. */
class RequiredRolesTest {

    static List<Method> operations() {
        return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.wirescope").stream().map(JavaClass::reflect)
                .filter(type -> Stream.<Class<?>>iterate(type, parent -> parent != null, Class::getSuperclass)
                        .anyMatch(parent -> parent.isAnnotationPresent(Path.class)))
                .flatMap(type -> Arrays.stream(type.getMethods())).filter(method -> verb(method) != null).toList();
    }

    private static String verb(Method method) {
        return Arrays.stream(method.getAnnotations()).map(each -> each.annotationType().getAnnotation(HttpMethod.class))
                .filter(each -> each != null).map(HttpMethod::value).findFirst().orElse(null);
    }

    @Test
    void thereAreOperations() {
        assertThat(operations()).hasSizeGreaterThan(25);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationSaysWhoMayCallIt(Method operation) {
        assertThat(operation.getAnnotation(Requires.class)).as(operation.toString()).isNotNull();
        assertThat(operation.getAnnotation(Requires.class).value()).as(operation.toString()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whoeverMayOnlyReadChangesNothingButItsOwnSession(Method operation) {
        boolean ofSession = operation.getDeclaringClass().getSimpleName().equals("SessionResource");
        if (!ofSession && !"GET".equals(verb(operation)) && operation.isAnnotationPresent(Requires.class)) {
            assertThat(operation.getAnnotation(Requires.class).value()).as(operation.toString())
                    .doesNotContain(SecurityRole.OBSERVER);
        }
    }
}
