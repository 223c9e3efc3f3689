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

package io.raftboot.autoconfigure.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import io.raftboot.JsonSlice;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body up to a size. Memory grows with what has arrived, never with
 * what a header announces.
 */
final class RequestBody {

	private static final int FIRST_BUFFER = 8 * 1024;

	private RequestBody() {
	}

	/**
	 * Read the body.
	 * @param request the request
	 * @param maxSize the most bytes it may have
	 * @return the body, {@code null} when it has more
	 */
	static @Nullable JsonSlice read(HttpServletRequest request, int maxSize) throws IOException {
		long announced = request.getContentLengthLong();
		if (announced > maxSize) {
			return null;
		}
		int first = (announced >= 0) ? (int) Math.min(announced, FIRST_BUFFER) : FIRST_BUFFER;
		byte[] buffer = new byte[first];
		int length = 0;
		InputStream body = request.getInputStream();
		while (length != announced) {
			if (length == buffer.length) {
				buffer = grow(buffer, (announced >= 0) ? announced : maxSize + 1L);
			}
			int count = body.read(buffer, length, buffer.length - length);
			if (count < 0) {
				break;
			}
			length += count;
			if (length > maxSize) {
				return null;
			}
		}
		return new JsonSlice(buffer, 0, length);
	}

	private static byte[] grow(byte[] buffer, long limit) {
		long size = Math.max(FIRST_BUFFER, buffer.length * 2L);
		return Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8, Math.min(limit, size)));
	}

}
