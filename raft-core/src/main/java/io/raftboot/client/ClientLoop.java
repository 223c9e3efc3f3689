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

package io.raftboot.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.raftboot.ErrorCode;
import io.raftboot.RaftException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The client's thread: owns the open calls and the one connection, and decides what is
 * sent again, where and when.
 */
final class ClientLoop implements ClientConnection.Listener {

	/** The id of the client's own question for the members. */
	private static final long MEMBERS_ID = 0;

	private static final long TICK_MILLIS = 20;

	private static final long MAX_PAUSE_MILLIS = 500;

	/** How often the member that is connected is asked for the others. */
	private static final long MEMBERS_INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

	private final JsonMapper mapper = JsonMapper.shared();

	private final ClientSettings settings;

	private final EventLoopGroup group;

	private final EventLoop loop;

	private final Queue<ClientCall> submitted = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean woken = new AtomicBoolean();

	private final Addresses addresses;

	private final Lanes lanes;

	/** By id, in the order of submission. */
	private final Map<Long, ClientCall> open = new LinkedHashMap<>();

	private final Deque<ClientCall> waitingForLane = new ArrayDeque<>();

	private long nextId = MEMBERS_ID + 1;

	private @Nullable Channel channel;

	private long lastHeardNanos;

	private long lastAskedNanos;

	private int failuresInARow;

	/** Why the last connection failed, empty after a reply. */
	private volatile String problem = "";

	private volatile boolean closed;

	ClientLoop(ClientSettings settings) {
		this.settings = settings;
		this.addresses = new Addresses(settings.addresses());
		this.lanes = new Lanes(settings.name(), settings.maxInFlight());
		this.group = new MultiThreadIoEventLoopGroup(1, (task) -> {
			Thread thread = new Thread(task, "raft-client");
			thread.setDaemon(true);
			return thread;
		}, NioIoHandler.newFactory());
		this.loop = this.group.next();
		this.loop.execute(this::connect);
		this.loop.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
	}

	void submit(ClientCall call) {
		if (this.closed) {
			call.fail(new RaftException(ErrorCode.NO_LEADER, "the client is closed"));
			return;
		}
		this.submitted.add(call);
		if (this.woken.compareAndSet(false, true)) {
			try {
				this.loop.execute(this::takeSubmitted);
			}
			catch (RejectedExecutionException ex) {
				failSubmitted();
			}
		}
	}

	/** Those that came while the loop ended. */
	private void failSubmitted() {
		for (ClientCall call = this.submitted.poll(); call != null; call = this.submitted.poll()) {
			call.fail(call.timedOut(this.problem));
		}
	}

	private void takeSubmitted() {
		this.woken.set(false);
		for (ClientCall call = this.submitted.poll(); call != null; call = this.submitted.poll()) {
			if (this.open.size() + this.waitingForLane.size() >= this.settings.maxInFlight()) {
				call.fail(new RaftException(ErrorCode.BUSY,
						this.settings.maxInFlight() + " calls of this client wait already"));
			}
			else if (!enter(call)) {
				this.waitingForLane.add(call);
			}
		}
		flush();
	}

	private boolean enter(ClientCall call) {
		if (call.isCommand()) {
			Lanes.Lane lane = this.lanes.next();
			if (lane == null) {
				return false;
			}
			call.assign(lane, lane.take());
			((ObjectNode) call.request().path("params")).putObject("session")
				.put("client", lane.client())
				.put("sequence", call.sequence());
		}
		long id = this.nextId++;
		call.request().put("id", id);
		call.line(line(call.request()));
		this.open.put(id, call);
		write(call);
		return true;
	}

	private byte[] line(ObjectNode request) {
		byte[] json = this.mapper.writeValueAsBytes(request);
		byte[] line = Arrays.copyOf(json, json.length + 1);
		line[json.length] = '\n';
		return line;
	}

	private void write(ClientCall call) {
		byte[] line = call.line();
		if (this.channel != null && line != null) {
			call.sent(System.nanoTime());
			this.channel.write(Unpooled.wrappedBuffer(line), this.channel.voidPromise());
		}
	}

	private void flush() {
		if (this.channel != null) {
			this.channel.flush();
		}
	}

	private void connect() {
		if (!this.closed) {
			ClientConnection.open(this.loop, this.addresses.next(), this.settings, this);
		}
	}

	@Override
	public void connected(Channel connection) {
		if (this.closed) {
			connection.close();
			return;
		}
		this.channel = connection;
		this.lastHeardNanos = System.nanoTime();
		askForMembers(connection);
		this.open.values().forEach(this::write);
		connection.flush();
	}

	@Override
	public void failed(String reason) {
		this.problem = reason;
	}

