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

package io.raftboot.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.raftboot.ErrorCode;
import io.raftboot.Role;
import io.raftboot.consensus.Consensus;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.Refusal;
import io.raftboot.engine.Proposal;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage.Forward;
import io.raftboot.transport.PeerMessage.ForwardReply;
import org.jspecify.annotations.Nullable;

/**
 * Proposals on their way into the log: those made here, appended or forwarded to the
 * leader, and those that other members forward to this node.
 */
final class Proposals {

	private static final long NOT_HELD = -1;

	/** A frame holds at least one payload, and others up to this many bytes. */
	private static final int MAX_FORWARD_BYTES = 1 << 20;

	private final ReplicaSettings settings;

	private final Outbox outbox;

	private final ReplicaMeters meters;

	/** Tells this run of the process from earlier ones. */
	private final long run;

	private List<Proposal> waiting = new ArrayList<>();

	private long heldSince = NOT_HELD;

	private long waitingBytes;

	/** By number of the batch, oldest first. */
	private final Map<Long, Forwarded> unanswered = new LinkedHashMap<>();

	/** What of {@link #unanswered} counts against the limits. */
	private int countedProposals;

	private long countedBytes;

	private long lastBatch;

	private List<FromPeer> fromPeers = new ArrayList<>();

	/** The latest batch of each run that was seen in {@link #seenTerm}. */
	private final Map<Sender, Long> seen = new HashMap<>();

	/** The latest term in which something was appended here for another member. */
	private long seenTerm;

	/** What an earlier run of this process did in this term or before is not known. */
	private long firstTerm;

	Proposals(ReplicaSettings settings, Outbox outbox, ReplicaMeters meters, long run) {
		this.settings = settings;
		this.outbox = outbox;
		this.meters = meters;
		this.run = run;
	}

	/**
	 * Note the term that was on disk.
	 * @param term the term
	 */
	void started(long term) {
		this.firstTerm = term;
	}

	void add(Proposal proposal) {
		int length = proposal.payload().length;
		if (length > this.settings.maxPayloadSize()) {
			reject(proposal, ErrorCode.TOO_LARGE);
			return;
		}
		long bytes = Entry.OVERHEAD + (long) length;
		if (this.waiting.size() + this.countedProposals >= this.settings.maxPendingProposals()
				|| this.waitingBytes + this.countedBytes + bytes > this.settings.maxPendingBytes()) {
			reject(proposal, ErrorCode.BUSY);
			return;
		}
		this.waiting.add(proposal);
		this.waitingBytes += bytes;
	}

	void add(long from, Forward forward) {
		this.fromPeers.add(new FromPeer(from, forward));
	}

	/**
	 * Let everything that waits go on its way: append it on the leader, in one batch, and
	 * forward it elsewhere.
	 */
	void submit(Consensus consensus, long now, long timestampMillis) {
		expire(now);
		if (this.waiting.isEmpty() && this.fromPeers.isEmpty()) {
			return;
		}
		List<Proposal> own = this.waiting;
		List<FromPeer> others = this.fromPeers;
		long ownBytes = this.waitingBytes;
		this.waiting = new ArrayList<>();
		this.fromPeers = new ArrayList<>();
		this.waitingBytes = 0;
		if (consensus.role() == Role.LEADER) {
			others.removeIf((other) -> !firstSeen(other, consensus.term()));
			append(consensus, own, ownBytes, others, timestampMillis);
			return;
		}
		others.forEach(this::refuse);
		if (!own.isEmpty()) {
			consensus.wake();
			toLeader(own, ownBytes, consensus, now);
		}
	}

	private void toLeader(List<Proposal> own, long ownBytes, Consensus consensus, long now) {
		long leader = consensus.leader();
		if (leader != 0 && this.outbox.reaches(leader)) {
			this.heldSince = NOT_HELD;
			forward(own, leader, consensus.term(), now);
		}
		else if (leader != 0 && isWorthWaiting(now)) {
			this.waiting = own;
			this.waitingBytes = ownBytes;
		}
		else {
			this.heldSince = NOT_HELD;
			rejectAll(own, ErrorCode.NO_LEADER);
		}
	}

	/** A leader that is heard is about to be reached, too: this node is dialling it. */
	private boolean isWorthWaiting(long now) {
		if (this.heldSince == NOT_HELD) {
			this.heldSince = now;
		}
		return now - this.heldSince < this.settings.consensus().electionTimeout();
	}

