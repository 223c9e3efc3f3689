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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.RaftException;
import io.raftboot.engine.ReadRequest;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage.Call;
import io.raftboot.transport.PeerMessage.CallKind;
import io.raftboot.transport.PeerMessage.CallReply;
import io.raftboot.transport.PeerMessage.EngineMessage;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Membership changes and transfers: carried out on the leader, one change at a time,
 * forwarded to it from everywhere else. A new member is invited first, so that Ratis is
 * open there. On the loop.
 */
final class Changes {

	private static final int MAX_WAITING = 1000;

	/** In the place of a member's number: the call was made on this node. */
	private static final long HERE = 0;

	/** How often an invitation is repeated, milliseconds. */
	private static final long INVITE_INTERVAL = 500;

	/** How long to wait for a leader that is not ready, milliseconds. */
	private static final long RETRY_DELAY = 20;

	/** Numbers up to this one are those of founders. */
	static final long FOUNDERS = 100;

	private final RatisNode node;

	private final Outbox outbox;

	private final long timeoutMillis;

	/** Made here, by number, oldest first. */
	private final Map<Long, Own> own = new LinkedHashMap<>();

	private long lastNumber = MemberFile.nonZero() >>> 2;

	private @Nullable Running running;

	Changes(RatisNode node, Outbox outbox, RatisSettings settings) {
		this.node = node;
		this.outbox = outbox;
		this.timeoutMillis = settings.node().requestTimeout().toMillis();
	}

	CompletableFuture<List<Member>> call(CallKind kind, String address, MemberRole role) {
		CompletableFuture<List<Member>> future = new CompletableFuture<>();
		long number = ++this.lastNumber;
		Own call = new Own(new Call(number, kind, address, role), future, find(address) != null,
				this.node.now() + this.timeoutMillis);
		Standing standing = this.node.standing();
		if (this.own.size() >= MAX_WAITING) {
			future.completeExceptionally(new RaftException(ErrorCode.BUSY));
		}
		else if (standing.leads()) {
			this.own.put(number, call);
			carryOut(new FromPeer(HERE, call.call));
		}
		else if (standing.leader() != 0) {
			this.own.put(number, call);
			this.outbox.send(standing.leader(), call.call);
		}
		else {
			future.completeExceptionally(new RaftException(ErrorCode.NO_LEADER));
		}
		return future;
	}

	void received(long from, Call call) {
		FromPeer received = new FromPeer(from, call);
		if (this.node.standing().leads()) {
			carryOut(received);
		}
		else {
			refuse(received, ErrorCode.NO_LEADER, "the call was for a leader that does not lead any more");
		}
	}

	/** Return the member that is being added, {@code null} if none is. */
	@Nullable Member joining() {
		Running change = this.running;
		return (change != null) ? change.joining : null;
	}

	/** Return the number of the member that is being removed, 0 if none is. */
	long leaving() {
		Running change = this.running;
		return (change != null) ? change.leaving : 0;
	}

	void tick(long now) {
		for (Own call : List.copyOf(this.own.values())) {
			if (isRemoved(call)) {
				this.own.remove(call.call.request());
				call.future.complete(this.node.membership().members());
			}
			else if (call.expires <= now) {
				fail(call, ErrorCode.RESULT_UNKNOWN, "no answer within " + this.timeoutMillis + " ms");
			}
		}
		Running change = this.running;
		if (change == null) {
			return;
		}
		if (change.submitted) {
			// Ratis says when it is over, and nothing else may begin before
			if (change.answered && !this.node.standing().leads()) {
				this.running = null;
			}
			else if (!change.answered && change.expires <= now - this.timeoutMillis) {
				change.answered = true;
				refuse(change.from, ErrorCode.RESULT_UNKNOWN, "the change is still under way: look at the members");
			}
		}
		else if (change.expires <= now) {
			finish(change, ErrorCode.RESULT_UNKNOWN,
					"the member did not answer in time: look whether it runs, and call again");
		}
		else if (!this.node.standing().leads()) {
			finish(change, ErrorCode.RESULT_UNKNOWN, "leadership was lost meanwhile: call again if needed");
		}
		else if (change.again != null && now >= change.againAt) {
			submit(change, change.again);
		}
		else {
			invite(change, now);
		}
	}

