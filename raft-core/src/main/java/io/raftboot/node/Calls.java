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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.RaftException;
import io.raftboot.Role;
import io.raftboot.consensus.Consensus;
import io.raftboot.consensus.Consensus.MembershipChange;
import io.raftboot.consensus.Consensus.NewMember;
import io.raftboot.consensus.Effects.ChangeResult;
import io.raftboot.consensus.Refusal;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage.Call;
import io.raftboot.transport.PeerMessage.CallKind;
import io.raftboot.transport.PeerMessage.CallReply;
import org.jspecify.annotations.Nullable;

/**
 * Membership changes and transfers: carried out on the leader, forwarded to it from
 * everywhere else.
 */
final class Calls {

	private static final int MAX_WAITING = 1000;

	/** In the place of a member's number: the call was made on this node. */
	private static final long HERE = 0;

	private final ReplicaSettings settings;

	private final Outbox outbox;

	/** Made here, by number, oldest first: waiting, forwarded or being carried out. */
	private final Map<Long, Own> own = new LinkedHashMap<>();

	private List<FromPeer> fromPeers = new ArrayList<>();

	/** What consensus carries out, by its number. */
	private final Map<Long, FromPeer> running = new HashMap<>();

	private long lastNumber;

	/**
	 * Create the calls.
	 * @param settings the settings
	 * @param outbox the way to the other members
	 * @param firstNumber drawn at random, so that no late answer to an earlier run of the
	 * process is taken for one to this
	 */
	Calls(ReplicaSettings settings, Outbox outbox, long firstNumber) {
		this.settings = settings;
		this.lastNumber = firstNumber;
		this.outbox = outbox;
	}

	CompletableFuture<List<Member>> add(CallKind kind, String address, MemberRole role) {
		CompletableFuture<List<Member>> future = new CompletableFuture<>();
		if (this.own.size() >= MAX_WAITING) {
			future.completeExceptionally(new RaftException(ErrorCode.BUSY));
			return future;
		}
		long number = ++this.lastNumber;
		this.own.put(number, new Own(new Call(number, kind, address, role), future));
		return future;
	}

	void add(long from, Call call) {
		FromPeer received = new FromPeer(from, call);
		if (this.fromPeers.size() < MAX_WAITING && !this.running.containsValue(received)) {
			this.fromPeers.add(received);
		}
	}

	void submit(Consensus consensus, long now, long timestampMillis) {
		if (!this.own.isEmpty()) {
			submitOwn(consensus, now, timestampMillis);
		}
		if (!this.fromPeers.isEmpty()) {
			submitFromPeers(consensus, timestampMillis);
		}
	}

	private void submitOwn(Consensus consensus, long now, long timestampMillis) {
		for (Own call : List.copyOf(this.own.values())) {
			if (!call.submitted) {
				call.submitted = true;
				call.expires = now + this.settings.callTimeoutMillis();
				submit(call, consensus, timestampMillis);
			}
			else if (call.expires <= now) {
				fail(call, ErrorCode.RESULT_UNKNOWN, "no answer within " + this.settings.callTimeoutMillis() + " ms");
			}
		}
	}

	private void submitFromPeers(Consensus consensus, long timestampMillis) {
		List<FromPeer> calls = this.fromPeers;
		this.fromPeers = new ArrayList<>();
		for (FromPeer call : calls) {
			if (consensus.role() == Role.LEADER) {
				carryOut(call, consensus, timestampMillis);
			}
			else {
				refuse(call, ErrorCode.NO_LEADER, "the call was for a leader that does not lead any more", consensus);
			}
		}
	}

	private void submit(Own own, Consensus consensus, long timestampMillis) {
		consensus.wake();
		if (consensus.role() == Role.LEADER) {
			carryOut(new FromPeer(HERE, own.call), consensus, timestampMillis);
		}
		else if (consensus.leader() != 0) {
			this.outbox.send(consensus.leader(), own.call);
		}
		else {
			fail(own, ErrorCode.NO_LEADER, "");
		}
	}

