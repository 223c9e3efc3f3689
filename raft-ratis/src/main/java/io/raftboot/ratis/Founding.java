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

package io.raftboot.ratis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What founders agree on without a word between them.
 */
final class Founding {

	private Founding() {
	}

	/** Return the number of the cluster that follows from its group and its founders. */
	static long clusterId(RatisSettings settings) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(settings.node().group().getBytes(StandardCharsets.UTF_8));
			for (String address : settings.founders()) {
				digest.update((byte) 0);
				digest.update(address.getBytes(StandardCharsets.UTF_8));
			}
			return ByteBuffer.wrap(digest.digest()).getLong() | 1;
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

}
