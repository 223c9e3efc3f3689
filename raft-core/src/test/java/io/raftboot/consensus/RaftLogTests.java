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

package io.raftboot.consensus;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RaftLogTests {

	private final MemoryLog durable = new MemoryLog();

	private final RaftLog log;

	RaftLogTests() {
		this.durable.append(LoneMember.entries(1, 1, 1, 3));
		this.log = new RaftLog(this.durable, SnapshotPoint.NONE);
	}

	private static SnapshotPoint snapshot(long index, long term) {
		return new SnapshotPoint(index, term, Configuration.EMPTY, 0, 0);
	}

	@Test
	void handsOutEachEntryOnce() {
		this.log.append(LoneMember.entries(4, 3, 3));
		assertThat(this.log.takeUnwritten()).hasSize(2);
		assertThat(this.log.takeUnwritten()).isEmpty();
		this.log.append(LoneMember.entries(6, 3));
		assertThat(this.log.takeUnwritten()).extracting(Entry::index).containsExactly(6L);
	}

	@Test
	void handsOutAgainWhatWasReplaced() {
		this.log.append(LoneMember.entries(4, 3, 3));
		this.log.takeUnwritten();
		this.log.truncateFrom(5);
		this.log.append(LoneMember.entries(5, 4));
		assertThat(this.log.takeUnwritten()).extracting(Entry::toString).containsExactly("5@4 COMMAND(10)");
	}

	@Test
	void cutsIntoWhatIsDurable() {
		this.log.truncateFrom(2);
		assertThat(this.log.lastIndex()).isEqualTo(1);
		assertThat(this.log.durableIndex()).isEqualTo(1);
		this.log.append(LoneMember.entries(2, 5));
		assertThat(this.log.term(2)).isEqualTo(5);
		assertThat(this.log.takeUnwritten()).hasSize(1);
	}

	@Test
	void isDurableAsFarAsTheTermsAreThoseWritten() {
		this.log.append(LoneMember.entries(4, 3, 3));
		this.log.takeUnwritten();
		this.log.persisted(5, 2);
		assertThat(this.log.durableIndex()).isEqualTo(3);
		this.log.persisted(4, 3);
		assertThat(this.log.durableIndex()).isEqualTo(4);
		this.log.persisted(9, 3);
		this.log.persisted(2, 1);
		assertThat(this.log.durableIndex()).isEqualTo(4);
	}

	@Test
	void isNotDurableBeforeItWasHandedOut() {
		this.log.append(LoneMember.entries(4, 3));
		this.log.persisted(4, 3);
		assertThat(this.log.durableIndex()).isEqualTo(3);
	}

	@Test
	void findsTheLastIndexOfATermNotAbove() {
		this.log.append(LoneMember.entries(4, 3, 6, 6, 9));
		assertThat(this.log.lastNotAbove(7, 9)).isEqualTo(7);
		assertThat(this.log.lastNotAbove(7, 8)).isEqualTo(6);
		assertThat(this.log.lastNotAbove(7, 5)).isEqualTo(4);
		assertThat(this.log.lastNotAbove(7, 2)).isEqualTo(2);
		assertThat(this.log.lastNotAbove(7, 0)).isZero();
		assertThat(this.log.lastNotAbove(1, 9)).isEqualTo(1);
	}

	@Test
	void findsNothingBeforeTheSnapshot() {
		RaftLog behindSnapshot = new RaftLog(this.durable, snapshot(2, 1));
		this.durable.dropUpTo(2);
		assertThat(behindSnapshot.lastNotAbove(3, 0)).isEqualTo(1);
		assertThat(behindSnapshot.lastNotAbove(3, 1)).isEqualTo(2);
	}

	@Test
	void givesAtLeastOneEntryAndNoMoreThanTheBytes() {
		this.log.append(LoneMember.entries(4, 3, 3, 3));
		assertThat(this.log.entries(4, 6, 1)).hasSize(1);
		assertThat(this.log.entries(4, 6, 2 * (Entry.OVERHEAD + 10))).hasSize(2);
		assertThat(this.log.entries(4, 6, 10_000)).hasSize(3);
		assertThat(this.log.entries(2, 6, 10_000)).extracting(Entry::index).containsExactly(2L, 3L);
	}

	@Test
	void aSnapshotReplacesALogWithoutItsLastEntry() {
		this.log.append(LoneMember.entries(4, 3));
		assertThat(this.log.restore(snapshot(4, 9))).isFalse();
		assertThat(this.log.lastIndex()).isEqualTo(4);
		assertThat(this.log.lastTerm()).isEqualTo(9);
		assertThat(this.log.baseIndex()).isEqualTo(4);
		assertThat(this.log.takeUnwritten()).isEmpty();
	}

	@Test
	void aSnapshotLeavesWhatIsBehindItsLastEntry() {
		this.log.append(LoneMember.entries(4, 3, 3));
		assertThat(this.log.restore(snapshot(4, 3))).isTrue();
		assertThat(this.log.lastIndex()).isEqualTo(5);
		assertThat(this.log.takeUnwritten()).extracting(Entry::index).containsExactly(5L);
	}

	@Test
	void comparesLogsByLastTermThenByLength() {
		assertThat(this.log.isCoveredBy(1, 4)).isTrue();
		assertThat(this.log.isCoveredBy(3, 3)).isTrue();
		assertThat(this.log.isCoveredBy(2, 3)).isFalse();
		assertThat(this.log.isCoveredBy(9, 2)).isFalse();
	}

	@Test
	void doesNotStartWithAGapBehindTheSnapshot() {
		assertThatExceptionOfType(InvariantViolation.class).isThrownBy(() -> new RaftLog(this.durable, snapshot(8, 3)))
			.withMessageContaining("log ends at 3, before the snapshot at 8");
	}

	@Test
	void doesNotStartWithATermBelowThatOfTheLog() {
		Configurations configurations = new Configurations(SnapshotPoint.NONE, new TreeMap<>());
		assertThatExceptionOfType(InvariantViolation.class)
			.isThrownBy(() -> new RaftState(LoneMember.SETTINGS, 1, new HardState(2, 0), this.log, configurations,
					new Random(1)))
			.withMessageContaining("log ends with term 3 but the saved term is 2");
	}

	@Test
	void theTermNeverFalls() {
		Configurations configurations = new Configurations(SnapshotPoint.NONE, new TreeMap<>());
		RaftState state = new RaftState(LoneMember.SETTINGS, 1, new HardState(5, 0), this.log, configurations,
				new Random(1));
		assertThatExceptionOfType(InvariantViolation.class).isThrownBy(() -> state.follow(4, 2))
			.withMessageContaining("term would fall from 5 to 4");
	}

	@Test
	void givesTheDurableEntriesAsTheyAre() {
		assertThat(this.log.entries(1, 3, Long.MAX_VALUE)).isEqualTo(List.copyOf(this.durable.entries(1, 3, 9999)));
	}

}