	private void carryOut(FromPeer from, Consensus consensus, long timestampMillis) {
		Call call = from.call;
		Member member = find(consensus, call.address());
		if (call.kind() != CallKind.ADD && member == null && !call.address().isEmpty()) {
			refuse(from, ErrorCode.NOT_CLUSTER_MEMBER, "\"" + call.address() + "\" is no member's address", consensus);
			return;
		}
		long number = ++this.lastNumber;
		this.running.put(number, from);
		long id = (member != null) ? member.nodeId() : 0;
		switch (call.kind()) {
			case ADD -> consensus.change(number,
					new MembershipChange(List.of(new NewMember(call.address(), call.role())), List.of()),
					timestampMillis);
			case REMOVE -> consensus.change(number, new MembershipChange(List.of(), List.of(id)), timestampMillis);
			case TRANSFER -> consensus.transfer(number, id);
		}
	}

	private static @Nullable Member find(Consensus consensus, String address) {
		for (Member member : consensus.configuration().members()) {
			if (member.address().equals(address)) {
				return member;
			}
		}
		return null;
	}

	void decided(List<ChangeResult> results, Consensus consensus) {
		for (ChangeResult result : results) {
			FromPeer call = this.running.remove(result.request());
			if (call == null) {
				continue;
			}
			Refusal refusal = result.refusal();
			if (refusal == null) {
				answer(call, null, "", consensus);
			}
			else {
				refuse(call, code(refusal), reason(refusal), consensus);
			}
		}
	}

	private void refuse(FromPeer call, ErrorCode code, String reason, Consensus consensus) {
		answer(call, code, reason, consensus);
	}

	private void answer(FromPeer from, @Nullable ErrorCode refusal, String reason, Consensus consensus) {
		List<Member> members = consensus.configuration().members();
		if (from.call.kind() == CallKind.TRANSFER) {
			members = members.stream().filter((member) -> member.nodeId() == consensus.leader()).toList();
		}
		CallReply reply = new CallReply(from.call.request(), refusal, reason, members);
		if (from.member == HERE) {
			answered(reply);
		}
		else {
			this.outbox.send(from.member, reply);
		}
	}

	void answered(CallReply reply) {
		Own call = this.own.get(reply.request());
		if (call == null) {
			return;
		}
		ErrorCode refusal = reply.refusal();
		if (refusal != null) {
			fail(call, refusal, reply.reason());
			return;
		}
		this.own.remove(reply.request());
		call.future.complete(reply.members());
	}

	private void fail(Own call, ErrorCode code, String reason) {
		this.own.remove(call.call.request());
		call.future.completeExceptionally(new RaftException(code, reason.isEmpty() ? null : reason));
	}

	/**
	 * This node is no member any more, which answers whoever asked for that here: the
	 * leader's answer may find the connection closed.
	 * @param address the node's address
	 * @param members the members that are left
	 */
	void removed(String address, List<Member> members) {
		List.copyOf(this.own.values()).forEach((call) -> {
			if (call.call.kind() == CallKind.REMOVE && call.call.address().equals(address)) {
				this.own.remove(call.call.request());
				call.future.complete(members);
			}
		});
	}

	void failAll(ErrorCode code, String reason) {
		List.copyOf(this.own.values()).forEach((call) -> fail(call, code, reason));
		this.fromPeers.clear();
		this.running.clear();
	}

	private static ErrorCode code(Refusal refusal) {
		return switch (refusal) {
			case NOT_LEADER, TIMED_OUT -> ErrorCode.RESULT_UNKNOWN;
			case TRANSFERRING, BUSY -> ErrorCode.BUSY;
			case CHANGE_IN_PROGRESS -> ErrorCode.MEMBERSHIP_CHANGE_IN_PROGRESS;
			case ALREADY_MEMBER -> ErrorCode.SERVER_ALREADY_ADDED;
			case NOT_MEMBER, LAST_VOTER -> ErrorCode.NOT_CLUSTER_MEMBER;
		};
	}

	private static String reason(Refusal refusal) {
		return switch (refusal) {
			case NOT_LEADER -> "leadership was lost meanwhile: look at the members and call again if needed";
			case TIMED_OUT -> "the member did not catch up in time: look whether it runs, and call again";
			case LAST_VOTER -> "it is the last voter: add another one first";
			case NOT_MEMBER -> "the member does not exist, or may not do this";
			default -> "";
		};
	}

	private static final class Own {

		private final Call call;

		private final CompletableFuture<List<Member>> future;

		private boolean submitted;

		private long expires;

		Own(Call call, CompletableFuture<List<Member>> future) {
			this.call = call;
			this.future = future;
		}

	}

	private record FromPeer(long member, Call call) {
	}

}
