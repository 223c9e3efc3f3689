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

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.RaftStartException;
import io.raftboot.consensus.Message;
import org.jspecify.annotations.Nullable;

/**
 * The node's port and its connections to the other members, all on one event loop, which
 * is also the only thread that may call it.
 */
public final class Transport implements Outbox, AutoCloseable {

	private final TransportSettings settings;

	private final EventLoop loop;

	private final boolean epoll;

	private final Inbox inbox;

	private final @Nullable Supplier<? extends ChannelHandler> clientHandler;

	private final Executor resolver;

	private final RandomGenerator random;

	private final MeterRegistry meters;

	private final int group;

	private final FrameWriter writer;

	private final Refusals refusals = new Refusals(System::nanoTime);

	private final Strangers strangers = new Strangers();

	private final @Nullable Encryption encryption;

	private final ChannelGroup channels;

	private final Map<Long, OutgoingPeer> peers = new HashMap<>();

	private final Map<Long, Channel> incoming = new HashMap<>();

	private List<OutgoingPeer> peerList = List.of();

	private volatile boolean closed;

	/**
	 * Create a transport.
	 * @param settings the settings
	 * @param threads the event loop, and where host names are resolved
	 * @param inbox where messages go
	 * @param clientHandler makes the handler of a client's connection, {@code null} when
	 * clients are not served
	 * @param random where delays are drawn from
	 * @param meters where figures go
	 */
	public Transport(TransportSettings settings, Threads threads, Inbox inbox,
			@Nullable Supplier<? extends ChannelHandler> clientHandler, RandomGenerator random, MeterRegistry meters) {
		this.settings = settings;
		this.loop = threads.loop;
		this.epoll = threads.epoll;
		this.resolver = threads.resolver;
		this.inbox = inbox;
		this.clientHandler = clientHandler;
		this.random = random;
		this.meters = meters;
		this.group = Frame.group(settings.group());
		this.writer = new FrameWriter(this.group);
		this.channels = new DefaultChannelGroup(threads.loop);
		this.encryption = (settings.tls() != null) ? new Encryption(settings.tls(), threads.handshakes, this.refusals)
				: null;
	}