	/** A leader that removes itself may be gone before its answer. */
	private boolean isRemoved(Own call) {
		return call.call.kind() == CallKind.REMOVE && call.listed && this.node.membership().isSettled()
				&& find(call.call.address()) == null;
	}

	private void invite(Running change, long now) {
		Member joining = change.joining;
		if (joining != null && !change.submitted && now >= change.inviteAt && this.outbox.reaches(joining.nodeId())) {
			change.inviteAt = now + INVITE_INTERVAL;
			this.outbox.send(joining.nodeId(), new EngineMessage(this.node.invitation(joining).write()));
		}
	}

	/** The node that was invited has Ratis open now. */
	void ready(long from) {
		Running change = this.running;
		Member joining = (change != null) ? change.joining : null;
		if (change != null && joining != null && joining.nodeId() == from && !change.submitted) {
			List<Member> members = new ArrayList<>(this.node.membership().members());
			members.add(joining);
			submit(change, members);
		}
	}

	private void carryOut(FromPeer from) {
		Call call = from.call;
		if (call.kind() == CallKind.TRANSFER) {
			transfer(from);
			return;
		}
		if (this.running != null) {
			refuse(from, ErrorCode.MEMBERSHIP_CHANGE_IN_PROGRESS, "");
			return;
		}
		Member member = find(call.address());
		Running change = new Running(from, this.node.now() + this.timeoutMillis);
		if (call.kind() == CallKind.REMOVE) {
			remove(change, member);
		}
		else if (member == null) {
			add(change);
		}
		else {
			changeRole(change, member);
		}
	}

	private void remove(Running change, @Nullable Member member) {
		if (member == null) {
			refuse(change.from, ErrorCode.NOT_CLUSTER_MEMBER,
					"\"" + change.from.call.address() + "\" is no member's address");
			return;
		}
		List<Member> members = new ArrayList<>(this.node.membership().members());
		members.remove(member);
		change.leaving = member.nodeId();
		submit(change, members);
	}

	/**
	 * The number of a new member is taken from the index of an entry, so it is never used
	 * again, whatever becomes of the change.
	 */
	private void add(Running change) {
		this.running = change;
		this.node.read(new ReadRequest() {

			@Override
			public void confirmed(long index) {
				if (Changes.this.running == change) {
					Call call = change.from.call;
					change.joining = new Member(FOUNDERS + index, call.address(), call.role());
				}
			}

			@Override
			public void rejected(ErrorCode code) {
				if (Changes.this.running == change) {
					finish(change, code, "");
				}
			}

		});
	}

	private void changeRole(Running change, Member member) {
		Call call = change.from.call;
		if (member.role() == call.role()) {
			refuse(change.from, ErrorCode.SERVER_ALREADY_ADDED, "");
			return;
		}
		if (member.nodeId() == this.node.standing().leader()) {
			refuse(change.from, ErrorCode.NOT_CLUSTER_MEMBER, "it leads: hand leadership over first");
			return;
		}
		List<Member> members = new ArrayList<>(this.node.membership().members());
		members.replaceAll(
				(other) -> other.equals(member) ? new Member(member.nodeId(), member.address(), call.role()) : other);
		submit(change, members);
	}

	private void submit(Running change, List<Member> members) {
		Peers current = this.node.membership().peers();
		Peers target = this.node.peersOf(members);
		try {
			target.checkAgainst(current);
		}
		catch (IllegalArgumentException ex) {
			finish(change, ErrorCode.NOT_CLUSTER_MEMBER, ex.getMessage() + ": add another member first");
			return;
		}
		this.running = change;
		change.submitted = true;
		change.again = null;
		change.target = members;
		this.node.configure(current, target).whenComplete((reply, problem) -> this.node.execute(() -> {
			Throwable cause = cause(reply, problem);
			if (cause == null) {
				finish(change, null, "");
			}
			else if (cause instanceof LeaderNotReadyException) {
				// it has not committed an entry of its term yet, and is about to
				change.submitted = false;
				change.again = members;
				change.againAt = this.node.now() + RETRY_DELAY;
			}
			else {
				finish(change, code(cause), reason(cause));
			}
		}));
	}

