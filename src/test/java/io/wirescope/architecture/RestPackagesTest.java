package io.wirescope.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The packages of the HTTP API: resources use those below them, and these have no cycles. */
class RestPackagesTest {

    private static final String REST = "io.wirescope.internal.rest";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(REST);

    @Test
    void nothingBelowUsesAResource() {
        noClasses().that().resideOutsideOfPackage(REST)
                .should().dependOnClassesThat().resideInAPackage(REST)
                .check(CLASSES);
    }

    @Test
    void thereAreNoCycles() {
        slices().matching(REST + ".(*)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void streamsNeedNoJaxRs() {
        noClasses().that().resideInAPackage(REST + ".stream")
                .should().dependOnClassesThat().resideInAPackage("jakarta.ws..")
                .check(CLASSES);
    }

    @Test
    void theApiIsDescribedInOneFile() {
        noClasses().should().dependOnClassesThat().resideInAPackage("org.eclipse.microprofile.openapi..")
                .check(CLASSES);
    }
}
