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

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * All faults there are.
 */
final class Faults {

	private Faults() {
	}

	/**
	 * Return the faults that were asked for and that work here; says which do not.
	 */
	static List<Fault> of(List<String> names, Capabilities capabilities) {
		List<String> known = all().map(Fault::label).toList();
		for (String name : names) {
			if (!known.contains(name)) {
				throw new IllegalArgumentException("\"faults\" names \"" + name + "\": choose from " + known);
			}
		}
		List<Fault> wanted = all().filter((fault) -> names.isEmpty() || names.contains(fault.label())).toList();
		List<Fault> possible = wanted.stream().filter((fault) -> fault.isPossible(capabilities)).toList();
		for (Fault fault : wanted) {
			if (!possible.contains(fault)) {
				System.out.println("Skipped: \"" + fault.label() + "\" does not work here (" + capabilities + ")");
			}
		}
		return possible;
	}

	private static Stream<Fault> all() {
		return Stream
			.<Fault[]>of(ProcessFaults.values(), NetworkFaults.values(), DiskFaults.values(), ClusterFaults.values())
			.flatMap(Stream::of);
	}

	static String label(Enum<?> fault) {
		return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
