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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.raftboot.Tls;
import io.raftboot.storage.DamagedStorageException;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratis, open: one server with one division. What waits for the disk or the network may
 * not be called on the event loop.
 */
final class Group implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Group.class);

	private final RaftServer server;

	private final RaftServer.Division division;

	private final RaftGroupId groupId;

	private final BatchStateMachine machine;

	private final MeterRegistry meters;

	private final ClientId clientId = ClientId.randomId();

	private final AtomicLong lastCall = new AtomicLong();

	private Group(RaftServer server, RaftServer.Division division, BatchStateMachine machine, MeterRegistry meters) {
		this.meters = meters;
		this.server = server;
		this.division = division;
		this.groupId = division.getMemberId().getGroupId();
		this.machine = machine;
	}

	/**
	 * Open Ratis's directory and port. May wait.
	 * @param peers the configuration that a new directory begins with, empty for a node
	 * that learns it from the leader
	 * @param meters where Ratis's own figures go
	 * @throws IOException if the directory cannot be used
	 * @throws io.raftboot.RaftStartException if the port cannot be opened
	 */
	static Group open(RatisSettings settings, MemberRecord member, Path storage, Collection<RaftPeer> peers,
			BatchStateMachine machine, MeterRegistry meters) throws IOException {
		ExitGuard.install();
		UUID id = member.groupId(settings.node().group());
		if (member.formatted() && !Files.exists(storage.resolve(id + "/current/raft-meta"))) {
			throw new DamagedStorageException(storage.resolve(id.toString()).toString(), 0,
					"it is missing or empty, but this member was in use, so its votes are forgotten");
		}
		LogFiles.check(storage.resolve(id + "/current"));
		RaftProperties keys = RatisKeys.of(settings, member, storage);
		Parameters parameters = new Parameters();
		if (settings.node().address() != null) {
			PortGuard.probe(settings);
			GrpcConfigKeys.Server.setServicesCustomizer(parameters, new PortGuard());
			Appenders appenders = new Appenders();
			appenders.configure(parameters);
			machine.tell(appenders);
			Supplier<Tls> tls = settings.node().tls();
			if (tls != null) {
				EncryptedNetwork.configure(parameters, tls);
			}
			keys.set(RaftConfigKeys.Rpc.TYPE_KEY,
					((tls != null) ? EncryptedNetwork.class : PlainNetwork.class).getName());
		}
		else {
			keys.set(RaftConfigKeys.Rpc.TYPE_KEY, NoNetwork.class.getName());
		}
		RaftGroupId groupId = RaftGroupId.valueOf(id);
		RaftGroupMemberId name = RaftGroupMemberId.valueOf(Peers.id(member.nodeId()), groupId);
		MicrometerRegistries.open(name.getPeerId().toString(), name.toString(), meters, settings.node().group());
		RaftServer server = RaftServer.newBuilder()
			.setServerId(Peers.id(member.nodeId()))
			.setGroup(RaftGroup.valueOf(groupId, peers))
			.setStateMachine(machine)
			.setProperties(keys)
			.setParameters(parameters)
			.setOption(RaftStorage.StartupOption.RECOVER)
			.setThreadGroup(new Threads("raft-" + settings.node().group() + "-ratis"))
			.build();
		try {
			server.start();
			Group opened = new Group(server, server.getDivision(groupId), machine, meters);
			opened.check();
			return opened;
		}
		catch (IOException | RuntimeException ex) {
			server.close();
			if (ex instanceof CompletionException && ex.getCause() instanceof IOException cause) {
				throw cause;
			}
			throw ex;
		}
	}

	/** A log that begins after its snapshot can never be applied. */
	private void check() throws IOException {
		SnapshotInfo snapshot = this.machine.getLatestSnapshot();
		long covered = (snapshot != null) ? snapshot.getIndex() : -1;
		long start = this.division.getRaftLog().getStartIndex();
		if (start > covered + 1) {
			throw new DamagedStorageException(this.division.getRaftStorage().getStorageDir().getRoot().toString(), 0,
					"the log begins at index " + start + " but the latest snapshot ends at " + covered);
		}
	}

	RaftServer.Division division() {
		return this.division;
	}

	BatchStateMachine machine() {
		return this.machine;
	}

	boolean isAlive() {
		return isAlive(this.server.getLifeCycleState()) && isAlive(this.division.getInfo().getLifeCycleState())
				&& this.division.getRaftLog().isOpened();
	}

	private static boolean isAlive(LifeCycle.State state) {
		return !state.isClosingOrClosed() && state != LifeCycle.State.EXCEPTION;
	}

	/**
	 * Append an entry, on the thread that appends. Waits for the disk when Ratis's queue
	 * is full.
	 * @return what became of it
	 */
	Appended append(byte[] entry) {
		RaftClientRequest request = RaftClientRequest.newBuilder()
			.setClientId(this.clientId)
			.setServerId(this.server.getId())
			.setGroupId(this.groupId)
			.setCallId(this.lastCall.incrementAndGet())
			.setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)))
			.setType(RaftClientRequest.writeRequestType())
			.build();
		BatchStateMachine.Submission submission = new BatchStateMachine.Submission(request, entry);
		this.machine.expect(submission);
		CompletableFuture<RaftClientReply> reply;
		try {
			// The division itself, not the server, which would hand over to another
			// thread
			reply = ((RaftClientAsynchronousProtocol) this.division).submitClientRequestAsync(request);
		}
		catch (IOException | RuntimeException ex) {
			reply = CompletableFuture.failedFuture(ex);
		}
		LogEntryProto logged = submission.logged();
		if (logged == null) {
			return new Appended(-1, 0, reply);
		}
		return new Appended(logged.getIndex(), logged.getTerm(), reply);
	}

	/** Replace the whole configuration, if it still is what is expected. May wait. */
	CompletableFuture<RaftClientReply> configure(Peers current, Peers target) {
		SetConfigurationRequest.Arguments arguments = SetConfigurationRequest.Arguments.newBuilder()
			.setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
			.setServersInCurrentConf(current.voters())
			.setListenersInCurrentConf(current.learners())
			.setServersInNewConf(target.voters())
			.setListenersInNewConf(target.learners())
			.build();
		try {
			return this.server.setConfigurationAsync(new SetConfigurationRequest(this.clientId, this.server.getId(),
					this.groupId, this.lastCall.incrementAndGet(), arguments));
		}
		catch (IOException | RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Hand leadership over. May wait.
	 * @param to who is to lead, {@code null} for nobody: the leader only steps down
	 */
	CompletableFuture<RaftClientReply> transfer(@Nullable RaftPeerId to, long timeoutMillis) {
		try {
			return this.server.transferLeadershipAsync(new TransferLeadershipRequest(this.clientId, this.server.getId(),
					this.groupId, this.lastCall.incrementAndGet(), to, timeoutMillis));
		}
		catch (IOException | RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** Have Ratis take over a snapshot that is staged, and drop the log before it. */
	void publish(StagedSnapshot snapshot, long timeoutMillis) {
		this.machine.stage(snapshot);
		try {
			this.server
				.snapshotManagementAsync(SnapshotManagementRequest.newCreate(this.clientId, this.server.getId(),
						this.groupId, this.lastCall.incrementAndGet(), timeoutMillis, 1))
				.whenComplete((reply, problem) -> {
					Throwable cause = (problem != null) ? problem : reply.getException();
					snapshot.published()
						.completeExceptionally((cause != null) ? cause : new IOException("Ratis did not take it over"));
				});
		}
		catch (RuntimeException ex) {
			snapshot.published().completeExceptionally(ex);
		}
	}

	/** Close everything. May wait. */
	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Ratis did not close in order", ex);
		}
		MicrometerRegistries.close(this.server.getId().toString(), this.division.getMemberId().toString(), this.meters);
	}

	/**
	 * What became of an entry.
	 *
	 * @param index its index, below 0 when it surely is not in the log
	 * @param term its term
	 * @param reply Ratis's answer, which comes when the entry is applied or the leader is
	 * none any more
	 */
	record Appended(long index, long term, CompletableFuture<RaftClientReply> reply) {

		boolean isLogged() {
			return this.index >= 0;
		}

	}

	/** Keeps what Ratis's threads throw out of the handlers of the host. */
	private static final class Threads extends ThreadGroup {

		Threads(String name) {
			super(name);
		}

		@Override
		public void uncaughtException(Thread thread, Throwable problem) {
			logger.error("A thread of Ratis ended", problem);
		}

	}

}
