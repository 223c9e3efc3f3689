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

import java.util.ArrayList;
import java.util.List;

import io.raftboot.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * One request as it was found in the bytes: nothing is decoded that a method does not
 * need. The slices are valid only while the request is being dispatched.
 */
final class Request {

	private byte @Nullable [] id;

	private @Nullable String method;

	private final List<Param> params = new ArrayList<>(3);

	private @Nullable RpcError error;

	/**
	 * Return the id as written, {@code null} for a notification.
	 * @return the id
	 */
	byte @Nullable [] id() {
		return this.id;
	}

	void id(byte[] written) {
		this.id = written;
	}

	String method() {
		return (this.method != null) ? this.method : "";
	}

	void method(String name) {
		this.method = name;
	}

	List<Param> params() {
		return this.params;
	}

	@Nullable Param param(String name) {
		for (Param param : this.params) {
			if (param.name().equals(name)) {
				return param;
			}
		}
		return null;
	}

	@Nullable RpcError error() {
		return this.error;
	}

	/**
	 * Note what is wrong with the request; the first error counts.
	 * @param found the error
	 */
	void error(RpcError found) {
		if (this.error == null) {
			this.error = found;
		}
	}

	/**
	 * A parameter.
	 *
	 * @param name its name
	 * @param json its value
	 * @param text the value when it is a string, decoded; not for {@code input}
	 */
	record Param(String name, JsonSlice json, @Nullable String text) {
	}

}
