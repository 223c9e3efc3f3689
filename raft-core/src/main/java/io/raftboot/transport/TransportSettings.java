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

package io.raftboot.transport;

import java.util.function.Supplier;

import io.raftboot.Tls;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the network.
 *
 * @param group the name of the group
 * @param address the node's own address, for messages
 * @param maxFrameLength the longest frame that is taken, bytes
 * @param maxPendingBytes the most bytes that wait for a slow member; what comes beyond is
 * dropped
 * @param connectTimeoutMillis how long to wait for a connection
 * @param idleMillis after it an unused connection is tried; three times as long without
 * an answer, it is given up
 * @param tls asked at each new connection; {@code null} for no encryption
 */
public record TransportSettings(String group, String address, int maxFrameLength, int maxPendingBytes,
		int connectTimeoutMillis, int idleMillis, @Nullable Supplier<Tls> tls) {

	/**
	 * Return the settings that follow from those of a node.
	 * @param group the name of the group
	 * @param address the node's own address
	 * @param maxCommandSize the largest command, bytes
	 * @param tls asked at each new connection; {@code null} for no encryption
	 * @return the settings
	 */
	public static TransportSettings of(String group, String address, int maxCommandSize, @Nullable Supplier<Tls> tls) {
		int frame = (int) Math.min(Integer.MAX_VALUE / 2, Math.max(32L << 20, 2L * maxCommandSize + (2L << 20)));
		return new TransportSettings(group, address, frame, frame, 1000, 2000, tls);
	}

}
