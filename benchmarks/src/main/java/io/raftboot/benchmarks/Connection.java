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

package io.raftboot.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;

/**
 * One connection of the load: keeps its share of commands in flight, sends a new one for
 * each that is answered, and matches replies by id. An id holds the number of a slot and
 * how often the slot has been used, so that a second reply to the same command is seen.
 */
final class Connection implements Closeable, ReplySink {

	private static final int FIRST_ID = 1_000_000_000;

	private static final int USES = 10_000;

	private static final int LONGEST_REPLY = 256 << 20;

	private final SocketChannel channel;

	private final SelectionKey key;

	private final Calls calls;

	private final Replies replies;

	private final KeySource keys;

	private final Tally tally;

	private final int batch;

	private final ByteBuffer out;

	private ByteBuffer in = ByteBuffer.allocate(256 << 10);

	/** When the command of each slot was sent, 0 for a free slot. */
	private final long[] sentAt;

	private final int[] uses;

	private final int[] freeSlots;

	private int free;

	private long now;

	Connection(Selector selector, InetSocketAddress target, Plan plan, int inFlight, KeySource keys, Tally tally)
			throws IOException {
		this.calls = switch (plan.protocol()) {
			case JSONL -> JsonRpcCalls.lines(plan);
			case HTTP -> JsonRpcCalls.http(plan, target);
			case ETCD -> new EtcdCalls(plan, target);
		};
		this.replies = (plan.protocol() == Protocol.JSONL) ? new JsonLinesReplies() : new HttpReplies(plan.protocol());
		this.keys = keys;
		this.tally = tally;
		this.batch = plan.batch();
		this.sentAt = new long[inFlight];
		this.uses = new int[inFlight];
		this.freeSlots = new int[inFlight];
		Arrays.setAll(this.freeSlots, (i) -> inFlight - 1 - i);
		this.free = inFlight;
		this.out = ByteBuffer.allocateDirect(Math.multiplyExact(inFlight / this.batch, this.calls.size()));
		this.channel = connect(target, plan.timeout());
		this.key = this.channel.register(selector, SelectionKey.OP_READ, this);
	}

	private static SocketChannel connect(InetSocketAddress target, Duration timeout) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			channel.socket().connect(target, (int) timeout.toMillis());
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.configureBlocking(false);
			return channel;
		}
		catch (IOException ex) {
			channel.close();
			throw new IOException("Cannot connect to " + Values.name(target) + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Sends as many calls as there are free slots.
	 * @throws IOException if the connection is lost
	 */
	void send() throws IOException {
		this.now = System.nanoTime();
		while (this.free >= this.batch && this.keys.hasNext()) {
			this.calls.write(this.out, this::takeSlot, this.keys);
		}
		flush();
	}

	private int takeSlot() {
		int slot = this.freeSlots[--this.free];
		this.sentAt[slot] = this.now;
		this.uses[slot] = (this.uses[slot] + 1) % USES;
		return FIRST_ID + slot * USES + this.uses[slot];
	}

	/**
	 * Writes what the socket takes, and asks to be called again for the rest.
	 * @throws IOException if the connection is lost
	 */
	void flush() throws IOException {
		this.out.flip();
		if (this.out.hasRemaining()) {
			this.channel.write(this.out);
		}
		boolean done = !this.out.hasRemaining();
		this.out.compact();
		int interest = done ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
		if (this.key.interestOps() != interest) {
			this.key.interestOps(interest);
		}
	}

	/**
	 * Reads what has come in and hands the replies to the tally.
	 * @throws IOException if the connection is lost
	 */
	void receive() throws IOException {
		if (this.channel.read(this.in) < 0) {
			throw new IOException("closed by the other side");
		}
		this.now = System.nanoTime();
		int length = this.in.position();
		int read = this.replies.read(this.in.array(), length, this);
		this.in.position(read).limit(length);
		this.in.compact();
		if (!this.in.hasRemaining()) {
			grow();
		}
	}

	private void grow() throws IOException {
		if (this.in.capacity() >= LONGEST_REPLY) {
			throw new IOException("a reply is longer than " + LONGEST_REPLY + " bytes");
		}
		ByteBuffer larger = ByteBuffer.allocate(this.in.capacity() * 2);
		this.in.flip();
		larger.put(this.in);
		this.in = larger;
	}

	int outstanding() {
		return this.sentAt.length - this.free;
	}

	@Override
	public void succeeded(int id) {
		if (id == ALL) {
			answerAll("");
		}
		else {
			answer(id, "");
		}
	}

	@Override
	public void failed(int id, String error) {
		if (id == ALL) {
			answerAll(error);
		}
		else {
			answer(id, error);
		}
	}

	private void answerAll(String error) {
		for (int slot = 0; slot < this.sentAt.length; slot++) {
			if (this.sentAt[slot] != 0) {
				answerSlot(slot, error);
			}
		}
	}

	private void answer(int id, String error) {
		int slot = (id - FIRST_ID) / USES;
		boolean known = id >= FIRST_ID && slot < this.sentAt.length && this.sentAt[slot] != 0
				&& this.uses[slot] == (id - FIRST_ID) % USES;
		if (known) {
			answerSlot(slot, error);
		}
		else {
			this.tally.failed(error.isEmpty() ? "reply to no command" : error + ", to no command", 1);
		}
	}

	private void answerSlot(int slot, String error) {
		if (error.isEmpty()) {
			this.tally.succeeded(this.now - this.sentAt[slot]);
		}
		else {
			this.tally.failed(error, 1);
		}
		this.sentAt[slot] = 0;
		this.freeSlots[this.free++] = slot;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
