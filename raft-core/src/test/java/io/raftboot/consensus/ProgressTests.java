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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressTests {

	private final Progress progress = new Progress(2, 11, 0);

	private void replicateFrom(long match) {
		this.progress.acknowledged(match, 0);
	}

	@Test
	void probesWithOneMessageAtATime() {
		assertThat(this.progress.isPaused()).isFalse();
		this.progress.sent(10, 0, 0, 1);
		assertThat(this.progress.isPaused()).isTrue();
		this.progress.heartbeatAnswered(10);
		assertThat(this.progress.isPaused()).isFalse();
	}

	@Test
	void replicatesFromTheMatchOnOnceItIsKnown() {
		replicateFrom(7);
		assertThat(this.progress.state()).isEqualTo(Progress.State.REPLICATE);
		assertThat(this.progress.next()).isEqualTo(8);
	}

	@Test
	void boundsWhatIsInFlight() {
		replicateFrom(7);
		for (int i = 8; i < 12; i++) {
			assertThat(this.progress.hasRoom(LoneMember.SETTINGS)).isTrue();
			this.progress.sent(i, 10, 0, 1);
		}
		assertThat(this.progress.hasRoom(LoneMember.SETTINGS)).isFalse();
		this.progress.acknowledged(9, 0);
		this.progress.sent(12, 1990, 0, 1);
		assertThat(this.progress.hasRoom(LoneMember.SETTINGS)).isFalse();
	}

	@Test
	void anOldAcknowledgementMovesNothingBack() {
		replicateFrom(7);
		this.progress.sent(9, 10, 0, 1);
		this.progress.acknowledged(9, 0);
		this.progress.acknowledged(3, 0);
		assertThat(this.progress.match()).isEqualTo(9);
		assertThat(this.progress.next()).isEqualTo(10);
	}

	@Test
	void anOldAcknowledgementDoesNotEndAProbe() {
		replicateFrom(7);
		this.progress.probe(8, false);
		this.progress.acknowledged(5, 0);
		assertThat(this.progress.state()).isEqualTo(Progress.State.PROBE);
	}

	@Test
	void heedsARefusalOnlyOfWhatItSentLast() {
		assertThat(this.progress.concerns(10)).isTrue();
		assertThat(this.progress.concerns(9)).isFalse();
		replicateFrom(7);
		this.progress.sent(9, 10, 0, 1);
		assertThat(this.progress.concerns(7)).isFalse();
		assertThat(this.progress.concerns(8)).isTrue();
		assertThat(this.progress.concerns(12)).isFalse();
	}

	@Test
	void neverProbesBelowWhatMatches() {
		replicateFrom(7);
		this.progress.probe(3, false);
		assertThat(this.progress.next()).isEqualTo(8);
	}

	@Test
	void sendsNothingWhileASnapshotIsUnderWay() {
		this.progress.awaitSnapshot(20);
		this.progress.heartbeatAnswered(30);
		this.progress.acknowledged(5, 0);
		assertThat(this.progress.concerns(5)).isFalse();
		assertThat(this.progress.state()).isEqualTo(Progress.State.SNAPSHOT);
		this.progress.acknowledged(20, 0);
		assertThat(this.progress.state()).isEqualTo(Progress.State.REPLICATE);
		assertThat(this.progress.next()).isEqualTo(21);
	}

	@Test
	void afterASnapshotWaitsForASignOfLife() {
		this.progress.awaitSnapshot(20);
		this.progress.snapshotSent(true);
		assertThat(this.progress.state()).isEqualTo(Progress.State.PROBE);
		assertThat(this.progress.isPaused()).isTrue();
		assertThat(this.progress.next()).isEqualTo(21);
		this.progress.awaitSnapshot(20);
		this.progress.snapshotSent(false);
		assertThat(this.progress.next()).isEqualTo(1);
	}

	@Test
	void isLiveAsLongAsItAnswersAndItsConnectionHolds() {
		assertThat(this.progress.isLive(9, 100, 10)).isTrue();
		assertThat(this.progress.isLive(10, 100, 10)).isFalse();
		this.progress.hear(50, 1);
		assertThat(this.progress.isLive(149, 100, 10)).isTrue();
		assertThat(this.progress.isLive(150, 100, 10)).isFalse();
		this.progress.unreachable();
		assertThat(this.progress.isLive(60, 100, 10)).isFalse();
	}

}
