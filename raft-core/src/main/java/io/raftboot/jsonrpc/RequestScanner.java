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

package io.raftboot.jsonrpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.raftboot.ApplyKind;
import io.raftboot.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts of {@code Apply} requests in the form in which nearly all come, single
 * or in a batch: plain ASCII, no escapes, nothing missing, unknown or twice. Whatever is
 * not so is left to the {@link RequestParser}, which also has the words for what is
 * wrong. What is taken here is checked to be JSON byte by byte, and means the same there.
 */
final class RequestScanner {

	/** What is nested deeper, or has longer numbers, meets the parser's limits. */
	private static final int MAX_DEPTH = 32;

	private static final int MAX_NUMBER_LENGTH = 64;

	private static final byte[] JSONRPC = ascii("\"jsonrpc\"");

	private static final byte[] VERSION = ascii("\"2.0\"");

	private static final byte[] ID = ascii("\"id\"");

	private static final byte[] METHOD = ascii("\"method\"");

	private static final byte[] APPLY = ascii("\"Apply\"");

	private static final byte[] PARAMS = ascii("\"params\"");

	private static final byte[] KIND = ascii("\"kind\"");

	private static final byte[] INPUT = ascii("\"input\"");

	private static final byte[] SESSION = ascii("\"session\"");

	private static final byte[] TRUE = ascii("true");

	private static final byte[] FALSE = ascii("false");

	private static final byte[] NULL = ascii("null");

	private static final ApplyKind[] KINDS = ApplyKind.values();

	private static final byte[][] KIND_NAMES = Arrays.stream(KINDS)
		.map((kind) -> ascii('"' + kind.wireName() + '"'))
		.toArray(byte[][]::new);

	private static final int ALL_BUT_ID = 0b1101;

	private final byte[] json;

	private final int end;

	private int at;

	private Request request = new Request();

	private RequestScanner(JsonSlice json) {
		this.json = json.array();
		this.at = json.offset();
		this.end = json.offset() + json.length();
	}

	/**
	 * Scan a request or a batch.
	 * @param json the whole text
	 * @param maxBatchSize the most requests in a batch
	 * @return what was found, {@code null} if the text is to be parsed
	 */
	static RequestParser.@Nullable Parsed scan(JsonSlice json, int maxBatchSize) {
		RequestScanner scanner = new RequestScanner(json);
		boolean batch = scanner.take('[');
		List<Request> requests = batch ? scanner.batch(maxBatchSize) : scanner.single();
		return (!requests.isEmpty() && scanner.isAtEnd()) ? new RequestParser.Parsed(batch, requests) : null;
	}

	private List<Request> single() {
		return request() ? List.of(this.request) : List.of();
	}

	private List<Request> batch(int maxSize) {
		List<Request> requests = new ArrayList<>();
		do {
			if (requests.size() == maxSize || !request()) {
				return List.of();
			}
			requests.add(this.request);
		}
		while (take(','));
		return take(']') ? requests : List.of();
	}

	private boolean request() {
		this.request = new Request();
		int seen = 0;
		if (!take('{')) {
			return false;
		}
		do {
			int member = member();
			if (member == 0 || (seen & member) != 0) {
				return false;
			}
			seen |= member;
		}
		while (take(','));
		this.request.method("Apply");
		return (seen & ALL_BUT_ID) == ALL_BUT_ID && take('}');
	}

	/** Return the bit of the member, 0 if it is none that is known. */
	private int member() {
		return switch (initial()) {
			case 'j' -> (take(JSONRPC) && take(':') && take(VERSION)) ? 1 : 0;
			case 'i' -> (take(ID) && take(':') && id()) ? 2 : 0;
			case 'm' -> (take(METHOD) && take(':') && take(APPLY)) ? 4 : 0;
			case 'p' -> (take(PARAMS) && take(':') && params()) ? 8 : 0;
			default -> 0;
		};
	}

	/** Return the first character of the name that comes next. */
	private int initial() {
		skipSpace();
		return (this.at + 1 < this.end) ? this.json[this.at + 1] : 0;
	}

	private boolean id() {
		skipSpace();
		int start = this.at;
		if (!string() && !number()) {
			return false;
		}
		this.request.id(Arrays.copyOfRange(this.json, start, this.at));
		return true;
	}

