// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point along the record's path. */
@AnalyzeClasses(
    packages = "io.eventforwarder",
    importOptions = ImportOption.DoNotIncludeTests.class)
class PackageDependenciesTest {

  @ArchTest
  static final ArchRule DECODE_KNOWS_NEITHER_FLINK_NOR_KAFKA =
      noClasses()
          .that()
          .resideInAPackage("..decode..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache..", "com.fasterxml..");

  @ArchTest
  static final ArchRule NO_STAGE_KNOWS_THE_JOB_OR_WHAT_RUNS_IT =
      noClasses()
          .that()
          .resideOutsideOfPackages("..job..", "..cli..", "..demo..", "..bench..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..job..", "..cli..", "..demo..", "..bench..");

  @ArchTest
  static final ArchRule THE_JOB_JAR_LACKS_COMMANDS_AND_DEMO =
      noClasses()
          .that()
          .resideInAPackage("..job..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..cli..", "..demo..", "..bench..");

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CYCLE =
      slices().matching("io.eventforwarder.(*)..").should().beFreeOfCycles();

  /** Beyond five, settings belong in a record of their own. */
  @ArchTest
  static void noRecordOfTheConfigurationHasMoreThanFiveComponents(JavaClasses classes) {
    assertThat(classes)
        .filteredOn(type -> type.getPackageName().equals("io.eventforwarder.config"))
        .isNotEmpty()
        .flatExtracting(JavaClass::getConstructors)
        .allMatch(constructor -> constructor.getRawParameterTypes().size() <= 5);
  }
}
