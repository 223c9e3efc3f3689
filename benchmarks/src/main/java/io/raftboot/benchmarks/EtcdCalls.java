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

package io.raftboot.benchmarks;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Calls of etcd's v3 JSON gateway, where keys and values are Base64.
 */
final class EtcdCalls implements Calls {

	private final byte[] head;

	private final byte[] key;

	private final int keyDigitsAt;

	private final byte[] value;

	private final boolean put;

	EtcdCalls(Plan plan, InetSocketAddress target) {
		this.put = plan.kind() == Kind.PUT;
		this.key = Digits.key(plan.keyPrefix(), 0).getBytes(StandardCharsets.US_ASCII);
		this.keyDigitsAt = plan.keyPrefix().length();
		this.value = Digits.value(0, plan.valueSize()).getBytes(StandardCharsets.US_ASCII);
		String path = this.put ? "/v3/kv/put" : "/v3/kv/range";
		String host = Values.name(target);
		this.head = JsonRpcCalls.httpHead(path, host, body().length()).getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public int size() {
		return this.head.length + body().length();
	}

	@Override
	public void write(ByteBuffer out, Ids ids, KeySource keys) {
		ids.take();
		Digits.write(this.key, this.keyDigitsAt, Digits.KEY, keys.next());
		Digits.write(this.value, 0, Math.min(this.value.length, Digits.VALUE), keys.value());
		out.put(this.head).put(body().getBytes(StandardCharsets.US_ASCII));
	}

	private String body() {
		Base64.Encoder encoder = Base64.getEncoder();
		String text = "{\"key\":\"" + encoder.encodeToString(this.key) + '"';
		return this.put ? text + ",\"value\":\"" + encoder.encodeToString(this.value) + "\"}" : text + '}';
	}

}
