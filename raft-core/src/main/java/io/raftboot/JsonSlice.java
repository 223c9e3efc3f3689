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

package io.raftboot;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One JSON value in UTF-8 within a larger array. A view: valid for as long as nobody
 * writes to the array.
 *
 * @param array holds the value
 * @param offset where it starts
 * @param length its bytes
 */
public record JsonSlice(byte[] array, int offset, int length) {

	public JsonSlice {
		Objects.checkFromIndexSize(offset, length, array.length);
	}

	/**
	 * Return a slice that is a whole text.
	 * @param json the text
	 * @return the slice
	 */
	public static JsonSlice of(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return new JsonSlice(bytes, 0, bytes.length);
	}

	@Override
	public String toString() {
		return new String(this.array, this.offset, this.length, StandardCharsets.UTF_8);
	}

}
