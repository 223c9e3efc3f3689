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

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import io.raftboot.ApplyContext;
import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.InputCodec;
import io.raftboot.Machine;
import io.raftboot.Role;
import io.raftboot.Session;
import io.raftboot.SnapshotWriter;
import io.raftboot.engine.CommittedEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's machine together with what is replicated beside it: the sessions and how far
 * both are. Commands come from the machine thread alone and hold the write lock; queries
 * of other threads hold the read lock. The lock is fair, so that a stream of commands
 * lets queries in between two batches.
 */
final class HostedMachine {

	private static final Logger log = LoggerFactory.getLogger(HostedMachine.class);

	/** The first bytes of every snapshot: "RBM" and the version of the format. */
	private static final int SNAPSHOT_FORMAT = 0x52424d01;

	private static final Outcome NOT_WANTED = Outcome.success(new byte[0]);

	private final Machine<Object> machine;

	private final InputCodec codec;

	private final Type inputType;

	private final long proposer;

	private final Calls calls;

	private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

	/** Whether a change of the state has failed half-way: nobody may see it then. */
	private volatile boolean torn;

	private Sessions sessions = new Sessions();

	private long index;

	private long term;

	private long timestampMillis;

	/** How far the engine is, which is behind a machine that held more at the start. */
	private long reached;

	/** Of a machine that has one of its own. */
	private @Nullable MachineStorage storage;

	private volatile Role role = Role.FOLLOWER;

	/** A witness gets no commands, so its indices say nothing of the machine. */
	private volatile boolean hollow;

	/**
	 * Whether there was a command or a snapshot in this life: else there is nothing to
	 * make durable, and this may be a witness that does not know it yet.
	 */
	private boolean changed;

	HostedMachine(Machine<Object> machine, InputCodec codec, Type inputType, long proposer, Calls calls) {
		this.machine = machine;
		this.codec = codec;
		this.inputType = inputType;
		this.proposer = proposer;
		this.calls = calls;
	}

	Machine<Object> machine() {
		return this.machine;
	}

	ReentrantReadWriteLock lock() {
		return this.lock;
	}

	void role(Role role) {
		this.role = role;
		if (role == Role.WITNESS) {
			hollow();
		}
	}

	/**
	 * Note that the machine may lack commands up to its index, so that it is not to be
	 * made durable as if it had them.
	 */
	void hollow() {
		this.hollow = true;
	}

	/**
	 * Go on from what the machine holds by itself. Before the machine thread starts.
	 * @param own the machine's storage
	 * @throws io.raftboot.RaftStartException if it cannot be used
	 */
	void open(MachineStorage own) {
		this.storage = own;
		HostState held = own.open();
		if (held != null) {
			this.sessions = held.sessions();
			this.index = held.index();
			this.term = held.term();
			this.timestampMillis = held.timestampMillis();
		}
	}

	/**
	 * Return the last index applied. Only for the machine thread.
	 */
	long index() {
		return this.index;
	}

	/**
	 * Return the term of the last entry applied. Only for the machine thread.
	 */
	long term() {
		return this.term;
	}

	/**
	 * Return the last index that the engine has given out and that is dealt with. Only
	 * for the machine thread.
	 */
	long reached() {
		return this.reached;
	}

	/**
	 * Return whether the engine has given out all that the machine holds.
	 */
	boolean isReached() {
		return this.reached >= this.index;
	}

	int sessions() {
		return this.sessions.clients();
	}

	/**
	 * Apply an entry, on the machine thread under the write lock. Whatever the entry
	 * holds, this comes to the same on every replica.
	 * @param entry the entry
	 * @param claimed the caller that waits for it is added here, with its outcome
	 */
	void apply(CommittedEntry entry, List<Call> claimed) {
		this.reached = entry.index();
		MachineStorage own = this.storage;
		if (own != null && own.holds(entry)) {
			return;
		}
		this.index = entry.index();
		this.term = entry.term();
		this.timestampMillis = entry.timestampMillis();
		byte[] payload = entry.payload();
		if (payload == null || payload.length == 0) {
			return;
		}
		this.changed = true;
		Envelope envelope = open(entry, payload);
		if (envelope != null) {
			apply(envelope, claimed);
		}
	}

	private static @Nullable Envelope open(CommittedEntry entry, byte[] payload) {
		try {
			return Envelope.read(payload);
		}
		catch (IllegalArgumentException ex) {
			log.error("The entry at index {} is skipped, as on every node of this version: {}", entry.index(),
					ex.getMessage());
			return null;
		}
	}

	private void apply(Envelope envelope, List<Call> claimed) {
		Call caller = (envelope.proposer() == this.proposer) ? this.calls.find(envelope.number()) : null;
		Session session = envelope.session();
		Outcome outcome = (session != null) ? this.sessions.find(session) : null;
		if (outcome == null) {
			outcome = apply(envelope, caller, session != null || caller != null);
			if (session != null) {
				this.sessions.record(session, outcome);
			}
		}
		if (caller != null && caller.claim(outcome)) {
			claimed.add(caller);
		}
	}

