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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.raftboot.engine.CommittedEntry;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is made of the entries that Ratis gives out.
 */
class BatchStateMachineTests {

	private final Delivery delivery = new Delivery(() -> {
	});

	private final List<String> failures = new ArrayList<>();

	private final BatchStateMachine machine = new BatchStateMachine(this.delivery, new Failures());

	@Test
	void anEntryThatCannotBeReadIsSkippedAndTheNextIsGivenOut() {
		byte[] payload = "{}".getBytes(StandardCharsets.UTF_8);
		apply(7, new byte[] { 99, 1, 2, 3 });
		apply(8, new byte[0]);
		apply(9, Batch.write(List.of(payload)));
		List<CommittedEntry> given = new ArrayList<>();
		for (Object event : this.delivery.take()) {
			((List<?>) event).forEach((entry) -> given.add((CommittedEntry) entry));
		}
		assertThat(given).extracting(CommittedEntry::index).containsExactly(7L, 8L, 9L);
		assertThat(given).extracting(CommittedEntry::payload).containsExactly(null, null, payload);
		assertThat(this.failures).isEmpty();
	}

	private void apply(long index, byte[] data) {
		LogEntryProto entry = LogEntryProto.newBuilder()
			.setTerm(2)
			.setIndex(index)
			.setStateMachineLogEntry(StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFrom(data)))
			.build();
		this.machine
			.applyTransaction(TransactionContext.newBuilder()
				.setServerRole(RaftPeerRole.FOLLOWER)
				.setStateMachine(this.machine)
				.setLogEntry(entry)
				.build())
			.join();
	}

	private final class Failures implements BatchStateMachine.Events {

		@Override
		public void changed() {
			// nothing leads here
		}

		@Override
		public void configured(long index, RaftConfigurationProto configuration) {
			// there is none
		}

		@Override
		public void snapshot(long index, long term) {
			// none is taken
		}

		@Override
		public void failed(Throwable cause) {
			BatchStateMachineTests.this.failures.add(cause.toString());
		}

		@Override
		public void notMember() {
			// it is none
		}

	}

}
