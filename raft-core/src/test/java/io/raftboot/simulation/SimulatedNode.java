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

package io.raftboot.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.Role;
import io.raftboot.node.Replica;
import io.raftboot.node.ReplicaHost;
import io.raftboot.storage.DiskFullException;
import io.raftboot.storage.NodeStorage;
import io.raftboot.storage.SimulatedDisk;
import org.jspecify.annotations.Nullable;

/**
 * A node of the simulated cluster: a replica with its disk, its machine and the loop that
 * drives it. Inputs queue up and are processed as one batch a little later, as on a real
 * event loop. A crash drops everything but what the disk keeps.
 */
final class SimulatedNode {

	private final Cluster cluster;

	private final int number;

	private final String address;

	private final MemberRole role;

	private SimulatedDisk disk;

	private final NodeClock clock;

	private final LogWatch watch;

	private final Deque<Consumer<Replica>> inputs = new ArrayDeque<>();

	private @Nullable Replica replica;

	private @Nullable NodeStorage storage;

	private SimulatedMachine machine;

	private NodeOutbox outbox;

	/** Counts the lives, so that what was meant for an earlier one is dropped. */
	private long life;

	private boolean paused;

	private boolean processing;

	private long wakeAt = Long.MAX_VALUE;

	SimulatedNode(Cluster cluster, int number, MemberRole role) {
		this.cluster = cluster;
		this.number = number;
		this.address = "node-" + number + ":1";
		this.role = role;
		this.disk = new SimulatedDisk(cluster.random());
		this.clock = new NodeClock(cluster);
		this.watch = new LogWatch(number, cluster.checks());
		this.machine = new SimulatedMachine(cluster, this);
		this.outbox = new NodeOutbox(this, cluster);
	}

	int number() {
		return this.number;
	}

	String address() {
		return this.address;
	}

	MemberRole role() {
		return this.role;
	}

	/**
	 * Return whether the node waits to become a member.
	 * @return whether it does
	 */
	boolean isFresh() {
		NodeStatus status = status();
		return status != null && status.condition() == NodeStatus.Condition.UNINITIALISED;
	}

	@Nullable NodeStatus status() {
		return (this.replica != null) ? this.replica.status() : null;
	}

	/** Forget everything while it is down. */
	void wipe() {
		this.disk = new SimulatedDisk(this.cluster.random());
	}

	boolean isUp() {
		return this.replica != null;
	}

	boolean isPaused() {
		return this.paused;
	}

	@Nullable Replica replica() {
		return this.replica;
	}

	@Nullable NodeStorage storage() {
		return this.storage;
	}

	SimulatedMachine machine() {
		return this.machine;
	}

	NodeOutbox outbox() {
		return this.outbox;
	}

	SimulatedDisk disk() {
		return this.disk;
	}

	NodeClock clock() {
		return this.clock;
	}

	LogWatch watch() {
		return this.watch;
	}

	void start() {
		this.life++;
		this.paused = false;
		this.processing = false;
		this.wakeAt = Long.MAX_VALUE;
		this.machine = new SimulatedMachine(this.cluster, this);
		this.outbox = new NodeOutbox(this, this.cluster);
		RandomGenerator random = this.cluster.random();
		long thisLife = this.life;
		try {
			Saboteur saboteur = this.cluster.saboteur();
			this.disk.powerOn();
			NodeStorage opened = NodeStorage.open(saboteur.disk(this), this.cluster.storageSettings());
			saboteur.opened(opened);
			ReplicaHost host = new ReplicaHost(random, (task) -> input((current) -> task.run()),
					(task) -> later(thisLife, random.nextInt(20_000), task), new CompositeMeterRegistry());
			Replica started = new Replica(this.cluster.replicaSettings(this), opened, this.machine, this.outbox, host);
			this.storage = opened;
			this.replica = started;
			this.watch.restarted(opened);
			this.cluster.trace(() -> this.address + " starts");
			this.cluster.checks().batchEnds(this.number);
			started.start(this.clock.monotonicMillis(), this.clock.timestampMillis());
			wake();
		}
		catch (PowerLoss | DiskFullException ex) {
			crash();
			this.cluster.restartLater(this);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("node " + this.address + " does not start", ex);
		}
	}

	/** The power fails, perhaps in the middle of a write. */
	void crash() {
		this.cluster.trace(() -> this.address + " crashes");
		this.life++;
		this.replica = null;
		this.storage = null;
		this.inputs.clear();
		this.disk.powerOff();
		if (this.cluster.saboteur().plays(Bug.WIPED_MEMBER_RETURNS) && this.cluster.random().nextInt(4) == 0) {
			wipe();
		}
		this.cluster.statistics().count("crash");
	}

	void pause(long micros) {
		this.cluster.trace(() -> this.address + " pauses for " + micros);
		this.paused = true;
		long thisLife = this.life;
		this.cluster.scheduler().after(micros, () -> {
			if (this.life == thisLife) {
				this.paused = false;
				wake();
				this.machine.wake();
			}
		});
	}

	/**
	 * Do something with the replica on its loop, if it is up.
	 * @param input what to do
	 */
	void input(Consumer<Replica> input) {
		if (this.replica != null) {
			this.inputs.add(input);
			wake();
		}
	}

	/**
	 * Run a task of the process, unless it is gone by then.
	 * @param micros when
	 * @param task what to do
	 */
	void later(long micros, Runnable task) {
		later(this.life, micros, task);
	}

	private void later(long ofLife, long micros, Runnable task) {
		this.cluster.scheduler().after(micros, () -> {
			if (this.life == ofLife) {
				guarded(task);
			}
		});
	}

	private void wake() {
		if (!this.processing && !this.paused && this.replica != null) {
			this.processing = true;
			long thisLife = this.life;
			this.cluster.scheduler().after(this.cluster.random().nextInt(200), () -> {
				if (this.life == thisLife) {
					this.processing = false;
					process();
				}
			});
		}
	}

	private void process() {
		Replica current = this.replica;
		if (current == null || this.paused) {
			return;
		}
		guarded(() -> {
			for (int left = this.inputs.size(); left > 0; left--) {
				this.inputs.remove().accept(current);
			}
			current.process(this.clock.monotonicMillis(), this.clock.timestampMillis());
		});
		this.cluster.checks().batchEnds(this.number);
		NodeStorage open = this.storage;
		if (this.replica != null && open != null) {
			NodeStatus status = current.status();
			if (this.watch.check(open.log(), status.role() == Role.LEADER, status.term(), status.commitIndex())) {
				this.cluster.elected(this);
			}
			sleep(current);
		}
	}

	private void sleep(Replica current) {
		Scheduler scheduler = this.cluster.scheduler();
		long due = Math.max(this.clock.moment(current.nextDeadline()), scheduler.now() + 1000);
		if (due < this.wakeAt) {
			this.wakeAt = due;
			long thisLife = this.life;
			scheduler.at(due, () -> {
				if (this.life == thisLife && this.wakeAt == due) {
					this.wakeAt = Long.MAX_VALUE;
					wake();
				}
			});
		}
	}

	private void guarded(Runnable task) {
		try {
			task.run();
		}
		catch (PowerLoss ex) {
			crash();
			this.cluster.restartLater(this);
		}
	}

}
