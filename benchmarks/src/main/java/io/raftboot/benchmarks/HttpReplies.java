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
 * Responses of HTTP/1.1, with a length or in chunks, whose body is a reply of JSON-RPC or
 * of etcd.
 */
final class HttpReplies implements Replies {

	private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] CHUNKED = "transfer-encoding: chunked".getBytes(StandardCharsets.US_ASCII);

	private final boolean etcd;

	HttpReplies(Protocol protocol) {
		this.etcd = protocol == Protocol.ETCD;
	}

	@Override
	public int read(byte[] bytes, int length, ReplySink sink) {
		int start = 0;
		while (start < length) {
			int end = readResponse(bytes, start, length, sink);
			if (end < 0) {
				break;
			}
			start = end;
		}
		return start;
	}

	private int readResponse(byte[] bytes, int start, int length, ReplySink sink) {
		int line = endOfLine(bytes, start, length);
		if (line < 0) {
			return -1;
		}
		int status = status(bytes, start, line);
		int contentLength = 0;
		boolean chunked = false;
		int next = endOfLine(bytes, line, length);
		while (next >= 0 && next - line > 2) {
			if (startsWith(CONTENT_LENGTH, bytes, line, next)) {
				contentLength = number(bytes, line + CONTENT_LENGTH.length, next);
			}
			chunked |= startsWith(CHUNKED, bytes, line, next);
			line = next;
			next = endOfLine(bytes, line, length);
		}
		if (next < 0 || next + contentLength > length) {
			return -1;
		}
		if (chunked) {
			return readChunks(status, bytes, next, length, sink);
		}
		deliver(status, bytes, next, next + contentLength, sink);
		return next + contentLength;
	}

	private int readChunks(int status, byte[] bytes, int body, int length, ReplySink sink) {
		byte[] joined = new byte[length - body];
		int size = 0;
		int at = body;
		while (true) {
			int line = endOfLine(bytes, at, length);
			if (line < 0) {
				return -1;
			}
			int chunk = Integer
				.parseInt(new String(bytes, at, line - 2 - at, StandardCharsets.ISO_8859_1).split(";")[0].trim(), 16);
			int next = line + chunk + 2;
			if (next > length) {
				return -1;
			}
			if (chunk == 0) {
				deliver(status, joined, 0, size, sink);
				return next;
			}
			System.arraycopy(bytes, line, joined, size, chunk);
			size += chunk;
			at = next;
		}
	}

	private void deliver(int status, byte[] bytes, int from, int to, ReplySink sink) {
		if (status != 200) {
			sink.failed(ReplySink.ALL, "HTTP " + status);
		}
		else if (this.etcd) {
			sink.succeeded(ReplySink.ALL);
		}
		else {
			JsonRpcReplies.scan(bytes, from, to, sink);
		}
	}

	private static int status(byte[] bytes, int from, int to) {
		for (int i = from; i < to; i++) {
			if (bytes[i] == ' ') {
				return number(bytes, i, to);
			}
		}
		return 0;
	}

	private static int number(byte[] bytes, int from, int to) {
		int i = from;
		while (i < to && bytes[i] == ' ') {
			i++;
		}
		int number = 0;
		while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
			number = number * 10 + (bytes[i++] - '0');
		}
		return number;
	}

	/** The name is in lower case; what came in may be in any. */
	private static boolean startsWith(byte[] name, byte[] bytes, int from, int to) {
		if (to - from < name.length) {
			return false;
		}
		for (int i = 0; i < name.length; i++) {
			byte b = bytes[from + i];
			if (((b >= 'A' && b <= 'Z') ? b + ('a' - 'A') : b) != name[i]) {
				return false;
			}
		}
		return true;
	}

	private static int endOfLine(byte[] bytes, int start, int length) {
		for (int i = start; i < length; i++) {
			if (bytes[i] == '\n') {
				return i + 1;
			}
		}
		return -1;
	}

}
