package io.wirescope.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.wirescope.PublicApi;
import jakarta.enterprise.inject.spi.Extension;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What other applications may use is marked, complete in itself, and apart from what they may not. */
class PublicApiTest {

    private static final String ROOT = "io.wirescope";
    private static final String INTERNAL = ROOT + ".internal";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static Stream<JavaClass> marked() {
        return CLASSES.stream().filter(PublicApiTest::isMarked);
    }

    // a nested type is as public as the one around it
    private static boolean isMarked(JavaClass type) {
        return type.isAnnotatedWith(PublicApi.class) || type.getEnclosingClass().map(PublicApiTest::isMarked).orElse(false);
    }

    private static boolean isOurs(JavaClass type) {
        return type.getBaseComponentType().getPackageName().startsWith(ROOT);
    }

    private static boolean isInternal(JavaClass type) {
        return type.getPackageName().startsWith(INTERNAL);
    }

    @Test
    void nothingInternalIsMarked() {
        assertThat(marked()).isNotEmpty().noneMatch(PublicApiTest::isInternal);
    }

    @Test
    void aMarkedTypesMethodsUseOnlyMarkedTypes() {
        assertThat(marked().flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                .filter(method -> signature(method).anyMatch(type -> isOurs(type) && !isMarked(type.getBaseComponentType())))
                .map(JavaMethod::getFullName)).isEmpty();
    }

    private static Stream<JavaClass> signature(JavaMethod method) {
        return Stream.concat(method.getAllInvolvedRawTypes().stream(), method.getExceptionTypes().stream()
                .map(type -> type.toErasure())).filter(type -> !type.equals(method.getOwner()));
    }

    @Test
    void whatIsPublicWithoutTheMarkIsUsedByAnotherComponent() {
        assertThat(CLASSES.stream().filter(type -> !isInternal(type) && !isMarked(type))
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !type.isAssignableTo(Extension.class)) // loaded by name
                .filter(type -> !type.getMethods().isEmpty()) // constants leave no trace in the bytecode of their users
                .filter(type -> !type.getPackageName().equals(ROOT) && !type.getPackageName().contains(".wildfly"))
                .filter(type -> type.getDirectDependenciesToSelf().stream().map(Dependency::getOriginClass)
                        .allMatch(user -> user.getPackageName().equals(type.getPackageName())))
                .map(JavaClass::getName)).isEmpty();
    }
}