	/**
	 * Refuse what is for the leader of another term, and drop what has been here before:
	 * both would otherwise be appended a second time by a network that repeats itself.
	 */
	private boolean firstSeen(FromPeer other, long term) {
		Forward forward = other.forward;
		if (forward.term() != term) {
			refuse(other);
			return false;
		}
		if (this.seenTerm != term) {
			this.seenTerm = term;
			this.seen.clear();
		}
		if (isSeen(other)) {
			return false;
		}
		this.seen.put(new Sender(other.member, forward.run()), forward.batch());
		return true;
	}

	private boolean isSeen(FromPeer other) {
		Long last = this.seen.get(new Sender(other.member, other.forward.run()));
		return last != null && other.forward.batch() <= last;
	}

	/**
	 * Refuse what came too late, unless it may be the second copy of what was appended
	 * here: of that, the entries of the next term tell.
	 */
	private void refuse(FromPeer other) {
		long term = other.forward.term();
		boolean surelyNotAppended = (term != this.seenTerm) ? term > Math.max(this.seenTerm, this.firstTerm)
				: !isSeen(other);
		if (surelyNotAppended) {
			answer(other, 0, 0, ErrorCode.LEADER_CHANGED);
		}
	}

	private void append(Consensus consensus, List<Proposal> own, long ownBytes, List<FromPeer> others,
			long timestampMillis) {
		long bytes = ownBytes;
		for (FromPeer other : others) {
			bytes += other.bytes;
		}
		Refusal refusal = consensus.refusal(bytes);
		if (refusal == null) {
			appendTogether(consensus, own, others, timestampMillis);
			return;
		}
		if (refusal != Refusal.BUSY) {
			rejectAll(own, code(refusal));
			others.forEach((other) -> answer(other, 0, 0, code(refusal)));
			return;
		}
		// Together they are too much: as many as there is room for, in the order they
		// came
		appendWhileRoom(consensus, own, others, timestampMillis);
	}

	private void appendWhileRoom(Consensus consensus, List<Proposal> own, List<FromPeer> others, long timestampMillis) {
		List<FromPeer> fitting = new ArrayList<>();
		long bytes = 0;
		for (FromPeer other : others) {
			if (consensus.refusal(bytes + other.bytes) == null) {
				bytes += other.bytes;
				fitting.add(other);
			}
			else {
				answer(other, 0, 0, ErrorCode.BUSY);
			}
		}
		int count = 0;
		while (count < own.size()) {
			long next = Entry.OVERHEAD + (long) own.get(count).payload().length;
			if (consensus.refusal(bytes + next) != null) {
				break;
			}
			bytes += next;
			count++;
		}
		rejectAll(own.subList(count, own.size()), ErrorCode.BUSY);
		if (count > 0 || !fitting.isEmpty()) {
			appendTogether(consensus, own.subList(0, count), fitting, timestampMillis);
		}
	}

	private void appendTogether(Consensus consensus, List<Proposal> own, List<FromPeer> others, long timestampMillis) {
		int count = own.size();
		for (FromPeer other : others) {
			count += other.forward.payloads().size();
		}
		if (count == 0) {
			return;
		}
		List<byte[]> payloads = new ArrayList<>(count);
		for (Proposal proposal : own) {
			payloads.add(proposal.payload());
		}
		for (FromPeer other : others) {
			payloads.addAll(other.forward.payloads());
		}
		long index = consensus.propose(payloads, timestampMillis);
		long term = consensus.term();
		this.meters.proposed(count, index + count - 1);
		for (Proposal proposal : own) {
			Answers.appended(proposal, index++, term);
		}
		for (FromPeer other : others) {
			answer(other, index, term, null);
			index += other.forward.payloads().size();
		}
	}

	private void forward(List<Proposal> own, long leader, long term, long now) {
		int from = 0;
		while (from < own.size()) {
			int to = from;
			long bytes = 0;
			List<byte[]> payloads = new ArrayList<>();
			while (to < own.size() && (to == from || bytes + own.get(to).payload().length <= MAX_FORWARD_BYTES)) {
				Proposal proposal = own.get(to++);
				byte[] payload = proposal.payload();
				Answers.sent(proposal, term);
				payloads.add(payload);
				bytes += Entry.OVERHEAD + payload.length;
			}
			Forwarded batch = new Forwarded(leader, List.copyOf(own.subList(from, to)), bytes,
					now + this.settings.callTimeoutMillis());
			this.unanswered.put(++this.lastBatch, batch);
			this.countedProposals += batch.proposals.size();
			this.countedBytes += bytes;
			this.outbox.send(leader, new Forward(term, this.run, this.lastBatch, payloads));
			from = to;
		}
	}

