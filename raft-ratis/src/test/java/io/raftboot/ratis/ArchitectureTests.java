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

package io.raftboot.ratis;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * The boundary: this engine knows what every engine may know, and nobody knows it.
 */
@AnalyzeClasses(packages = "io.raftboot", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchRule theEngineKnowsOnlyTheBoundaryAndWhatItStandsOn = classes().that()
		.resideInAPackage("io.raftboot.ratis..")
		.should()
		.onlyDependOnClassesThat(DescribedPredicate.not(resideInAnyPackage("io.raftboot.."))
			.or(resideInAnyPackage("io.raftboot", "io.raftboot.engine..", "io.raftboot.storage..",
					"io.raftboot.transport..", "io.raftboot.consensus..", "io.raftboot.ratis..")));

	@ArchTest
	final ArchRule nobodyElseKnowsRatis = noClasses().that()
		.resideOutsideOfPackage("io.raftboot.ratis..")
		.should()
		.dependOnClassesThat(resideInAnyPackage("io.raftboot.ratis..", "org.apache.ratis.."));

}
