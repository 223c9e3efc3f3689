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
import java.util.Locale;

/**
 * Responses of HTTP/1.1, with a length or in chunks, whose body is a reply of JSON-RPC or
 * of etcd.
 */
final class HttpReplies implements Replies {

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
		int body = endOfHead(bytes, start, length);
		if (body < 0) {
			return -1;
		}
		String head = new String(bytes, start, body - start, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
		int status = status(head);
		String contentLength = header(head, "content-length");
		if (!contentLength.isEmpty()) {
			int end = body + Integer.parseInt(contentLength);
			if (end > length) {
				return -1;
			}
			deliver(status, bytes, body, end, sink);
			return end;
		}
		if (header(head, "transfer-encoding").equals("chunked")) {
			return readChunks(status, bytes, body, length, sink);
		}
		deliver(status, bytes, body, body, sink);
		return body;
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

	private static int status(String head) {
		String[] words = head.split(" ", 3);
		return (words.length > 1 && words[1].matches("[0-9]{3}")) ? Integer.parseInt(words[1]) : 0;
	}

	private static String header(String head, String name) {
		int at = head.indexOf("\r\n" + name + ":");
		if (at < 0) {
			return "";
		}
		int start = at + name.length() + 3;
		return head.substring(start, head.indexOf("\r\n", start)).trim();
	}

	private static int endOfHead(byte[] bytes, int start, int length) {
		for (int i = start + 3; i < length; i++) {
			if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
				return i + 1;
			}
		}
		return -1;
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
