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

package io.raftboot.machine;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.raftboot.Member;
import io.raftboot.NodeListener;
import io.raftboot.Role;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of changes, on the machine thread: they are the user's code.
 */
final class Listeners {

	private static final Logger log = LoggerFactory.getLogger(Listeners.class);

	private final List<NodeListener> listeners = new CopyOnWriteArrayList<>();

	private final MachineThread thread;

	/** What was told last; the engine's thread only. */
	private @Nullable Role role;

	private @Nullable Member leader;

	Listeners(MachineThread thread) {
		this.thread = thread;
	}

	void add(NodeListener listener) {
		this.listeners.add(listener);
	}

	void changed(Role newRole, long term, @Nullable Member newLeader) {
		boolean roleChanged = newRole != this.role;
		boolean leaderChanged = !Objects.equals(newLeader, this.leader);
		this.role = newRole;
		this.leader = newLeader;
		if (roleChanged || leaderChanged) {
			this.thread.submit(() -> this.listeners.forEach((listener) -> {
				if (roleChanged) {
					tell(() -> listener.roleChanged(newRole, term));
				}
				if (leaderChanged) {
					tell(() -> listener.leaderChanged(newLeader, term));
				}
			}));
		}
	}

	private static void tell(Runnable call) {
		try {
			call.run();
		}
		catch (RuntimeException ex) {
			log.warn("A listener failed, which it must not", ex);
		}
	}

}
