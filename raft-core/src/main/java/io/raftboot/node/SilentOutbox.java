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

package io.raftboot.node;

import java.util.List;

import io.raftboot.Member;
import io.raftboot.consensus.Message;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage;

/**
 * The way out of a node that opens no port: there is none, and nobody to reach.
 */
final class SilentOutbox implements Outbox {

	@Override
	public void members(List<Member> others) {
	}

	@Override
	public void send(Message message) {
	}

	@Override
	public void send(long member, PeerMessage message) {
	}

	@Override
	public boolean reaches(long member) {
		return false;
	}

	@Override
	public void flush() {
	}

}