	/** Take the leader's answer. */
	void answered(ForwardReply reply) {
		Forwarded batch = (reply.run() == this.run) ? this.unanswered.remove(reply.batch()) : null;
		if (batch == null) {
			return;
		}
		release(batch);
		ErrorCode refusal = reply.refusal();
		if (refusal != null) {
			rejectAll(batch.proposals, refusal);
			return;
		}
		long index = reply.firstIndex();
		for (Proposal proposal : batch.proposals) {
			Answers.appended(proposal, index++, reply.term());
		}
		this.meters.forwarded(batch.proposals.size());
	}

	/**
	 * Note that answers of a member are probably lost. They are waited for a little
	 * longer, since a refusal says more than silence, but no longer count as pending.
	 * @param until when waiting ends
	 */
	void lost(long member, long until) {
		for (Forwarded batch : this.unanswered.values()) {
			if (batch.leader == member && batch.counted) {
				release(batch);
				batch.expires = Math.min(batch.expires, until);
			}
		}
	}

	/** Note that another member leads: whoever led before will answer no more. */
	void leaderChanged(long leader, long until) {
		for (Forwarded batch : this.unanswered.values()) {
			if (batch.leader != leader && batch.counted) {
				release(batch);
				batch.expires = Math.min(batch.expires, until);
			}
		}
	}

	private void release(Forwarded batch) {
		if (batch.counted) {
			batch.counted = false;
			this.countedProposals -= batch.proposals.size();
			this.countedBytes -= batch.bytes;
		}
	}

	/** Forget, without an answer, what is not answered in time. */
	private void expire(long now) {
		for (Iterator<Forwarded> all = this.unanswered.values().iterator(); all.hasNext();) {
			Forwarded batch = all.next();
			if (batch.expires > now) {
				return;
			}
			release(batch);
			this.meters.unanswered(batch.proposals.size());
			all.remove();
		}
	}

	/** Reject what has not gone anywhere yet. */
	void rejectWaiting(ErrorCode code) {
		List<Proposal> rejected = this.waiting;
		this.waiting = new ArrayList<>();
		this.waitingBytes = 0;
		rejectAll(rejected, code);
		List<FromPeer> others = this.fromPeers;
		this.fromPeers = new ArrayList<>();
		others.forEach((other) -> answer(other, 0, 0, ErrorCode.LEADER_CHANGED));
	}

	int pending() {
		return this.waiting.size() + this.countedProposals;
	}

	private void answer(FromPeer other, long index, long term, @Nullable ErrorCode refusal) {
		this.outbox.send(other.member,
				new ForwardReply(other.forward.run(), other.forward.batch(), index, term, refusal));
	}

	private void rejectAll(List<Proposal> proposals, ErrorCode code) {
		for (Proposal proposal : proposals) {
			reject(proposal, code);
		}
	}

	private void reject(Proposal proposal, ErrorCode code) {
		this.meters.rejected(code);
		Answers.rejected(proposal, code);
	}

	private static ErrorCode code(Refusal refusal) {
		return switch (refusal) {
			case NOT_LEADER, TRANSFERRING -> ErrorCode.LEADER_CHANGED;
			case NOT_MEMBER -> ErrorCode.NOT_CLUSTER_MEMBER;
			default -> ErrorCode.BUSY;
		};
	}

	/** A batch that this node has forwarded. */
	private static final class Forwarded {

		private final long leader;

		private final List<Proposal> proposals;

		private final long bytes;

		private long expires;

		private boolean counted = true;

		Forwarded(long leader, List<Proposal> proposals, long bytes, long expires) {
			this.leader = leader;
			this.proposals = proposals;
			this.bytes = bytes;
			this.expires = expires;
		}

	}

	/** A batch that another member has forwarded to this one. */
	private static final class FromPeer {

		private final long member;

		private final Forward forward;

		private final long bytes;

		FromPeer(long member, Forward forward) {
			this.member = member;
			this.forward = forward;
			long sum = 0;
			for (byte[] payload : forward.payloads()) {
				sum += Entry.OVERHEAD + payload.length;
			}
			this.bytes = sum;
		}

	}

	private record Sender(long member, long run) {
	}

}
