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
import java.util.function.Consumer;

import io.raftboot.consensus.Consensus;
import io.raftboot.consensus.Message.InstallSnapshot;
import io.raftboot.consensus.SnapshotPoint;
import io.raftboot.storage.NodeStorage;
import io.raftboot.storage.SnapshotFileWriter;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage.SnapshotPiece;
import io.raftboot.transport.PeerMessage.SnapshotReply;
import io.raftboot.transport.PeerMessage.TransferState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A follower's side of a snapshot on its way here. Pieces go to a file beside the latest
 * snapshot; when all are there and every checksum is right, consensus decides whether it
 * replaces the log.
 */
final class SnapshotReceiving {

	private static final Logger logger = LoggerFactory.getLogger(SnapshotReceiving.class);

	private final NodeStorage storage;

	private final Outbox outbox;

	private final ReplicaHost host;

	private final Consumer<OwnerTask> owner;

	private @Nullable Transfer current;

	/**
	 * Complete and checked: consensus has it before it, in this turn, or it waits for
	 * room on the disk to be installed.
	 */
	private @Nullable SnapshotFileWriter complete;

	SnapshotReceiving(NodeStorage storage, Outbox outbox, ReplicaHost host, Consumer<OwnerTask> owner) {
		this.storage = storage;
		this.outbox = outbox;
		this.host = host;
		this.owner = owner;
	}

	void receive(long from, SnapshotPiece piece, Consensus consensus) {
		InstallSnapshot install = piece.install();
		if (install.term() < consensus.term()) {
			return;
		}
		if (install.snapshot().index() <= consensus.commitIndex()) {
			// All of it is here: consensus tells the leader so
			consensus.receive(install);
			reply(from, install, 0, TransferState.COMPLETE);
			return;
		}
		if (this.complete != null) {
			// One at a time
			reply(from, install, 0, TransferState.FAILED);
			return;
		}
		try {
			Transfer transfer = transfer(from, piece);
			if (transfer == null) {
				reply(from, install, 0, TransferState.RECEIVING);
				return;
			}
			if (!transfer.finishing) {
				add(transfer, piece);
			}
		}
		catch (IOException ex) {
			logger.warn("The snapshot at index {} from member {} cannot be stored", install.snapshot().index(), from,
					ex);
			drop();
			reply(from, install, 0, TransferState.FAILED);
		}
	}

	/** Return the transfer that the piece belongs to, a new one for a first piece. */
	private @Nullable Transfer transfer(long from, SnapshotPiece piece) throws IOException {
		Transfer transfer = this.current;
		if (transfer != null && transfer.matches(from, piece)) {
			transfer.install = piece.install();
			return transfer;
		}
		if (piece.position() != 0) {
			return null;
		}
		drop();
		transfer = new Transfer(from, piece, this.storage.newSnapshot());
		this.current = transfer;
		return transfer;
	}

	private void add(Transfer transfer, SnapshotPiece piece) throws IOException {
		if (piece.position() == transfer.received && piece.bytes().length <= transfer.fileSize - transfer.received) {
			transfer.writer.receive(piece.position(), ByteBuffer.wrap(piece.bytes()));
			transfer.received += piece.bytes().length;
		}
		if (transfer.received < transfer.fileSize) {
			reply(transfer.from, transfer.install, transfer.received, TransferState.RECEIVING);
			return;
		}
		transfer.finishing = true;
		this.host.background().execute(() -> finish(transfer));
	}

	/** Check and sync the file, which may take long: not on the owner's thread. */
	private void finish(Transfer transfer) {
		try {
			SnapshotPoint point = transfer.writer.finishReceived();
			this.owner.accept((consensus, now) -> finished(transfer, point, consensus));
		}
		catch (IOException | RuntimeException ex) {
			this.owner.accept((consensus, now) -> failed(transfer, ex));
		}
	}

	private void finished(Transfer transfer, SnapshotPoint point, Consensus consensus) {
		if (transfer != this.current) {
			transfer.writer.close();
			return;
		}
		this.current = null;
		InstallSnapshot install = transfer.install;
		this.complete = transfer.writer;
		consensus.receive(new InstallSnapshot(install.from(), install.to(), install.term(), point));
		reply(transfer.from, install, transfer.fileSize, TransferState.COMPLETE);
	}

	private void failed(Transfer transfer, Exception cause) {
		if (transfer != this.current) {
			transfer.writer.close();
			return;
		}
		logger.warn("The snapshot at index {} from member {} is not usable", transfer.install.snapshot().index(),
				transfer.from, cause);
		this.current = null;
		transfer.writer.close();
		reply(transfer.from, transfer.install, 0, TransferState.FAILED);
	}

	/**
	 * Return the complete snapshot, if there is one.
	 * @return the file, to be installed
	 */
	@Nullable SnapshotFileWriter complete() {
		return this.complete;
	}

	/** Forget the complete snapshot: it is installed, or nobody wants it. */
	void dropComplete() {
		SnapshotFileWriter writer = this.complete;
		this.complete = null;
		if (writer != null) {
			writer.close();
		}
	}

	private void drop() {
		Transfer transfer = this.current;
		this.current = null;
		if (transfer != null && !transfer.finishing) {
			transfer.writer.close();
		}
	}

	private void reply(long to, InstallSnapshot install, long position, TransferState state) {
		this.outbox.send(to, new SnapshotReply(install.snapshot().index(), position, state));
	}

	void close() {
		drop();
		dropComplete();
	}

	private static final class Transfer {

		private final long from;

		private final long fileSize;

		private final SnapshotFileWriter writer;

		private InstallSnapshot install;

		private long received;

		private boolean finishing;

		Transfer(long from, SnapshotPiece piece, SnapshotFileWriter writer) {
			this.from = from;
			this.fileSize = piece.fileSize();
			this.install = piece.install();
			this.writer = writer;
		}

		boolean matches(long from, SnapshotPiece piece) {
			SnapshotPoint mine = this.install.snapshot();
			SnapshotPoint other = piece.install().snapshot();
			return from == this.from && piece.fileSize() == this.fileSize && mine.index() == other.index()
					&& mine.term() == other.term();
		}

	}

}
