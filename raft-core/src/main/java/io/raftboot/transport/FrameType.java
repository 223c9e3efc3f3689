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

import org.jspecify.annotations.Nullable;

/**
 * What a frame holds. The codes are part of the protocol and never change.
 */
enum FrameType {

	HELLO(1), WELCOME(2), REFUSED(3), PING(4), PONG(5), JOIN(6), JOIN_REPLY(7),

	VOTE_REQUEST(10), VOTE_REPLY(11), APPEND_REQUEST(12), APPEND_REPLY(13), HEARTBEAT(14), HEARTBEAT_REPLY(15),
	INSTALL_SNAPSHOT(16), READ_INDEX_REQUEST(17), READ_INDEX_REPLY(18), TIMEOUT_NOW(19), COMMIT_NOTICE(20),

	FORWARD(30), FORWARD_REPLY(31), CALL(32), CALL_REPLY(33), SNAPSHOT_PIECE(34), SNAPSHOT_REPLY(35), TAKE_SNAPSHOT(36),
	REMOVED(37), ENGINE(38);

	private static final @Nullable FrameType[] BY_CODE = new @Nullable FrameType[64];

	static {
		for (FrameType type : values()) {
			BY_CODE[type.code] = type;
		}
	}

	private final byte code;

	FrameType(int code) {
		this.code = (byte) code;
	}

	byte code() {
		return this.code;
	}

	static FrameType of(byte code) throws BadFrameException {
		FrameType type = (code >= 0 && code < BY_CODE.length) ? BY_CODE[code] : null;
		if (type == null) {
			throw new BadFrameException("the type \"" + code + "\" is unknown");
		}
		return type;
	}

}