	/**
	 * Open the port. May wait; not to be called on the event loop.
	 * @throws RaftStartException if it cannot be opened
	 */
	public void open() {
		InetSocketAddress address = parse(this.settings.address());
		InetSocketAddress local = new InetSocketAddress(address.getHostString(), address.getPort());
		var bound = new ServerBootstrap().group(this.loop)
			.channel(this.epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
			.option(ChannelOption.SO_REUSEADDR, true)
			.option(ChannelOption.SO_BACKLOG, 1024)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childOption(ChannelOption.SO_KEEPALIVE, true)
			.childHandler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel channel) {
					Transport.this.channels.add(channel);
					Transport.this.strangers.add(channel);
					if (Transport.this.encryption != null) {
						Transport.this.encryption.accept(channel);
					}
					channel.pipeline().addLast(new PortHandler(Transport.this));
				}
			})
			.bind(local)
			.awaitUninterruptibly();
		if (!bound.isSuccess()) {
			throw new RaftStartException("address", this.settings.address(), "The address cannot be opened",
					"Use an address of this machine and a port that no other process has.", bound.cause());
		}
		this.channels.add(bound.channel());
	}

	/**
	 * Read a {@code host:port}.
	 * @param address the address
	 * @return the host, not resolved, and the port
	 * @throws RaftStartException if it is none
	 */
	public static InetSocketAddress parse(String address) {
		int colon = address.lastIndexOf(':');
		try {
			if (colon > 0) {
				String host = address.substring(0, colon);
				if (host.startsWith("[") && host.endsWith("]")) {
					host = host.substring(1, host.length() - 1);
				}
				return InetSocketAddress.createUnresolved(host, Integer.parseInt(address.substring(colon + 1)));
			}
		}
		catch (IllegalArgumentException ex) {
			// falls through: neither a number nor a port
		}
		throw new RaftStartException("address", address, "\"" + address + "\" is no address",
				"Write it as host:port, such as 127.0.0.1:4001.", null);
	}

	/**
	 * Open a connection.
	 * @param failed called on the event loop when there will be none
	 */
	void connect(String address, ChannelHandler handler, Runnable failed) {
		CompletableFuture.supplyAsync(() -> {
			InetSocketAddress unresolved = parse(address);
			return new InetSocketAddress(unresolved.getHostString(), unresolved.getPort());
		}, this.resolver).whenCompleteAsync((resolved, problem) -> {
			if (this.closed) {
				return;
			}
			if (problem != null || resolved.isUnresolved()) {
				this.refusals.log(address, "\"" + address + "\" cannot be resolved: is it the address of a member?");
				failed.run();
				return;
			}
			connect(address, resolved, handler, failed);
		}, this.loop);
	}

	private void connect(String address, InetSocketAddress resolved, ChannelHandler handler, Runnable failed) {
		int bytes = this.settings.maxPendingBytes();
		Bootstrap bootstrap = new Bootstrap().group(this.loop)
			.channel(this.epoll ? EpollSocketChannel.class : NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, this.settings.connectTimeoutMillis())
			.option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(bytes / 2, bytes))
			.handler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel channel) {
					Transport.this.channels.add(channel);
					if (Transport.this.encryption != null) {
						Transport.this.encryption.dial(channel, address, failed);
					}
					channel.pipeline().addLast(handler);
				}
			});
		if (this.epoll) {
			// What is sent and not even acknowledged by the other system is lost
			bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, 2 * this.settings.idleMillis());
		}
		bootstrap.connect(resolved).addListener((connected) -> {
			if (!connected.isSuccess()) {
				failed.run();
			}
		});
	}

	/**
	 * Ask the members of a running cluster, one after the other, to add this node, until
	 * it is a member.
	 * @param addresses their addresses
	 * @param role what this node is to count for
	 */
	public void join(List<String> addresses, MemberRole role) {
		this.loop.execute(() -> new Joining(this, addresses, role).ask());
	}

	@Override
	public void members(List<Member> others) {
		Map<Long, Member> wanted = new HashMap<>();
		others.forEach((member) -> wanted.put(member.nodeId(), member));
		this.peers.values().removeIf((peer) -> {
			Member member = wanted.get(peer.member().nodeId());
			boolean gone = member == null || !member.address().equals(peer.member().address());
			if (gone) {
				peer.close();
			}
			return gone;
		});
		for (Member member : others) {
			if (!this.peers.containsKey(member.nodeId())) {
				OutgoingPeer peer = new OutgoingPeer(this, member);
				this.peers.put(member.nodeId(), peer);
				peer.dial();
			}
		}
		this.peerList = List.copyOf(this.peers.values());
	}

	@Override
	public void send(Message message) {
		OutgoingPeer peer = peer(message.to());
		if (peer != null) {
			peer.send(message);
			return;
		}
		sendBack(message.to(), (out) -> this.writer.write(out, message));
	}

	@Override
	public void send(long member, PeerMessage message) {
		OutgoingPeer peer = peer(member);
		if (peer != null) {
			peer.send(message);
			return;
		}
		sendBack(member, (out) -> this.writer.write(out, message));
	}

	/** Return the connection to a member, unless there only is one from it. */
	private @Nullable OutgoingPeer peer(long member) {
		OutgoingPeer peer = this.peers.get(member);
		return (peer != null && (peer.isReady() || !this.incoming.containsKey(member))) ? peer : null;
	}

	/**
	 * Answer on the connection that a member has opened: a node that joins does not know
	 * the member's address yet, and one that was removed is told so.
	 */
	private void sendBack(long member, Consumer<ByteBuf> content) {
		Channel channel = this.incoming.get(member);
		if (channel != null && channel.isWritable()) {
			ByteBuf out = channel.alloc().buffer();
			content.accept(out);
			channel.writeAndFlush(out, channel.voidPromise());
		}
	}

	@Override
	public boolean reaches(long member) {
		OutgoingPeer peer = this.peers.get(member);
		return peer != null && peer.isReady();
	}

	@Override
	public void flush() {
		for (OutgoingPeer peer : this.peerList) {
			peer.flush();
		}
	}

	/** Close the port and all connections. */
	@Override
	public void close() {
		this.closed = true;
		this.peers.values().forEach(OutgoingPeer::close);
		this.peers.clear();
		this.peerList = List.of();
		this.channels.close();
	}

	/** A member is connected; what it had before is lost, or it would not dial again. */
	void connected(long member, Channel channel) {
		this.strangers.isMember(channel);
		Channel before = this.incoming.put(member, channel);
		if (before != null) {
			before.close();
		}
	}

	void disconnected(long member, Channel channel) {
		this.incoming.remove(member, channel);
	}

	@Nullable ChannelHandler newClientHandler() {
		return (this.clientHandler != null) ? this.clientHandler.get() : null;
	}

	boolean isClosed() {
		return this.closed;
	}

	TransportSettings settings() {
		return this.settings;
	}

	Inbox inbox() {
		return this.inbox;
	}

	boolean isEncrypted() {
		return this.encryption != null;
	}

	/**
	 * Return why the other end of a connection is not the member that it says it is.
	 * @return the reason, {@code null} if there is none
	 */
	@Nullable String impostor(Channel channel, long member, String address) {
		OutgoingPeer known = this.peers.get(member);
		return (this.encryption != null)
				? this.encryption.impostor(channel, (known != null) ? known.member().address() : address) : null;
	}

	FrameWriter writer() {
		return this.writer;
	}

	Strangers strangers() {
		return this.strangers;
	}

	Refusals refusals() {
		return this.refusals;
	}

	EventLoop loop() {
		return this.loop;
	}

	RandomGenerator random() {
		return this.random;
	}

	MeterRegistry meters() {
		return this.meters;
	}

	int group() {
		return this.group;
	}

	/**
	 * Where a transport runs.
	 *
	 * @param loop owns every connection
	 * @param epoll whether it is one of epoll
	 * @param resolver resolves host names, which may wait for the network
	 * @param handshakes computes what TLS handshakes need
	 */
	public record Threads(EventLoop loop, boolean epoll, Executor resolver, Executor handshakes) {
	}

}
