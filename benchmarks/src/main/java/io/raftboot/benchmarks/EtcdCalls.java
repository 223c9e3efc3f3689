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

	private final Plan plan;

	private final String host;

	EtcdCalls(Plan plan, InetSocketAddress target) {
		this.plan = plan;
		this.host = target.getHostString() + ":" + target.getPort();
	}

	@Override
	public int size() {
		return call(0, 0).length;
	}

	@Override
	public void write(ByteBuffer out, Ids ids, KeySource keys) {
		ids.take();
		int key = keys.next();
		out.put(call(key, keys.value()));
	}

	private byte[] call(int key, long value) {
		boolean put = this.plan.kind() == Kind.PUT;
		String body = "{\"key\":\"" + base64(Digits.key(this.plan.keyPrefix(), key)) + "\""
				+ (put ? ",\"value\":\"" + base64(Digits.value(value, this.plan.valueSize())) + "\"}" : "}");
		String head = JsonRpcCalls.httpHead(put ? "/v3/kv/put" : "/v3/kv/range", this.host, body.length());
		return (head + body).getBytes(StandardCharsets.US_ASCII);
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
	}

}
