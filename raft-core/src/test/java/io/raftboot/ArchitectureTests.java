/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot;

import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Random;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Who may know whom. The directions are those of {@code docs/design-decisions.md}: the
 * API knows nobody, the consensus rules know the API alone, and only the node knows all.
 */
@AnalyzeClasses(packages = "io.raftboot", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String API = "io.raftboot";

	private static final String CONSENSUS = "io.raftboot.consensus..";

	private static final String ENGINE = "io.raftboot.engine..";

	private static final String STORAGE = "io.raftboot.storage..";

	private static final String TRANSPORT = "io.raftboot.transport..";

	private static final String MACHINE = "io.raftboot.machine..";

	private static final String JSON_RPC = "io.raftboot.jsonrpc..";

	@ArchTest
	final ArchRule coreKnowsNoSpring = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework..");

	@ArchTest
	final ArchRule onlyTheBuilderLeadsFromTheApiInside = classes().that()
		.resideInAPackage(API)
		.and()
		.doNotBelongToAnyOf(RaftNodeBuilder.class, FieldValues.class)
		.should()
		.onlyDependOnClassesThat(outsideOr(API).or(belongToAnyOf(RaftNodeBuilder.class)));

	@ArchTest
	final ArchRule consensusKnowsOnlyTheApi = classes().that()
		.resideInAPackage(CONSENSUS)
		.should()
		.onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", API, CONSENSUS));

	@ArchTest
	final ArchRule consensusTouchesNoFileNoSocketAndNoThread = noClasses().that()
		.resideInAPackage(CONSENSUS)
		.should()
		.dependOnClassesThat(resideInAnyPackage("java.io..", "java.net..", "java.nio.channels..", "java.nio.file..")
			.or(resideInAnyPackage("java.util.concurrent.locks.."))
			.or(type(Thread.class)));

	@ArchTest
	final ArchRule consensusReadsNoClock = noClasses().that()
		.resideInAPackage(CONSENSUS)
		.should()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(System.class, "nanoTime")
		.orShould()
		.dependOnClassesThat(resideInAnyPackage("java.time.."));

	@ArchTest
	final ArchRule onlyTheDriverReadsTheWallClock = noClasses().that()
		.doNotHaveFullyQualifiedName("io.raftboot.node.Driver")
		.should()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(Instant.class, "now")
		.orShould()
		.dependOnClassesThat()
		.belongToAnyOf(Clock.class, Date.class)
		.because("it jumps: it only tells people, and machines by the leader's timestamps, what time it is");

	@ArchTest
	final ArchRule consensusDrawsOnlyWhatItIsGiven = noClasses().that()
		.resideInAPackage(CONSENSUS)
		.should()
		.dependOnClassesThat()
		.areAssignableTo(Random.class)
		.orShould()
		.callMethod(Math.class, "random")
		.orShould()
		.dependOnClassesThat()
		.haveFullyQualifiedName("java.util.random.RandomGeneratorFactory");

	@ArchTest
	final ArchRule engineBoundaryKnowsOnlyTheApi = within(ENGINE, API, ENGINE);

	@ArchTest
	final ArchRule storageKnowsOnlyConsensus = within(STORAGE, API, CONSENSUS, STORAGE);

	@ArchTest
	final ArchRule transportKnowsOnlyConsensus = within(TRANSPORT, API, CONSENSUS, TRANSPORT);

	@ArchTest
	final ArchRule machineKnowsOnlyTheEngineBoundary = within(MACHINE, API, ENGINE, MACHINE);

	@ArchTest
	final ArchRule jsonRpcKnowsOnlyTheEngineBoundary = within(JSON_RPC, API, ENGINE, JSON_RPC);

	@ArchTest
	final ArchRule packagesFormNoCycle = slices().matching("io.raftboot.(*)..")
		.should()
		.beFreeOfCycles()
		.allowEmptyShould(true);

	@ArchTest
	final ArchRule nothingIsSharedBetweenGroups = fields().that()
		.areStatic()
		.should()
		.beFinal()
		.because("two groups in one process must not meet in a static field")
		.allowEmptyShould(true);

	@ArchTest
	final ArchRule nothingIsWrittenWithJavaSerialization = noClasses().should()
		.dependOnClassesThat(belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class));

	private static ArchRule within(String area, String... known) {
		return classes().that()
			.resideInAPackage(area)
			.should()
			.onlyDependOnClassesThat(outsideOr(known))
			.allowEmptyShould(true);
	}

	private static DescribedPredicate<JavaClass> outsideOr(String... known) {
		return DescribedPredicate.not(resideInAnyPackage("io.raftboot.."))
			.or(resideInAnyPackage(known))
			.as("are not ours, or reside in %s", String.join(", ", known));
	}

}