	/**
	 * Ask before anything else, and again and again: members come and go, and a member
	 * that was removed says who is left before it refuses what follows.
	 */
	private void askForMembers(Channel connection) {
		this.lastAskedNanos = System.nanoTime();
		ObjectNode question = this.mapper.createObjectNode();
		question.put("jsonrpc", "2.0").put("method", "GetServerState").put("id", MEMBERS_ID);
		question.putObject("params").put("user", false);
		connection.write(Unpooled.wrappedBuffer(line(question)), connection.voidPromise());
	}

	/**
	 * Lost, or never there: ask another member, after a pause that grows.
	 */
	@Override
	public void disconnected(@Nullable Channel connection) {
		if (connection != this.channel && this.channel != null) {
			return;
		}
		this.channel = null;
		for (ClientCall call : new ArrayList<>(this.open.values())) {
			boolean wasSent = call.isSent();
			call.over(false);
			if (wasSent && !call.isRepeatable()) {
				finish(call).fail(new RaftException(ErrorCode.RESULT_UNKNOWN, "the connection was lost"));
			}
		}
		this.failuresInARow++;
		long pause = (this.failuresInARow <= this.addresses.count()) ? 5
				: Math.min(MAX_PAUSE_MILLIS, 10L << Math.min(this.failuresInARow - this.addresses.count(), 10));
		if (!this.loop.isShuttingDown()) {
			this.loop.schedule(this::connect, pause, TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void received(Channel connection, JsonNode reply) {
		if (connection != this.channel) {
			return;
		}
		long id = reply.path("id").asLong(-1);
		if (id == MEMBERS_ID) {
			// not a sign that calls are answered: a member cut off from the others says
			// as much
			this.addresses.learn(reply.path("result"));
			return;
		}
		this.lastHeardNanos = System.nanoTime();
		ClientCall call = this.open.get(id);
		if (call == null) {
			return;
		}
		JsonNode error = reply.get("error");
		if (error == null) {
			this.failuresInARow = 0;
			this.problem = "";
			finish(call).succeed(reply.path("result"));
		}
		else {
			failed(call, ClientErrors.of(error));
		}
	}

	private void failed(ClientCall call, RaftException failure) {
		call.over(failure.code() != ErrorCode.RESULT_UNKNOWN);
		boolean elsewhere = failure.code() == ErrorCode.NO_LEADER
				|| (call.isRepeatable() && failure.code() == ErrorCode.NOT_CLUSTER_MEMBER);
		boolean again = elsewhere || failure.code() == ErrorCode.LEADER_CHANGED || failure.code() == ErrorCode.BUSY
				|| (call.isRepeatable() && failure.code() == ErrorCode.RESULT_UNKNOWN);
		if (!again) {
			finish(call).fail(failure);
		}
		else if (elsewhere && this.channel != null) {
			this.channel.close();
		}
		else {
			this.loop.schedule(() -> sendAgain(call), TICK_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void sendAgain(ClientCall call) {
		if (!call.isSent() && this.open.get(call.request().path("id").asLong()) == call) {
			write(call);
			flush();
		}
	}

	private ClientCall finish(ClientCall call) {
		this.open.remove(call.request().path("id").asLong());
		Lanes.Lane lane = call.lane();
		if (lane != null) {
			lane.release(call.sequence());
		}
		while (!this.waitingForLane.isEmpty() && enter(this.waitingForLane.getFirst())) {
			this.waitingForLane.removeFirst();
		}
		return call;
	}

	private void tick() {
		long now = System.nanoTime();
		boolean silent = false;
		for (ClientCall call : new ArrayList<>(this.open.values())) {
			if (now - call.deadlineNanos() >= 0) {
				finish(call).fail(call.timedOut(this.problem));
			}
			silent |= call.isSent()
					&& now - Math.max(call.sentNanos(), this.lastHeardNanos) > this.settings.attemptTimeout().toNanos();
		}
		this.waitingForLane.removeIf((call) -> {
			boolean over = now - call.deadlineNanos() >= 0;
			if (over) {
				call.fail(call.timedOut(this.problem));
			}
			return over;
		});
		if (silent && this.channel != null) {
			this.channel.close();
		}
		else if (this.channel != null && now - this.lastAskedNanos > MEMBERS_INTERVAL_NANOS) {
			askForMembers(this.channel);
		}
		flush();
	}

	synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.loop.execute(() -> {
			takeSubmitted();
			this.waitingForLane.forEach((call) -> call.fail(call.timedOut(this.problem)));
			this.waitingForLane.clear();
			for (ClientCall call : new ArrayList<>(this.open.values())) {
				finish(call).fail(call.timedOut(this.problem));
			}
			if (this.channel != null) {
				this.channel.close();
			}
		});
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
		failSubmitted();
	}

}
