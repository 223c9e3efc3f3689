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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.ratis.util.CodeInjectionForTesting;
import org.jspecify.annotations.Nullable;

/**
 * Cuts members off from what Ratis says between members, in both directions. Their
 * clients and the commands that others forward to them still arrive.
 */
final class Cut implements AutoCloseable {

	/** Where Ratis lets tests in: when a request has arrived. */
	private static final Set<String> POINTS = Set.of("RaftServerImpl.appendEntries", "RaftServerImpl.requestVote",
			"RaftServerImpl.installSnapshot", "RaftServerImpl.startLeaderElection");

	private final Set<String> members = ConcurrentHashMap.newKeySet();

	private volatile @Nullable Set<Long> known;

	Cut() {
		POINTS.forEach((point) -> CodeInjectionForTesting.put(point, (local, remote, arguments) -> {
			if (isOff(local) || isOff(remote)) {
				throw new IllegalStateException("cut off");
			}
			return false;
		}));
	}

	void off(long member) {
		this.members.add(Long.toString(member));
	}

	/** Cut off who joins later: everybody but these. */
	void offAllBut(Set<Long> members) {
		this.known = members;
	}

	private boolean isOff(Object member) {
		Set<Long> inside = this.known;
		String name = String.valueOf(member);
		return this.members.contains(name)
				|| (inside != null && inside.stream().noneMatch((number) -> name.equals(number.toString())));
	}

	void heal() {
		this.known = null;
		this.members.clear();
	}

	@Override
	public void close() {
		POINTS.forEach(CodeInjectionForTesting::remove);
	}

}
