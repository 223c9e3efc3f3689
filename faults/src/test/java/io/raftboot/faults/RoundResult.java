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

import org.jspecify.annotations.Nullable;

/**
 * What happened in one round of faults.
 *
 * @param number the round
 * @param faults names of the faults
 * @param where what they happened to
 * @param beganAt seconds since the run began
 * @param seconds how long it took until all was well again
 * @param operations operations of clients in it, whatever came of them
 * @param unknown those whose outcome nobody knows
 * @param recovery milliseconds from the fault to the first command that succeeded, sent
 * after it; null if commands need not have succeeded while it lasted
 * @param whole milliseconds from healing until commands succeeded through every node;
 * null if this was not measured
 */
record RoundResult(int number, List<String> faults, String where, double beganAt, double seconds, long operations,
		long unknown, @Nullable Long recovery, @Nullable Long whole) {

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%4d %6.1f s %-30s %5.1f s %5d operations %3d unknown%s%s %s", this.number,
				this.beganAt, String.join("+", this.faults), this.seconds, this.operations, this.unknown,
				(this.recovery != null) ? " recovery " + this.recovery + " ms" : "",
				(this.whole != null) ? " whole " + this.whole + " ms" : "", this.where);
	}

}