	private boolean params() {
		int seen = 0;
		if (!take('{')) {
			return false;
		}
		do {
			int param = param();
			if (param == 0 || (seen & param) != 0) {
				return false;
			}
			seen |= param;
		}
		while (take(','));
		return take('}');
	}

	private int param() {
		return switch (initial()) {
			case 'i' -> (take(INPUT) && take(':') && value("input")) ? 1 : 0;
			case 'k' -> (take(KIND) && take(':') && kind()) ? 2 : 0;
			case 's' -> (take(SESSION) && take(':') && value("session")) ? 4 : 0;
			default -> 0;
		};
	}

	private boolean kind() {
		skipSpace();
		int start = this.at;
		for (int i = 0; i < KINDS.length; i++) {
			if (take(KIND_NAMES[i])) {
				add("kind", start, KINDS[i].wireName());
				return true;
			}
		}
		return false;
	}

	private boolean value(String name) {
		skipSpace();
		int start = this.at;
		if (!value(0)) {
			return false;
		}
		add(name, start, null);
		return true;
	}

	private void add(String name, int start, @Nullable String text) {
		JsonSlice value = new JsonSlice(this.json, start, this.at - start);
		this.request.params().add(new Request.Param(name, value, text));
	}

	private boolean value(int depth) {
		skipSpace();
		if (this.at == this.end) {
			return false;
		}
		return switch (this.json[this.at]) {
			case '"' -> string();
			case '[' -> array(depth + 1);
			case '{' -> object(depth + 1);
			case 't' -> take(TRUE);
			case 'f' -> take(FALSE);
			case 'n' -> take(NULL);
			default -> number();
		};
	}

	private boolean array(int depth) {
		this.at++;
		if (depth > MAX_DEPTH) {
			return false;
		}
		if (take(']')) {
			return true;
		}
		do {
			if (!value(depth)) {
				return false;
			}
		}
		while (take(','));
		return take(']');
	}

	private boolean object(int depth) {
		this.at++;
		if (depth > MAX_DEPTH) {
			return false;
		}
		if (take('}')) {
			return true;
		}
		do {
			skipSpace();
			if (!string() || !take(':') || !value(depth)) {
				return false;
			}
		}
		while (take(','));
		return take('}');
	}

	private boolean string() {
		if (this.at == this.end || this.json[this.at] != '"') {
			return false;
		}
		for (int i = this.at + 1; i < this.end; i++) {
			byte next = this.json[i];
			if (next == '"') {
				this.at = i + 1;
				return true;
			}
			if (next < ' ' || next == '\\') {
				// a control character, or (as negative bytes) not ASCII
				return false;
			}
		}
		return false;
	}

	private boolean number() {
		int start = this.at;
		skip('-');
		int whole = this.at;
		int digits = digits();
		if (digits == 0 || (digits > 1 && this.json[whole] == '0')) {
			return false;
		}
		if (skip('.') && digits() == 0) {
			return false;
		}
		if (skip('e') || skip('E')) {
			if (!skip('+')) {
				skip('-');
			}
			if (digits() == 0) {
				return false;
			}
		}
		return this.at - start <= MAX_NUMBER_LENGTH;
	}

	private int digits() {
		int start = this.at;
		while (this.at < this.end && this.json[this.at] >= '0' && this.json[this.at] <= '9') {
			this.at++;
		}
		return this.at - start;
	}

	private boolean skip(char wanted) {
		if (this.at < this.end && this.json[this.at] == wanted) {
			this.at++;
			return true;
		}
		return false;
	}

	private boolean take(char wanted) {
		skipSpace();
		return skip(wanted);
	}

	private boolean take(byte[] wanted) {
		skipSpace();
		if (this.end - this.at < wanted.length) {
			return false;
		}
		for (int i = 0; i < wanted.length; i++) {
			if (this.json[this.at + i] != wanted[i]) {
				return false;
			}
		}
		this.at += wanted.length;
		return true;
	}

	private boolean isAtEnd() {
		skipSpace();
		return this.at == this.end;
	}

	private void skipSpace() {
		while (this.at < this.end && isSpace(this.json[this.at])) {
			this.at++;
		}
	}

	private static boolean isSpace(byte value) {
		return value == ' ' || value == '\t' || value == '\r' || value == '\n';
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
