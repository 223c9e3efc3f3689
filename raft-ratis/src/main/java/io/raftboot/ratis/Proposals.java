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

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.raftboot.ErrorCode;
import io.raftboot.engine.Proposal;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage.Forward;
import io.raftboot.transport.PeerMessage.ForwardReply;
import org.jspecify.annotations.Nullable;

/**
 * Proposals and barriers on their way into the log: to the thread that appends on the
 * leader, over the network elsewhere. On the loop.
 */
final class Proposals {

	private static final int MAX_PENDING = 100_000;

	private static final long MAX_PENDING_BYTES = 64L << 20;

	private static final List<byte[]> BARRIER = List.of(new byte[0]);

	private static final long NOT_HELD = -1;

	private final RatisSettings settings;

	private final Outbox outbox;

	private final EntryAppender appender;

	private final Reads reads;

	private final RatisMeters meters;

	/** Tells this run of the process from earlier ones. */
	private final long run = MemberFile.nonZero();

	private List<Proposal> waiting = new ArrayList<>();

	private long waitingBytes;

	private long heldSince = NOT_HELD;

	/** By number of the batch, oldest first. */
	private final Map<Long, Part> forwarded = new LinkedHashMap<>();

	private long lastBatch;

	private long lastLeader;

	/** What is on its way and counts against the limits. */
	private int pending;

	private long pendingBytes;

	private long now;

	Proposals(RatisSettings settings, Outbox outbox, EntryAppender appender, Reads reads, RatisMeters meters) {
		this.settings = settings;
		this.outbox = outbox;
		this.appender = appender;
		this.reads = reads;
		this.meters = meters;
	}

	void add(Proposal proposal) {
		byte[] payload = proposal.payload();
		if (payload.length > this.settings.maxPayloadSize()) {
			reject(proposal, ErrorCode.TOO_LARGE);
		}
		else if (this.waiting.size() + this.pending >= MAX_PENDING
				|| this.waitingBytes + this.pendingBytes + payload.length > MAX_PENDING_BYTES) {
			reject(proposal, ErrorCode.BUSY);
		}
		else {
			this.waiting.add(proposal);
			this.waitingBytes += Bundle.bytes(payload);
		}
	}

	int pending() {
		return this.waiting.size() + this.pending;
	}

	/** Let everything that waits go on its way. */
	void submit(Standing standing, long time) {
		this.now = time;
		expire();
		if (this.waiting.isEmpty() && !this.reads.areWaiting(time)) {
			return;
		}
		long leader = standing.leader();
		if (standing.leads()) {
			this.heldSince = NOT_HELD;
			parts().forEach((part) -> this.appender.add(new Bundle(part.payloads(), part.bytes, part)));
		}
		else if (leader != 0 && this.outbox.reaches(leader)) {
			this.heldSince = NOT_HELD;
			parts().forEach((part) -> forward(part, leader, standing.term()));
		}
		else if (leader == 0 || !isWorthWaiting()) {
			this.heldSince = NOT_HELD;
			rejectWaiting(ErrorCode.NO_LEADER);
		}
	}

	/** A leader that is known is about to be reached, too: this node is dialling it. */
	private boolean isWorthWaiting() {
		if (this.heldSince == NOT_HELD) {
			this.heldSince = this.now;
		}
		return this.now - this.heldSince < this.settings.electionTimeoutMillis();
	}

	/** Cut what waits into parts that go together; the first one carries the reads. */
	private List<Part> parts() {
		List<Proposal> all = this.waiting;
		this.waiting = new ArrayList<>();
		this.waitingBytes = 0;
		Reads.Barrier barrier = this.reads.take(this.now);
		List<Part> parts = new ArrayList<>();
		int from = 0;
		while (from < all.size()) {
			int to = from;
			long bytes = 0;
			do {
				bytes += Bundle.bytes(all.get(to++).payload());
			}
			while (to < all.size() && bytes + Bundle.bytes(all.get(to).payload()) <= RatisSettings.BUNDLE_BYTES);
			parts.add(new Part(all.subList(from, to), parts.isEmpty() ? barrier : null, bytes));
			from = to;
		}
		if (parts.isEmpty()) {
			parts.add(new Part(List.of(), barrier, Batch.OVERHEAD));
		}
		return parts;
	}

	private void forward(Part part, long leader, long term) {
		part.leader = leader;
		part.expires = this.now + this.settings.node().requestTimeout().toMillis();
		this.forwarded.put(++this.lastBatch, part);
		this.outbox.send(leader, new Forward(term, this.run, this.lastBatch, part.payloads()));
	}

	/** Take the leader's answer. */
	void answered(ForwardReply reply) {
		Part part = (reply.run() == this.run) ? this.forwarded.remove(reply.batch()) : null;
		if (part == null) {
			return;
		}
		ErrorCode refusal = reply.refusal();
		if (refusal != null) {
			part.refused(refusal);
		}
		else {
			part.appended(reply.firstIndex(), reply.term());
		}
	}