	private Outcome apply(Envelope envelope, @Nullable Call caller, boolean outputWanted) {
		Object input;
		try {
			input = (caller != null) ? caller.input() : this.codec.fromLog(envelope.input(), this.inputType);
		}
		catch (RuntimeException | StackOverflowError ex) {
			return Outcome.failure(ErrorCode.INVALID_MACHINE_INPUT, InputErrors.reason(ex));
		}
		Object output;
		try {
			output = this.machine.apply(context(ApplyKind.COMMAND), input);
		}
		catch (Throwable ex) {
			return machineFailed(ex);
		}
		return outputWanted ? encode(output) : NOT_WANTED;
	}

	/**
	 * A machine that throws is the command's outcome, the same on every replica; but when
	 * the virtual machine itself fails, the others have not seen the same.
	 */
	private static Outcome machineFailed(Throwable failure) {
		if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
			throw error;
		}
		if (failure instanceof InterruptedException) {
			Thread.currentThread().interrupt();
		}
		return Outcome.failure(ErrorCode.MACHINE_FAILED, InputErrors.reason(failure));
	}

	boolean isQuick(Object input) {
		try {
			return this.machine.isQuick(input);
		}
		catch (Throwable ex) {
			return false;
		}
	}

	/**
	 * Run a query. The caller is the machine thread, or holds the read lock.
	 */
	Outcome query(ApplyKind kind, Object input) {
		if (this.torn) {
			return Outcome.failure(ErrorCode.NO_LEADER, "this node's machine has failed, see its log; ask another");
		}
		try {
			return encode(this.machine.apply(context(kind), input));
		}
		catch (Throwable ex) {
			return Outcome.failure(ErrorCode.MACHINE_FAILED, InputErrors.reason(ex));
		}
	}

	private Outcome encode(@Nullable Object output) {
		try {
			byte[] json = this.codec.writeOutput(output);
			return (json.length > 0) ? Outcome.success(json) : Outcome.failure(ErrorCode.NO_MACHINE_OUTPUT, null);
		}
		catch (RuntimeException | StackOverflowError ex) {
			return Outcome.failure(ErrorCode.INVALID_MACHINE_OUTPUT, InputErrors.reason(ex));
		}
	}

	private ApplyContext context(ApplyKind kind) {
		return new ApplyContext(kind, this.role, this.index, this.term, this.timestampMillis);
	}

	/**
	 * Capture everything, on the machine thread between two commands. A machine with a
	 * storage of its own makes it durable first, so that what the log drops is there.
	 */
	Captured capture() throws IOException {
		this.lock.writeLock().lock();
		try {
			persist();
			return new Captured(this.index, this.term, this.timestampMillis, this.sessions.copy(),
					this.machine.takeSnapshot());
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	private void persist() throws IOException {
		MachineStorage own = this.storage;
		if (own != null && this.changed && !this.hollow) {
			own.persist(this.index, this.term, this.timestampMillis, this.sessions);
		}
	}

	/**
	 * Make durable what can be, on the machine thread between two commands. If that
	 * fails, the machine comes up with an older state, from which the log goes on.
	 */
	void tryToPersist() {
		this.lock.writeLock().lock();
		try {
			persist();
		}
		catch (IOException | RuntimeException ex) {
			log.error("The machine could not make its state durable at index {}: its storage stays behind", this.index,
					ex);
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/**
	 * Pass a snapshot over if the machine holds all of it, on the machine thread.
	 * @return whether it does
	 */
	boolean skip(long index, long term) {
		MachineStorage own = this.storage;
		if (own == null || !own.holds(index, term)) {
			return false;
		}
		this.reached = index;
		return true;
	}

	/**
	 * Replace everything, on the machine thread.
	 */
	void restore(long index, long term, InputStream snapshot) throws IOException {
		this.lock.writeLock().lock();
		try {
			this.torn = true;
			DataInputStream in = new DataInputStream(snapshot);
			int format = in.readInt();
			if (format != SNAPSHOT_FORMAT) {
				throw new IOException("the snapshot at index " + index + " has the format 0x"
						+ Integer.toHexString(format) + ", this version reads 0x" + Integer.toHexString(SNAPSHOT_FORMAT)
						+ ": start the version that wrote it, or a newer one");
			}
			this.timestampMillis = in.readLong();
			Sessions restored = Sessions.readFrom(in);
			this.machine.restoreSnapshot(in);
			this.sessions = restored;
			this.index = index;
			this.term = term;
			this.reached = index;
			this.hollow = false;
			this.changed = true;
			this.torn = false;
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/** Note, under the write lock, that applying an entry has failed half-way. */
	void tear() {
		this.torn = true;
	}

	/**
	 * What a snapshot is made of.
	 */
	record Captured(long index, long term, long timestampMillis, Sessions sessions, SnapshotWriter machine) {

		void writeTo(OutputStream target) throws IOException {
			DataOutputStream out = new DataOutputStream(target);
			out.writeInt(SNAPSHOT_FORMAT);
			out.writeLong(this.timestampMillis);
			this.sessions.writeTo(out);
			out.flush();
			this.machine.writeTo(target);
			target.flush();
		}

	}

}
