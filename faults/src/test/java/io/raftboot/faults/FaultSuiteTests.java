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

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The run that was asked for by system properties, see {@link Options}.
 */
@Tag("faults")
class FaultSuiteTests {

	@Test
	void noPromiseIsBrokenUnderFaults() throws IOException {
		Options options = Options.ofSystemProperties();
		String earlier = System.getProperty("merge", "");
		RunReport report = earlier.isEmpty() ? FaultRun.run(options) : MergedReport.write(earlier, options);
		System.out.println(report.summary());
		assertThat(report.violations()).isEmpty();
	}

}
