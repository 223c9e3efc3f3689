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

package io.raftboot.simulation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.raftboot.linearizability.KeyValueInput;

/**
 * What simulated clients put into the log.
 *
 * @param client the client
 * @param sequence its number for the command; the same again for a retry
 * @param input what to change
 */
record Command(long client, long sequence, KeyValueInput input) {

	/**
	 * Return what tells it from every other command, but not from its retries.
	 * @return client and sequence
	 */
	String name() {
		return this.client + "/" + this.sequence;
	}

	byte[] toBytes() {
		byte[] text = (this.input.kind() + "|" + this.input.key() + "|" + this.input.value())
			.getBytes(StandardCharsets.ISO_8859_1);
		return ByteBuffer.allocate(16 + text.length).putLong(this.client).putLong(this.sequence).put(text).array();
	}

	static Command of(byte[] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		long client = buffer.getLong();
		long sequence = buffer.getLong();
		String text = new String(bytes, 16, bytes.length - 16, StandardCharsets.ISO_8859_1);
		int kindEnd = text.indexOf('|');
		int keyEnd = text.indexOf('|', kindEnd + 1);
		KeyValueInput.Kind kind = KeyValueInput.Kind.valueOf(text.substring(0, kindEnd));
		String key = text.substring(kindEnd + 1, keyEnd);
		String value = (kind != KeyValueInput.Kind.DELETE) ? text.substring(keyEnd + 1) : null;
		return new Command(client, sequence, new KeyValueInput(kind, key, value, null));
	}

}
