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

/**
 * Calls of {@code Apply}, single or in batches, with or without a head of HTTP. The bytes
 * are prepared once; only digits change.
 */
final class JsonRpcCalls implements Calls {

	private static final int ID_DIGITS = 10;

	private final byte[] head;

	private final byte[] command;

	private final byte[] tail;

	private final int batch;

	private final int idAt;

	private final int keyAt;

	private final int valueAt;

	private final int valueDigits;

	private JsonRpcCalls(Plan plan, String path, String host, String tail) {
		String key = Digits.key(plan.keyPrefix(), 0);
		String value = Digits.value(0, plan.valueSize());
		boolean put = plan.kind() == Kind.PUT;
		String input = put ? "{\"Put\":[\"" + key + "\",\"" + value + "\"]}" : "{\"Get\":\"" + key + "\"}";
		String id = "\"id\":1000000000";
		String text = "{\"jsonrpc\":\"2.0\"," + id + ",\"method\":\"Apply\",\"params\":{\"kind\":\""
				+ plan.kind().applyKind() + "\",\"input\":" + input + "}}";
		this.command = text.getBytes(StandardCharsets.US_ASCII);
		this.batch = plan.batch();
		this.tail = tail.getBytes(StandardCharsets.US_ASCII);
		this.idAt = text.indexOf(id) + id.length() - ID_DIGITS;
		this.keyAt = text.indexOf(key, text.indexOf("\"input\"")) + plan.keyPrefix().length();
		this.valueAt = put ? text.lastIndexOf(value) : 0;
		this.valueDigits = put ? Math.min(Digits.VALUE, plan.valueSize()) : 0;
		this.head = (path.isEmpty() ? "" : httpHead(path, host, bodySize())).getBytes(StandardCharsets.US_ASCII);
	}

	static JsonRpcCalls lines(Plan plan) {
		return new JsonRpcCalls(plan, "", "", "\n");
	}

	static JsonRpcCalls http(Plan plan, InetSocketAddress target) {
		return new JsonRpcCalls(plan, "/rpc", Values.name(target), "");
	}

	static String httpHead(String path, String host, int bodySize) {
		return "POST " + path + " HTTP/1.1\r\nHost: " + host
				+ "\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: " + bodySize
				+ "\r\n\r\n";
	}

	private int bodySize() {
		int brackets = (this.batch > 1) ? 2 : 0;
		return this.batch * this.command.length + (this.batch - 1) + brackets + this.tail.length;
	}

	@Override
	public int size() {
		return this.head.length + bodySize();
	}

	@Override
	public void write(ByteBuffer out, Ids ids, KeySource keys) {
		out.put(this.head);
		if (this.batch == 1) {
			writeCommand(out, ids, keys);
		}
		else {
			for (int i = 0; i < this.batch; i++) {
				out.put((byte) ((i == 0) ? '[' : ','));
				writeCommand(out, ids, keys);
			}
			out.put((byte) ']');
		}
		out.put(this.tail);
	}

	private void writeCommand(ByteBuffer out, Ids ids, KeySource keys) {
		Digits.write(this.command, this.idAt, ID_DIGITS, ids.take());
		Digits.write(this.command, this.keyAt, Digits.KEY, keys.next());
		Digits.write(this.command, this.valueAt, this.valueDigits, keys.value());
		out.put(this.command);
	}

}
