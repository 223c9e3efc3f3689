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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.raftboot.Role;
import io.raftboot.consensus.Consensus;
import io.raftboot.consensus.Message.InstallSnapshot;
import io.raftboot.storage.NodeStorage;
import io.raftboot.storage.StoredSnapshot;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage.SnapshotPiece;
import io.raftboot.transport.PeerMessage.SnapshotReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's side of sending its snapshot to members that need it: piece by piece, the
 * next when the one before is acknowledged, so one piece a member is in memory. The
 * receiver says where to go on; a piece without an answer is sent again.
 */
final class SnapshotSending {

	private static final Logger logger = LoggerFactory.getLogger(SnapshotSending.class);

	static final int PIECE_SIZE = 512 * 1024;

	private static final int MAX_ATTEMPTS = 10;

	private final NodeStorage storage;

	private final Outbox outbox;

	private final long replyTimeout;

	private final Map<Long, Transfer> transfers = new LinkedHashMap<>();

	SnapshotSending(ReplicaSettings settings, NodeStorage storage, Outbox outbox) {
		this.storage = storage;
		this.outbox = outbox;
		this.replyTimeout = Math.max(1000, 2 * settings.consensus().electionTimeout());
	}

	void start(InstallSnapshot install, Consensus consensus, long now) {
		Transfer running = this.transfers.get(install.to());
		if (running != null && running.install.term() == install.term()
				&& running.install.snapshot().index() >= install.snapshot().index()) {
			return;
		}
		end(install.to());
		try {
			StoredSnapshot file = this.storage.openSnapshot();
			// The latest, which may be later than the one that consensus knows of
			InstallSnapshot actual = new InstallSnapshot(install.from(), install.to(), install.term(), file.point());
			Transfer transfer = new Transfer(actual, file);
			this.transfers.put(install.to(), transfer);
			logger.info("Sending the snapshot at index {} ({} bytes) to member {}", file.point().index(),
					file.fileSize(), install.to());
			send(transfer, now);
		}
		catch (IOException ex) {
			logger.warn("The snapshot for member {} cannot be read", install.to(), ex);
			end(install.to());
			consensus.snapshotSent(install.to(), false);
		}
	}

	void answered(long member, SnapshotReply reply, Consensus consensus, long now) {
		Transfer transfer = this.transfers.get(member);
		if (transfer == null || reply.index() != transfer.install.snapshot().index()) {
			return;
		}
		switch (reply.state()) {
			case COMPLETE -> finish(member, true, consensus);
			case FAILED -> {
				logger.warn("Member {} could not take the snapshot at index {}", member, reply.index());
				finish(member, false, consensus);
			}
			case RECEIVING -> {
				boolean stale = transfer.attempts > 0 && reply.position() == transfer.position;
				if (!stale && reply.position() >= 0 && reply.position() < transfer.file.fileSize()) {
					transfer.position = reply.position();
					transfer.attempts = 0;
					sendOrGiveUp(member, transfer, consensus, now);
				}
			}
		}
	}

	/** Send again what was not answered in time; stop when this node does not lead. */
	void tick(Consensus consensus, long now) {
		if (this.transfers.isEmpty()) {
			return;
		}
		boolean leads = consensus.role() == Role.LEADER;
		for (Iterator<Map.Entry<Long, Transfer>> all = this.transfers.entrySet().iterator(); all.hasNext();) {
			Map.Entry<Long, Transfer> entry = all.next();
			Transfer transfer = entry.getValue();
			boolean timedOut = transfer.deadline <= now;
			if (leads && transfer.install.term() == consensus.term() && !timedOut) {
				continue;
			}
			boolean again = leads && transfer.install.term() == consensus.term() && transfer.attempts < MAX_ATTEMPTS;
			if (!again || !trySend(transfer, now)) {
				all.remove();
				transfer.file.close();
				if (leads) {
					consensus.snapshotSent(entry.getKey(), false);
				}
			}
		}
	}

	long nextDeadline() {
		long next = Long.MAX_VALUE;
		for (Transfer transfer : this.transfers.values()) {
			next = Math.min(next, transfer.deadline);
		}
		return next;
	}

	private void sendOrGiveUp(long member, Transfer transfer, Consensus consensus, long now) {
		if (!trySend(transfer, now)) {
			finish(member, false, consensus);
		}
	}

	private boolean trySend(Transfer transfer, long now) {
		try {
			send(transfer, now);
			return true;
		}
		catch (IOException ex) {
			logger.warn("The snapshot for member {} cannot be read", transfer.install.to(), ex);
			return false;
		}
	}

	private void send(Transfer transfer, long now) throws IOException {
		byte[] bytes = transfer.piece();
		ByteBuffer piece = ByteBuffer.wrap(bytes);
		while (piece.hasRemaining()) {
			if (transfer.file.read(transfer.position + piece.position(), piece) < 0) {
				throw new IOException("the snapshot ends at " + (transfer.position + piece.position()) + " of "
						+ transfer.file.fileSize() + " bytes");
			}
		}
		transfer.attempts++;
		transfer.deadline = now + this.replyTimeout;
		this.outbox.send(transfer.install.to(),
				new SnapshotPiece(transfer.install, transfer.file.fileSize(), transfer.position, bytes));
	}

	private void finish(long member, boolean success, Consensus consensus) {
		end(member);
		consensus.snapshotSent(member, success);
	}

	private void end(long member) {
		Transfer transfer = this.transfers.remove(member);
		if (transfer != null) {
			transfer.file.close();
		}
	}

	void close() {
		this.transfers.values().forEach((transfer) -> transfer.file.close());
		this.transfers.clear();
	}

	private static final class Transfer {

		private final InstallSnapshot install;

		private final StoredSnapshot file;

		private long position;

		private long deadline;

		private int attempts;

		/**
		 * For all pieces but the last: a new one each would fill the young generation.
		 */
		private byte[] bytes = new byte[0];

		Transfer(InstallSnapshot install, StoredSnapshot file) {
			this.install = install;
			this.file = file;
		}

		/** Return an array of the size of the next piece. */
		byte[] piece() {
			int size = (int) Math.min(PIECE_SIZE, this.file.fileSize() - this.position);
			if (this.bytes.length != size) {
				this.bytes = new byte[size];
			}
			return this.bytes;
		}

	}

}
