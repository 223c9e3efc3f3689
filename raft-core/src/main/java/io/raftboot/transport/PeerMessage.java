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

package io.raftboot.transport;

import java.util.List;

import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.consensus.Message;
import org.jspecify.annotations.Nullable;

/**
 * What replicas say to each other beside consensus. Each may be lost.
 */
public sealed interface PeerMessage {

	/**
	 * Proposals for the leader of a term. Appended at most once: a leader of another term
	 * refuses them, and the leader of this term knows which it has seen.
	 *
	 * @param term the term that the sender knows the leader of
	 * @param run drawn at random at each start of the sender
	 * @param batch the sender's number for them, rising by one within a run
	 * @param payloads the payloads, at least one
	 */
	record Forward(long term, long run, long batch, List<byte[]> payloads) implements PeerMessage {
	}

	/**
	 * Answers a {@link Forward}: all of it was appended at consecutive indices, or
	 * nothing was.
	 *
	 * @param run the sender's run
	 * @param batch the number of the batch
	 * @param firstIndex the index of the first payload, 0 when refused
	 * @param term the term of all of them, 0 when refused
	 * @param refusal why nothing was appended, {@code null} when it was
	 */
	record ForwardReply(long run, long batch, long firstIndex, long term,
			@Nullable ErrorCode refusal) implements PeerMessage {
	}

	/**
	 * A call for the leader.
	 *
	 * @param request the sender's number for it, each used once
	 * @param kind what to do
	 * @param address of which member; empty for a transfer to the most advanced voter
	 * @param role what a new member is to count for
	 */
	record Call(long request, CallKind kind, String address, MemberRole role) implements PeerMessage {
	}

	/**
	 * Answers a {@link Call}.
	 *
	 * @param request the number of the call
	 * @param refusal why it failed, {@code null} when it succeeded
	 * @param reason more on the refusal, empty when there is nothing to add
	 * @param members on success the members; after a transfer the new leader alone
	 */
	record CallReply(long request, @Nullable ErrorCode refusal, String reason,
			List<Member> members) implements PeerMessage {

		public CallReply {
			members = List.copyOf(members);
		}

	}

	/**
	 * A piece of a snapshot's file.
	 *
	 * @param install which snapshot, and the leader's word for consensus
	 * @param fileSize the size of the whole file, bytes
	 * @param position where in the file the piece belongs
	 * @param bytes the piece; the sender may change it once {@link Outbox#send} returns
	 */
	record SnapshotPiece(Message.InstallSnapshot install, long fileSize, long position,
			byte[] bytes) implements PeerMessage {
	}

	/**
	 * Answers a {@link SnapshotPiece}.
	 *
	 * @param index the index of the snapshot
	 * @param position the bytes received from the start of the file on: the next piece is
	 * to begin there
	 * @param state how far the transfer is
	 */
	record SnapshotReply(long index, long position, TransferState state) implements PeerMessage {
	}

	/** Asks for a snapshot to be taken there. */
	record TakeSnapshot() implements PeerMessage {
	}

	/** Tells a node that it has been removed, by a committed configuration. */
	record Removed() implements PeerMessage {
	}

	/**
	 * What the nodes of an engine say to each other that no other engine knows.
	 *
	 * @param content the bytes, for the engine to read with care
	 */
	record EngineMessage(byte[] content) implements PeerMessage {
	}

	/**
	 * What a {@link Call} asks for.
	 */
	enum CallKind {

		/** Add a member, or change its role. */
		ADD,

		/** Remove a member. */
		REMOVE,

		/** Hand leadership over. */
		TRANSFER

	}

	/**
	 * How far a snapshot's transfer is.
	 */
	enum TransferState {

		/** Waits for the next piece. */
		RECEIVING,

		/** All was received and checked. */
		COMPLETE,

		/** It cannot be received: damaged on the way, or the disk failed. */
		FAILED

	}

}
