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

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.raftboot.ratis.RatisNode.Surroundings;
import io.raftboot.transport.Outbox;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens Ratis, closes it, and opens it again when it had to be closed. On the loop; what
 * may wait is done on the control thread, which hands its results back.
 */
final class GroupKeeper {

	private static final Logger logger = LoggerFactory.getLogger(GroupKeeper.class);

	/** How long to wait before Ratis is opened again, milliseconds. */
	static final long REOPEN_DELAY = 1000;

	/**
	 * What the log is read from after a write that failed need not be what is on the
	 * disk: only a new start, by somebody who knows why, may trust it.
	 */
	static final long NEVER = Long.MAX_VALUE / 2;

	private final RatisSettings settings;

	private final Path storage;

	private final EngineLoop loop;

	private final Executor control;

	private final RatisMeters meters;

	private final Membership membership;

	private final Supplier<BatchStateMachine> machines;

	private final Consumer<@Nullable Group> users;

	private @Nullable Group group;

	private boolean opening;

	private long openAt;

	/**
	 * Create the keeper of a node's group.
	 * @param surroundings what the node stands in
	 * @param membership who the node is
	 * @param machines makes what a group hands its entries to
	 * @param users told of each group that is open, and of {@code null} when it is closed
	 */
	GroupKeeper(Surroundings surroundings, Membership membership, Supplier<BatchStateMachine> machines,
			Consumer<@Nullable Group> users) {
		this.settings = surroundings.settings();
		this.storage = surroundings.storage();
		this.loop = surroundings.loop();
		this.control = surroundings.control();
		this.meters = surroundings.meters();
		this.membership = membership;
		this.machines = machines;
		this.users = users;
	}

	@Nullable Group group() {
		return this.group;
	}

	boolean isOpening() {
		return this.opening;
	}

	/** Open Ratis, waiting for it, before the loop runs. */
	void open() throws IOException {
		opened(openNow(this.membership.initial()));
	}

	private Group openNow(Peers beginning) throws IOException {
		MemberRecord member = this.membership.record();
		MemberRecord timed = member.withTimeouts(this.membership.minTimeout(), this.membership.maxTimeout());
		Group opened = Group.open(this.settings, timed, this.storage, beginning.all(), this.machines.get(),
				this.meters.registry());
		if (!member.formatted()) {
			this.membership.formatted();
		}
		return opened;
	}

	void openWhenReady(Outbox outbox, long now) {
		if (!this.opening && now >= this.openAt && this.membership.mayTakePart(outbox)) {
			openLater(null);
		}
	}

	/**
	 * Open Ratis.
	 * @param then done on the loop when it is open
	 */
	void openLater(@Nullable Runnable then) {
		this.opening = true;
		Peers beginning = this.membership.initial();
		this.control.execute(() -> {
			try {
				StorageDirectory.checkRoom(this.settings, this.storage);
				Group opened = openNow(beginning);
				this.loop.execute(() -> {
					this.opening = false;
					opened(opened);
					if (then != null) {
						then.run();
					}
				});
			}
			catch (IOException | RuntimeException ex) {
				this.loop.execute(() -> notOpened(ex));
			}
		});
	}

	/** Note that Ratis could not be opened: it is tried again. */
	void notOpened(Exception cause) {
		this.opening = false;
		this.openAt = this.loop.now() + REOPEN_DELAY;
		String message = String.valueOf(cause.getMessage());
		if (!message.equals(this.membership.lastFailure())) {
			logger.error("Ratis could not be opened; it is tried again", cause);
		}
		this.membership.failed(message);
	}

	private void opened(Group opened) {
		this.group = opened;
		this.users.accept(opened);
	}

	/** Close Ratis if it is open. */
	void close() {
		Group open = this.group;
		if (open != null) {
			this.group = null;
			this.users.accept(null);
			this.control.execute(open::close);
		}
	}

	/** Close Ratis and open it again at once. */
	void reopen() {
		close();
		this.openAt = 0;
	}

	/**
	 * Close Ratis because of a problem.
	 * @param problem what happened
	 * @param delay when to try again, milliseconds
	 */
	void broken(String problem, long delay) {
		if (this.group == null || this.membership.isRemoved()) {
			return;
		}
		logger.error("This node takes no part: {}", problem);
		this.meters.failed();
		this.membership.failed(problem);
		this.openAt = this.loop.now() + delay;
		close();
	}

	/** Forget what a node was that is to become another. */
	void clear() {
		close();
		this.control.execute(() -> StorageDirectory.delete(this.storage));
	}

	/** Close Ratis, waiting for it: not on the loop. */
	void end() {
		Group open = this.group;
		if (open != null) {
			open.close();
		}
	}

}
