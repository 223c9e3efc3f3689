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

package io.raftboot.machine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.raftboot.ErrorCode;
import io.raftboot.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionsTests {

	private Sessions sessions = new Sessions();

	@Test
	void aNewSequenceIsToBeApplied() {
		assertThat(find("a", 1)).isNull();
		record("a", 1);
		assertThat(find("a", 2)).isNull();
		assertThat(find("b", 1)).isNull();
	}

	@Test
	void sequencesMayComeInAnyOrderWithinTheWindow() {
		record("a", 5);
		assertThat(find("a", 3)).isNull();
		record("a", 3);
		assertThat(find("a", 3)).isEqualTo("a3");
		assertThat(find("a", 5)).isEqualTo("a5");
	}

	@Test
	void theLatestSequencesAreKeptAndTheOthersExpire() {
		for (int i = 1; i <= ClientOutcomes.MAX_OUTCOMES + 3; i++) {
			record("a", i);
		}
		assertThat(find("a", 3)).isEqualTo("112");
		assertThat(find("a", 4)).isEqualTo("a4");
		assertThat(find("a", ClientOutcomes.MAX_OUTCOMES + 4)).isNull();
	}

	@Test
	void theBytesOfAClientAreBounded() {
		Outcome large = Outcome.success(new byte[600_000]);
		this.sessions.record(new Session("a", 1), large);
		this.sessions.record(new Session("a", 2), large);
		assertThat(find("a", 1)).isEqualTo("112");
		assertThat(this.sessions.find(new Session("a", 2))).isSameAs(large);
		this.sessions.record(new Session("a", 3), Outcome.success(new byte[2_000_000]));
		assertThat(find("a", 3)).isEqualTo("112");
		assertThat(find("a", 4)).isNull();
	}

	@Test
	void theBytesOfAllClientsAreBounded() {
		Outcome large = Outcome.success(new byte[1_000_000]);
		for (int i = 0; i < 80; i++) {
			this.sessions.record(new Session("c" + i, 1), large);
		}
		assertThat(this.sessions.clients()).isLessThan(70);
		assertThat(find("c0", 1)).isEqualTo("112");
		assertThat(this.sessions.find(new Session("c79", 1))).isSameAs(large);
	}

	@Test
	void theClientThatWasSilentLongestIsEvictedAndItsRetryRefused() {
		for (int i = 0; i < Sessions.MAX_CLIENTS; i++) {
			record("c" + i, 1);
		}
		assertThat(find("c0", 1)).isEqualTo("c01");
		record("one-more", 1);
		assertThat(find("c0", 1)).isEqualTo("c01");
		assertThat(find("c1", 1)).isEqualTo("112");
		assertThat(this.sessions.clients()).isEqualTo(Sessions.MAX_CLIENTS);
	}

	@Test
	void anEvictedClientGoesOnWithItsNextSequence() {
		record("a", 7);
		evictAll();
		assertThat(find("a", 7)).isEqualTo("112");
		assertThat(find("a", 8)).isNull();
		record("a", 8);
		assertThat(find("a", 8)).isEqualTo("a8");
		assertThat(find("a", 7)).isEqualTo("112");
	}

	@Test
	void onceEvictedClientsAreForgottenAnUnknownOneMustBeginAtOne() {
		assertThat(find("new", 5)).isNull();
		for (int i = 0; i < Sessions.MAX_CLIENTS + Sessions.MAX_EVICTED + 1; i++) {
			record("c" + i, 1);
		}
		assertThat(find("new", 5)).isEqualTo("112");
		assertThat(find("new", 1)).isNull();
	}

	@Test
	void aSnapshotHoldsEverything() throws IOException {
		record("a", 7);
		evictAll();
		record("b", 1);
		this.sessions.record(new Session("b", 2), Outcome.failure(ErrorCode.MACHINE_FAILED, "planned"));
		this.sessions.record(new Session("b", 3), Outcome.failure(ErrorCode.NO_MACHINE_OUTPUT, null));
		Sessions copy = this.sessions.copy();
		record("b", 4);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		copy.writeTo(new DataOutputStream(out));
		byte[] written = out.toByteArray();
		this.sessions = Sessions.readFrom(new DataInputStream(new ByteArrayInputStream(written)));
		assertThat(find("a", 7)).isEqualTo("112");
		assertThat(find("b", 1)).isEqualTo("b1");
		assertThat(find("b", 2)).isEqualTo("113 planned");
		assertThat(find("b", 3)).isEqualTo("105");
		assertThat(find("b", 4)).isNull();
		out.reset();
		this.sessions.writeTo(new DataOutputStream(out));
		assertThat(out.size()).isEqualTo(written.length);
	}

	private void evictAll() {
		for (int i = 0; i < Sessions.MAX_CLIENTS; i++) {
			record("filler" + i, 1);
		}
	}

	private void record(String client, long sequence) {
		this.sessions.record(new Session(client, sequence),
				Outcome.success((client + sequence).getBytes(StandardCharsets.UTF_8)));
	}

	private @Nullable String find(String client, long sequence) {
		Outcome outcome = this.sessions.find(new Session(client, sequence));
		if (outcome == null) {
			return null;
		}
		String body = new String(outcome.body(), StandardCharsets.UTF_8);
		if (outcome.code() == null) {
			return body;
		}
		boolean expired = outcome.code() == ErrorCode.SESSION_EXPIRED;
		return outcome.code().code() + ((body.isEmpty() || expired) ? "" : " " + body);
	}

}