	private static @Nullable Throwable cause(@Nullable RaftClientReply reply, @Nullable Throwable problem) {
		if (problem != null) {
			return (problem.getCause() != null) ? problem.getCause() : problem;
		}
		return (reply != null && !reply.isSuccess()) ? reply.getException() : null;
	}

	private static ErrorCode code(Throwable cause) {
		return (cause instanceof ReconfigurationInProgressException || cause instanceof SetConfigurationException)
				? ErrorCode.MEMBERSHIP_CHANGE_IN_PROGRESS : ErrorCode.RESULT_UNKNOWN;
	}

	private static String reason(Throwable cause) {
		if (cause instanceof ReconfigurationTimeoutException) {
			return "the member did not catch up in time: look whether it runs, and call again";
		}
		return "look at the members and call again if needed (" + cause.getMessage() + ")";
	}

	private void finish(Running change, @Nullable ErrorCode refusal, String reason) {
		if (this.running == change) {
			this.running = null;
		}
		if (change.answered) {
			if (refusal == null && change.leaving != 0) {
				this.node.tellRemoved(change.leaving);
			}
			return;
		}
		if (refusal != null) {
			refuse(change.from, refusal, reason);
			return;
		}
		if (change.leaving != 0) {
			this.node.tellRemoved(change.leaving);
		}
		// what Ratis tells of its configuration may be a moment behind
		answer(change.from, null, "", change.target);
	}

	private void transfer(FromPeer from) {
		Call call = from.call;
		Member target = call.address().isEmpty() ? this.node.mostAdvanced() : find(call.address());
		if (target == null || target.role() != MemberRole.VOTER) {
			refuse(from, ErrorCode.NOT_CLUSTER_MEMBER, "the member does not exist, or may not lead");
			return;
		}
		if (target.nodeId() == this.node.standing().leader()) {
			answer(from, null, "", List.of(target));
			return;
		}
		this.node.transfer(target.nodeId()).whenComplete((reply, problem) -> this.node.execute(() -> {
			Throwable cause = cause(reply, problem);
			if (cause == null) {
				answer(from, null, "", List.of(target));
			}
			else {
				refuse(from, ErrorCode.RESULT_UNKNOWN, String.valueOf(cause.getMessage()));
			}
		}));
	}

	private @Nullable Member find(String address) {
		for (Member member : this.node.membership().members()) {
			if (member.address().equals(address)) {
				return member;
			}
		}
		return null;
	}

	private void refuse(FromPeer from, ErrorCode code, String reason) {
		answer(from, code, reason, List.of());
	}

	private void answer(FromPeer from, @Nullable ErrorCode refusal, String reason, List<Member> members) {
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
	 */
	void removed(String address, List<Member> members) {
		for (Own call : List.copyOf(this.own.values())) {
			if (call.call.kind() == CallKind.REMOVE && call.call.address().equals(address)) {
				this.own.remove(call.call.request());
				call.future.complete(members);
			}
			else {
				fail(call, ErrorCode.NOT_CLUSTER_MEMBER, "");
			}
		}
		Running change = this.running;
		this.running = null;
		if (change != null && change.from.call.address().equals(address)) {
			answer(change.from, null, "", members);
		}
	}

	private static final class Running {

		private final FromPeer from;

		private final long expires;

		private @Nullable Member joining;

		private long leaving;

		private long inviteAt;

		private boolean submitted;

		/** Whether who asked for it has been told that it takes too long. */
		private boolean answered;

		/** The members after the change. */
		private List<Member> target = List.of();

		/** What to submit again, {@code null} when nothing is. */
		private @Nullable List<Member> again;

		private long againAt;

		Running(FromPeer from, long expires) {
			this.from = from;
			this.expires = expires;
		}

	}

	/**
	 * A call that was made here.
	 *
	 * @param call the call
	 * @param future its outcome
	 * @param listed whether its address was a member's when it was made
	 * @param expires when it is given up
	 */
	private record Own(Call call, CompletableFuture<List<Member>> future, boolean listed, long expires) {
	}

	private record FromPeer(long member, Call call) {
	}

}
