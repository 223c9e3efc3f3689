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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.InputCodec;
import io.raftboot.JsonSlice;
import io.raftboot.Machine;
import io.raftboot.OutcomeHandler;
import io.raftboot.Session;
import io.raftboot.engine.CommittedEntry;
import io.raftboot.engine.Proposal;
import org.jspecify.annotations.Nullable;

/**
 * What stands between an engine and the user's machine in one life of a node, without the
 * threads: codec, envelopes, callers, sessions and snapshots are the product's. A
 * simulation decides when each step comes.
 */
public final class SimulatedHost {

	private static final MachineMeters METERS = new MachineMeters(new CompositeMeterRegistry(), "default");

	private static final InputCodec CODEC = new JacksonCodec();

	private final Calls calls = new Calls("default", Duration.ofDays(1), METERS);

	private final Machine<Object> machine;

	private final Type inputType;

	private final long proposer;

	private final HostedMachine host;

	private final List<Call> claimed = new ArrayList<>();

	private final List<CommandCall> open = new ArrayList<>();

	/**
	 * Create the host.
	 * @param machine the machine
	 * @param proposer tells this life from all others of all nodes
	 */
	@SuppressWarnings("unchecked")
	public SimulatedHost(Machine<?> machine, long proposer) {
		this.machine = (Machine<Object>) machine;
		this.inputType = InputTypes.of(machine.getClass());
		this.proposer = proposer;
		this.host = new HostedMachine(this.machine, CODEC, this.inputType, proposer, this.calls);
	}

	/**
	 * Return the last index applied.
	 * @return the index
	 */
	public long index() {
		return this.host.index();
	}

	/**
	 * Take a command from a client: it waits from now on.
	 * @param input the input
	 * @param session the session, {@code null} without one
	 * @param handler takes the outcome
	 * @return what is to be proposed
	 */
	public Proposal command(Object input, @Nullable Session session, OutcomeHandler handler) {
		byte[] json = CODEC.writeInput(input);
		Object read = CODEC.readInput(new JsonSlice(json, 0, json.length), this.inputType);
		CommandCall call = new CommandCall(this.calls, read,
				new Envelope.Writer(this.proposer, session, json, 0, json.length), handler);
		if (this.calls.register(call) != null) {
			throw new IllegalStateException("too many commands wait");
		}
		this.open.add(call);
		return call;
	}

	/**
	 * Apply entries as one batch, then answer those whose commands they were.
	 * @param entries the entries
	 */
	public void apply(List<CommittedEntry> entries) {
		this.host.lock().writeLock().lock();
		try {
			entries.forEach((entry) -> this.host.apply(entry, this.claimed));
		}
		finally {
			this.host.lock().writeLock().unlock();
		}
		this.calls.applied(this.host.index(), this.host.term());
		this.claimed.forEach(Call::deliver);
		this.claimed.clear();
	}

	/**
	 * Look through those that wait, as the product does every few milliseconds: whoever's
	 * place in the log was taken is told so.
	 */
	public void sweep() {
		this.open.removeIf(Call::isAnswered);
		List.copyOf(this.open)
			.forEach((call) -> call.applied(this.host.index(), this.host.term(), this.calls.restored()));
	}

	/**
	 * Tell everybody who waits that the command is refused, as a planted bug does.
	 */
	public void refuseAll() {
		this.open.forEach((call) -> call.fail(ErrorCode.LEADER_CHANGED, null));
	}

	/**
	 * Run a query.
	 * @param input the input
	 * @return the output as JSON
	 */
	public byte[] query(Object input) {
		Outcome outcome = this.host.query(ApplyKind.QUERY, input);
		if (outcome.code() != null) {
			throw new AssertionError("The query " + input + " ended with " + outcome.code());
		}
		return outcome.body();
	}

	/**
	 * Read the output of a command or a query.
	 * @param json the output
	 * @return a text
	 */
	public static @Nullable String text(byte[] json) {
		return CODEC.readOutput(json, String.class);
	}

	/**
	 * Replace everything by a snapshot.
	 * @param index its index
	 * @param term its term
	 * @param snapshot its content
	 * @throws IOException if it cannot be read
	 */
	public void restore(long index, long term, InputStream snapshot) throws IOException {
		this.host.restore(index, term, snapshot);
		this.calls.restored(index);
		this.calls.applied(index, term);
	}

	/**
	 * Capture everything for a snapshot.
	 * @return what is to be written
	 */
	public Capture capture() {
		try {
			return new Capture(this.host.capture());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return all of the replicated state, the same bytes on every node at an index.
	 * @return what a snapshot would hold
	 */
	public byte[] state() {
		try {
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			capture().writeTo(out);
			return out.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return a payload without its session, as if retries were not known.
	 * @param payload the payload of an entry
	 * @return the payload
	 */
	public static byte[] withoutSession(byte[] payload) {
		Envelope envelope = Envelope.read(payload);
		JsonSlice input = envelope.input();
		return new Envelope.Writer(envelope.proposer(), null, input.array(), input.offset(), input.length())
			.write(envelope.number());
	}

	/**
	 * What a snapshot is made of.
	 */
	public final class Capture {

		private HostedMachine.Captured captured;

		private Capture(HostedMachine.Captured captured) {
			this.captured = captured;
		}

		/**
		 * Return the last index in it.
		 * @return the index
		 */
		public long index() {
			return this.captured.index();
		}

		/**
		 * Return the term of that entry.
		 * @return the term
		 */
		public long term() {
			return this.captured.term();
		}

		/**
		 * Leave out the sessions, as a planted bug does.
		 */
		public void forgetSessions() {
			this.captured = new HostedMachine.Captured(index(), term(), this.captured.timestampMillis(), new Sessions(),
					this.captured.machine());
		}

		/**
		 * Take the machine as it is now, not as it was, as a planted bug does.
		 * @throws IOException if the machine cannot be captured
		 */
		public void takeMachineOfNow() throws IOException {
			this.captured = new HostedMachine.Captured(index(), term(), this.captured.timestampMillis(),
					this.captured.sessions(), SimulatedHost.this.machine.takeSnapshot());
		}

		/**
		 * Write the snapshot.
		 * @param out where to
		 * @throws IOException if it cannot be written
		 */
		public void writeTo(OutputStream out) throws IOException {
			this.captured.writeTo(out);
		}

	}

}
