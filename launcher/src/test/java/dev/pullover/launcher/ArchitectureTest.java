package dev.pullover.launcher;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Random;

/** The layering of the suite; the numbers are those of the rules that it keeps. */
@AnalyzeClasses(packages = "dev.pullover", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] AGENTS = {"testserver", "synchrolist", "copylist", "stat", "log", "publishlist"};

    /** 2: agents depend on common, never on each other; only the launcher knows them all. */
    @ArchTest
    static final ArchRule agentsDoNotKnowEachOther = slices().matching("dev.pullover.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAPackage("dev.pullover.launcher.."), alwaysTrue())
            .ignoreDependency(alwaysTrue(), resideInAPackage("dev.pullover.common.."));

    @ArchTest
    static final ArchRule commonKnowsNoAgent = noClasses()
            .that()
            .resideInAPackage("dev.pullover.common..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages());

    @ArchTest
    static final ArchRule commonHasNoCycles =
            slices().matching("dev.pullover.common.(*)..").should().beFreeOfCycles();

    /** 3: an agent's public face is Main, its Module, and what its Module hands out. */
    @ArchTest
    static final ArchRule agentsArePackagePrivate = classes()
            .that()
            .resideInAnyPackage(packages())
            .and()
            .areTopLevelClasses()
            .and()
            .arePublic()
            .should()
            .haveNameMatching(".*\\.(Main|[A-Z][a-z]+Module|CopySummary)");

    /** 4: the layout of messages lives in one place, and nobody else touches the queues' files. */
    @ArchTest
    static final ArchRule onlyOnePackageKnowsChronicle = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pullover.common.queue.chronicle..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft..");

    @ArchTest
    static final ArchRule onlyOnePackageKnowsSqlite = noClasses()
            .that()
            .resideOutsideOfPackages("dev.pullover.common.ledger.sqlite..", "dev.pullover.stat..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.sqlite..");

    @ArchTest
    static final ArchRule onlyRemoteKnowsSsh = noClasses()
            .that()
            .resideOutsideOfPackages("dev.pullover.common.remote..", "dev.pullover.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("net.schmizz..", "com.hierynomus..", "org.apache.sshd..");

    /** 8: exit codes come from the one enum, and leave the process in Main only. */
    @ArchTest
    static final ArchRule onlyMainExits =
            noClasses().that().doNotHaveSimpleName("Main").should().callMethod(System.class, "exit", int.class);

    /** 10: time and chance are injected; those who wire a process may take the real ones. */
    @ArchTest
    static final ArchRule agentsAreGivenTimeAndChance = noClasses()
            .that()
            .resideInAnyPackage(packages())
            .and()
            .doNotHaveSimpleName("Main")
            .and()
            .haveSimpleNameNotEndingWith("Command")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callConstructor(Random.class);

    private static String[] packages() {
        return java.util.Arrays.stream(AGENTS)
                .map(agent -> "dev.pullover." + agent + "..")
                .toArray(String[]::new);
    }
}