	/** Append what another member has forwarded. */
	void add(long from, Forward forward, Standing standing) {
		long bytes = 0;
		for (byte[] payload : forward.payloads()) {
			bytes += Bundle.bytes(payload);
			if (payload.length > this.settings.maxPayloadSize()) {
				reply(from, forward, 0, 0, ErrorCode.TOO_LARGE);
				return;
			}
		}
		if (!standing.leads()) {
			reply(from, forward, 0, 0, ErrorCode.LEADER_CHANGED);
		}
		else if (Batch.HEADER + bytes > this.settings.maxEntrySize()) {
			reply(from, forward, 0, 0, ErrorCode.TOO_LARGE);
		}
		else if (this.appender.queuedBytes() + bytes > 2 * MAX_PENDING_BYTES) {
			reply(from, forward, 0, 0, ErrorCode.BUSY);
		}
		else {
			this.appender.add(new Bundle(forward.payloads(), bytes, new Bundle.Answer() {

				@Override
				public void appended(long index, long term) {
					reply(from, forward, index, term, null);
				}

				@Override
				public void refused(ErrorCode code) {
					reply(from, forward, 0, 0, code);
				}

			}));
		}
	}

	private void reply(long to, Forward forward, long index, long term, @Nullable ErrorCode refusal) {
		this.outbox.send(to, new ForwardReply(forward.run(), forward.batch(), index, term, refusal));
	}

	/**
	 * Note that a member's answers are probably lost. Commands wait a little longer for
	 * them, since a refusal says more than silence; reads are asked again.
	 */
	void lost(long member) {
		long until = this.now + 2 * this.settings.electionTimeoutMillis();
		for (Part part : this.forwarded.values()) {
			if (part.leader == member) {
				part.release();
				part.expires = Math.min(part.expires, until);
				part.readAgain();
			}
		}
	}

	/** Note who leads: whoever led before will answer no more. */
	void leaderIs(long leader) {
		if (leader == this.lastLeader) {
			return;
		}
		this.lastLeader = leader;
		this.forwarded.values()
			.stream()
			.map((part) -> part.leader)
			.filter((other) -> other != leader)
			.distinct()
			.toList()
			.forEach(this::lost);
	}

	/** Forget, without an answer, what is not answered in time. */
	private void expire() {
		for (Iterator<Part> all = this.forwarded.values().iterator(); all.hasNext();) {
			Part part = all.next();
			if (part.expires <= this.now) {
				all.remove();
				part.release();
				part.readAgain();
				this.meters.proposals("unanswered", part.proposals.size());
			}
		}
	}

	void rejectWaiting(ErrorCode code) {
		List<Proposal> rejected = this.waiting;
		this.waiting = new ArrayList<>();
		this.waitingBytes = 0;
		rejected.forEach((proposal) -> reject(proposal, code));
		this.reads.rejectWaiting(code);
	}

	private void reject(Proposal proposal, ErrorCode code) {
		this.meters.rejected(code);
		Answers.rejected(proposal, code);
	}

	/** Proposals and reads of this node that go together. */
	private final class Part implements Bundle.Answer {

		private final List<Proposal> proposals;

		private final long bytes;

		private Reads.@Nullable Barrier barrier;

		private boolean counted = true;

		private long leader;

		private long expires;

		Part(List<Proposal> proposals, Reads.@Nullable Barrier barrier, long bytes) {
			this.proposals = List.copyOf(proposals);
			this.barrier = barrier;
			this.bytes = bytes;
			Proposals.this.pending += this.proposals.size();
			Proposals.this.pendingBytes += bytes;
		}

		List<byte[]> payloads() {
			if (this.proposals.isEmpty()) {
				return BARRIER;
			}
			List<byte[]> payloads = new ArrayList<>(this.proposals.size());
			for (Proposal proposal : this.proposals) {
				payloads.add(proposal.payload());
			}
			return payloads;
		}

		@Override
		public void appended(long index, long term) {
			release();
			if (this.barrier != null) {
				Proposals.this.reads.appended(this.barrier, index, term, Proposals.this.now);
			}
			for (Proposal proposal : this.proposals) {
				Answers.appended(proposal, index, term);
			}
			Proposals.this.meters.proposals((this.leader != 0) ? "forwarded" : "appended", this.proposals.size());
		}

		@Override
		public void refused(ErrorCode code) {
			release();
			readAgain();
			for (Proposal proposal : this.proposals) {
				reject(proposal, code);
			}
		}

		void readAgain() {
			if (this.barrier != null) {
				Proposals.this.reads.refused(this.barrier, Proposals.this.now);
				this.barrier = null;
			}
		}

		void release() {
			if (this.counted) {
				this.counted = false;
				Proposals.this.pending -= this.proposals.size();
				Proposals.this.pendingBytes -= this.bytes;
			}
		}

	}

}
