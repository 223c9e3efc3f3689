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

package io.raftboot.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Runs that must be rejected: a suite that lets these bugs pass shows nothing.
 */
@Tag("faults")
class ControlRunTests {

	private static final int ROUNDS = 40;

	@TempDir
	private Path directory;

	@Test
	void acknowledgedWritesThatWereNotSyncedAreMissed() throws IOException {
		assumeTrue(Capabilities.find(this.directory).images(), "needs a file system of its own");
		Options options = options("power-loss-of-all").withSettings("--raft.sync=false");
		assertRejected(FaultRun.run(options, Program.sample(this.directory)));
	}

	@Test
	void staleReadsServedAsQueryAreFound() throws IOException {
		assumeTrue(Capabilities.find(this.directory).namespaces(), "needs network namespaces");
		assertRejected(FaultRun.run(options("partition-one", "partition-leader"),
				Program.planted(this.directory, PlantedNode.StaleReads.class)));
	}

	@Test
	void retriesThatAreAppliedTwiceAreFound() throws IOException {
		assertRejected(FaultRun.run(options("kill-leader", "kill-follower", "pause-leader", "pause"),
				Program.planted(this.directory, PlantedNode.ForgottenSessions.class)));
	}

	private Options options(String... faults) {
		return new Options(1, 5, ROUNDS, List.of(faults), false, 3, 600, "native", this.directory, List.of());
	}

	private static void assertRejected(RunReport report) {
		assertThat(report.violations()).as(report.summary())
			.anyMatch((violation) -> violation.contains("Not linearizable"));
	}

}
