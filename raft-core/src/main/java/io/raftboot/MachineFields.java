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

import java.io.IOException;
import java.io.InputStream;

/**
 * A machine's fields as JSON: the snapshot of a machine that brings none of its own.
 */
@SuppressWarnings("DoNotCallSuggester")
final class MachineFields {

	private MachineFields() {
	}

	static SnapshotWriter capture(Machine<?> machine) throws IOException {
		throw new UnsupportedOperationException(machine.toString());
	}

	static void restore(Machine<?> machine, InputStream snapshot) throws IOException {
		throw new UnsupportedOperationException(machine.toString());
	}

}
