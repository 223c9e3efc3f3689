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

package io.raftboot.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.raftboot.ApplyContext;
import io.raftboot.Machine;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.Tls;
import io.raftboot.Tls.ClientAuth;
import io.raftboot.client.RaftClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Tag("cluster")
@Timeout(120)
class TlsTests {

	private static final String LOOPBACK = "127.0.0.1";

	private static final String REQUEST = """
			{"jsonrpc":"2.0","id":7,"method":"Apply","params":{"kind":"Command","input":1}}
			""";

	private final TestAuthority authority = new TestAuthority("the cluster's");

	private final TestAuthority stranger = new TestAuthority("a stranger's");

	private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

	private final List<String> log = new CopyOnWriteArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
		@Override
		protected void append(ILoggingEvent event) {
			TlsTests.this.log.add(event.getFormattedMessage());
		}
	};

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.raftboot.transport");

	@BeforeEach
	void listen() {
		this.logger.setLevel(Level.WARN);
		this.logger.setAdditive(false);
		this.logger.addAppender(this.appender);
		this.appender.start();
	}

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable each : this.open) {
			each.close();
		}
		this.logger.detachAppender(this.appender);
		this.logger.setAdditive(true);
		this.logger.setLevel(null);
	}

	@Test
	void peersAndClientsSpeakTls() {
		List<String> addresses = addresses(LOOPBACK, 3);
		addresses.forEach((address) -> start(address, addresses, () -> node(LOOPBACK)));
		RaftClient client = client(addresses, this.authority.context(this.authority.client("10.0.0.1")));
		assertThat(client.command(2, Long.class).join()).isEqualTo(2);
		assertThat(client.command(3, Long.class).join()).isEqualTo(5);
	}

	@Test
	void aHostNameIsVerifiedToo() {
		List<String> addresses = addresses("localhost", 3);
		addresses.forEach((address) -> start(address, addresses, () -> node("10.0.0.1")));
		RaftClient client = client(addresses, this.authority.context(this.authority.client("10.0.0.1")));
		assertThat(client.command(2, Long.class).join()).isEqualTo(2);
	}

	@Test
	void whoIsNotLetInHarmsNobodyElse() throws IOException {
		List<String> addresses = addresses(LOOPBACK, 1);
		start(addresses.get(0), addresses, () -> node(LOOPBACK));
		RaftClient client = client(addresses, this.authority.context(this.authority.client("10.0.0.1")));
		assertThat(client.command(1, Long.class).join()).isEqualTo(1);

		assertThat(plain(addresses.get(0), REQUEST.getBytes(StandardCharsets.UTF_8))).doesNotContain("result");
		await(() -> logged("Refused 127.0.0.1: it does not speak TLS"));
		assertThat(plain(addresses.get(0), new byte[] { (byte) 0xB5, 1, 1, 0, 0, 0 })).doesNotContain("result");
		refused(addresses.get(0), this.authority.context(null));
		refused(addresses.get(0), this.stranger.context(this.stranger.client("10.0.0.1")));
		SSLContext trusting = this.authority.context(this.stranger.client("10.0.0.1"));
		refused(addresses.get(0), trusting);

		assertThat(client.command(1, Long.class).join()).isEqualTo(2);
	}

	@Test
	void aClientDoesNotSpeakWithAStranger() {
		List<String> addresses = addresses(LOOPBACK, 1);
		start(addresses.get(0), addresses, () -> node(LOOPBACK));
		RaftClient client = keep(RaftClient.builder(addresses)
			.tls(() -> Tls.of(this.stranger.context(this.stranger.client(LOOPBACK))))
			.requestTimeout(Duration.ofSeconds(1))
			.build());
		await(() -> failure(client).contains("PKIX"));
	}

	@Test
	void aPlainClientIsToldByItsTimeout() {
		List<String> addresses = addresses(LOOPBACK, 1);
		start(addresses.get(0), addresses, null);
		RaftClient client = keep(RaftClient.builder(addresses)
			.tls(() -> Tls.of(this.authority.context(null)))
			.requestTimeout(Duration.ofSeconds(1))
			.build());
		assertThatThrownBy(() -> client.command(1, Long.class).join()).hasMessageContaining("No leader");
		await(() -> logged("it speaks TLS, and this node does not"));
	}

	@Test
	void aMemberWithACertificateForAnotherHostIsRefusedInBothDirections() {
		List<String> addresses = addresses(LOOPBACK, 3);
		start(addresses.get(0), addresses, () -> node(LOOPBACK));
		start(addresses.get(1), addresses, () -> node(LOOPBACK));
		RaftNode elsewhere = start(addresses.get(2), addresses, () -> node("10.9.9.9"));
		RaftClient client = client(addresses.subList(0, 2), this.authority.context(this.authority.client("10.0.0.1")));
		assertThat(client.command(1, Long.class).join()).isEqualTo(1);
		await(() -> logged("No TLS with " + addresses.get(2) + ": "));
		await(() -> logged("its certificate does not name \"127.0.0.1\""));
		assertThat(elsewhere.status().leader()).isNull();
	}

	@Test
	void theHostIsNotVerifiedWhenThatIsSwitchedOff() {
		List<String> addresses = addresses(LOOPBACK, 3);
		SSLContext context = this.authority.context(this.authority.node("10.9.9.9"));
		Tls tls = new Tls(context, ClientAuth.NEED, false, List.of(), List.of());
		List<RaftNode> nodes = addresses.stream().map((address) -> start(address, addresses, () -> tls)).toList();
		await(() -> nodes.stream().allMatch((node) -> node.status().leader() != null));
	}

	@Test
	void aClientsCertificateIsNoNodes() {
		List<String> addresses = addresses(LOOPBACK, 3);
		start(addresses.get(0), addresses, () -> node(LOOPBACK));
		start(addresses.get(1), addresses, () -> node(LOOPBACK));
		RaftNode client = start(addresses.get(2), addresses,
				() -> Tls.of(this.authority.context(this.authority.client(LOOPBACK))));
		await(() -> logged("its certificate is a client's"));
		assertThat(client.status().leader()).isNull();
	}

	@Test
	void aClientWithoutACertificateIsTakenWhereItMayBe() throws IOException {
		for (ClientAuth auth : List.of(ClientAuth.WANT, ClientAuth.NONE)) {
			List<String> addresses = addresses(LOOPBACK, 3);
			Tls tls = new Tls(this.authority.context(this.authority.node(LOOPBACK)), auth, true, List.of("TLSv1.2"),
					List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"));
			addresses.forEach((address) -> start(address, addresses, () -> tls));
			RaftClient client = client(addresses, this.authority.context(null));
			assertThat(client.command(2, Long.class).join()).isEqualTo(2);
		}
	}

	@Test
	void keysAndAuthoritiesAreReplacedWhileTheClusterRuns() throws IOException {
		List<String> addresses = addresses(LOOPBACK, 3);
		AtomicReference<Tls> current = new AtomicReference<>(node(LOOPBACK));
		List<RaftNode> nodes = new ArrayList<>();
		addresses.forEach((address) -> nodes.add(start(address, addresses, current::get)));
		SSLContext old = this.authority.context(this.authority.client(LOOPBACK));
		RaftClient before = client(addresses, old);
		assertThat(before.command(1, Long.class).join()).isEqualTo(1);

		current.set(Tls.of(this.stranger.context(this.stranger.node(LOOPBACK))));
		RaftClient after = client(addresses, this.stranger.context(this.stranger.client(LOOPBACK)));
		assertThat(after.command(1, Long.class).join()).isEqualTo(2);
		refused(addresses.get(0), old);
		assertThat(before.command(1, Long.class).join()).as("open connections stay").isEqualTo(3);

		nodes.remove(0).close();
		assertThat(after.command(1, Long.class).join()).isEqualTo(4);
	}

	private static String failure(RaftClient client) {
		return client.command(1, Long.class).handle((output, failure) -> String.valueOf(failure)).join();
	}

	private void refused(String address, SSLContext context) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
			try (SSLSocket socket = connect(address, context)) {
				socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.UTF_8));
				if (socket.getInputStream().read() < 0) {
					throw new IOException("closed");
				}
			}
		});
	}

	private static SSLSocket connect(String address, SSLContext context) throws IOException {
		String[] parts = address.split(":", 2);
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(parts[0], Integer.parseInt(parts[1]));
		socket.setSoTimeout(60_000);
		return socket;
	}

	private static String plain(String address, byte[] bytes) throws IOException {
		String[] parts = address.split(":", 2);
		try (Socket socket = new Socket(parts[0], Integer.parseInt(parts[1]))) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream().write(bytes);
			socket.shutdownOutput();
			InputStream in = socket.getInputStream();
			return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	private Tls node(String host) {
		return Tls.of(this.authority.context(this.authority.node(host)));
	}

	private RaftClient client(List<String> addresses, SSLContext context) {
		return keep(RaftClient.builder(addresses)
			.tls(() -> Tls.of(context))
			.requestTimeout(Duration.ofSeconds(60))
			.build());
	}

	private RaftNode start(String address, List<String> addresses, @Nullable Supplier<Tls> tls) {
		RaftNodeBuilder builder = RaftNodeBuilder.create(new Sum())
			.address(address)
			.members(addresses)
			.memoryStorage(true);
		if (tls != null) {
			builder.tls(tls);
		}
		RaftNode node = builder.build();
		node.start();
		return keep(node);
	}

	private <T extends AutoCloseable> T keep(T closeable) {
		this.open.add(0, closeable);
		return closeable;
	}

	private boolean logged(String part) {
		return this.log.stream().anyMatch((line) -> line.contains(part));
	}

	private static void await(BooleanSupplier condition) {
		while (!condition.getAsBoolean()) {
			if (Thread.interrupted()) {
				throw new IllegalStateException("it took too long");
			}
			LockSupport.parkNanos(5_000_000);
		}
	}

	private static List<String> addresses(String host, int count) {
		List<ServerSocket> sockets = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				sockets.add(new ServerSocket(0, 1, InetAddress.getByName(host)));
			}
			for (ServerSocket socket : sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("no free port", ex);
		}
		return sockets.stream().map((socket) -> host + ":" + socket.getLocalPort()).toList();
	}

	static final class Sum implements Machine<Long> {

		private long value;

		@Override
		public @Nullable Object apply(ApplyContext context, Long by) {
			this.value += by;
			return this.value;
		}

	}

}
