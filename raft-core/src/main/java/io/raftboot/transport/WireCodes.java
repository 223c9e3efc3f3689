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

package io.raftboot.transport;

import io.raftboot.MemberRole;
import io.raftboot.transport.PeerMessage.CallKind;
import io.raftboot.transport.PeerMessage.TransferState;

/**
 * The bytes that stand for constants on the wire, whatever becomes of their order in the
 * source.
 */
final class WireCodes {

	private WireCodes() {
	}

	static byte code(MemberRole role) {
		return switch (role) {
			case VOTER -> 0;
			case LEARNER -> 1;
			case WITNESS -> 2;
		};
	}

	static MemberRole role(byte code) throws BadFrameException {
		return switch (code) {
			case 0 -> MemberRole.VOTER;
			case 1 -> MemberRole.LEARNER;
			case 2 -> MemberRole.WITNESS;
			default -> throw new BadFrameException("a member's role must be 0 to 2 but is \"" + code + "\"");
		};
	}

	static byte code(CallKind kind) {
		return switch (kind) {
			case ADD -> 0;
			case REMOVE -> 1;
			case TRANSFER -> 2;
		};
	}

	static CallKind callKind(byte code) throws BadFrameException {
		return switch (code) {
			case 0 -> CallKind.ADD;
			case 1 -> CallKind.REMOVE;
			case 2 -> CallKind.TRANSFER;
			default -> throw new BadFrameException("the kind of a call must be 0 to 2 but is \"" + code + "\"");
		};
	}

	static byte code(TransferState state) {
		return switch (state) {
			case RECEIVING -> 0;
			case COMPLETE -> 1;
			case FAILED -> 2;
		};
	}

	static TransferState transferState(byte code) throws BadFrameException {
		return switch (code) {
			case 0 -> TransferState.RECEIVING;
			case 1 -> TransferState.COMPLETE;
			case 2 -> TransferState.FAILED;
			default -> throw new BadFrameException("a transfer's state must be 0 to 2 but is \"" + code + "\"");
		};
	}

}
