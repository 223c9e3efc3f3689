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

import java.nio.charset.StandardCharsets;

/**
 * Scans replies of JSON-RPC without parsing them: where the id is, and whether there is
 * an error. This is enough for outputs that hold no member named {@code id} or
 * {@code error} themselves, as those of the key-value service.
 */
final class JsonRpcReplies {

	private static final byte[] ID = "\"id\":".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] RESULT = "\"result\":".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] ERROR = "\"error\":".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] CODE = "\"code\":".getBytes(StandardCharsets.US_ASCII);

	private JsonRpcReplies() {
	}

	/**
	 * Scans one value: a reply or a batch of replies.
	 * @param bytes where the value is
	 * @param from index of its first byte, white space allowed
	 * @param to index behind its last byte
	 * @param sink takes the replies
	 */
	static void scan(byte[] bytes, int from, int to, ReplySink sink) {
		int start = skipSpace(bytes, from, to);
		if (start == to) {
			return;
		}
		if (bytes[start] == '[') {
			scanBatch(bytes, start + 1, to, sink);
		}
		else {
			scanReply(bytes, start, to, sink);
		}
	}

	private static void scanBatch(byte[] bytes, int from, int to, ReplySink sink) {
		int depth = 0;
		int start = from;
		boolean quoted = false;
		for (int i = from; i < to; i++) {
			byte b = bytes[i];
			if (quoted) {
				if (b == '\\') {
					i++;
				}
				else if (b == '"') {
					quoted = false;
				}
			}
			else if (b == '"') {
				quoted = true;
			}
			else if (b == '{' && depth++ == 0) {
				start = i;
			}
			else if (b == '}' && --depth == 0) {
				scanReply(bytes, start, i + 1, sink);
			}
		}
	}

	private static void scanReply(byte[] bytes, int from, int to, ReplySink sink) {
		int afterId = find(ID, bytes, from, to);
		int end = (afterId < 0) ? from : skipSpace(bytes, afterId, to);
		long id = 0;
		int start = end;
		while (end < to && bytes[end] >= '0' && bytes[end] <= '9') {
			id = id * 10 + (bytes[end++] - '0');
		}
		int knownId = (end == start || end - start > 10 || id > Integer.MAX_VALUE) ? ReplySink.NONE : (int) id;
		if (end < to && bytes[end] == ',' && startsWith(RESULT, bytes, end + 1, to)) {
			sink.succeeded(knownId);
			return;
		}
		int afterError = find(ERROR, bytes, from, to);
		if (afterError >= 0) {
			sink.failed(knownId, code(bytes, afterError, to));
		}
		else if (find(RESULT, bytes, from, to) >= 0) {
			sink.succeeded(knownId);
		}
		else {
			sink.failed(knownId, "no reply of JSON-RPC");
		}
	}

	private static String code(byte[] bytes, int from, int to) {
		int at = find(CODE, bytes, from, to);
		if (at < 0) {
			return "error without a code";
		}
		int start = skipSpace(bytes, at, to);
		int end = start;
		while (end < to && (bytes[end] == '-' || (bytes[end] >= '0' && bytes[end] <= '9'))) {
			end++;
		}
		return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
	}

	private static int skipSpace(byte[] bytes, int from, int to) {
		int i = from;
		while (i < to && (bytes[i] == ' ' || bytes[i] == '\r' || bytes[i] == '\n' || bytes[i] == '\t')) {
			i++;
		}
		return i;
	}

	private static int find(byte[] what, byte[] bytes, int from, int to) {
		byte first = what[0];
		for (int i = from; i <= to - what.length; i++) {
			if (bytes[i] == first && matches(what, bytes, i)) {
				return i + what.length;
			}
		}
		return -1;
	}

	private static boolean startsWith(byte[] what, byte[] bytes, int from, int to) {
		return to - from >= what.length && matches(what, bytes, from);
	}

	private static boolean matches(byte[] what, byte[] bytes, int from) {
		for (int i = 0; i < what.length; i++) {
			if (bytes[from + i] != what[i]) {
				return false;
			}
		}
		return true;
	}

}
