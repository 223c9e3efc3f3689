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
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.netty.pkitesting.X509Bundle;
import io.raftboot.ApplyKind;
import io.raftboot.RaftNode;
import io.raftboot.Tls;
import io.raftboot.tls.TestAuthority;
import io.raftboot.transport.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Ratis's own port with the keys of the node.
 */
@Tag("cluster")
@Timeout(120)
class EncryptedNetworkTests {

	private static final String LOOPBACK = "127.0.0.1";

	/** How HTTP/2 begins (RFC 9113, section 3.4), with an empty frame of settings. */
	private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
		.getBytes(StandardCharsets.ISO_8859_1);

	private static final int SETTINGS = 4;

	private final TestAuthority authority = new TestAuthority("the cluster's");

	private final TestAuthority stranger = new TestAuthority("a stranger's");

	private TestNodes nodes;

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void membersSpeakTlsAndNobodyElseIsLetIn() throws IOException {
		started(() -> node(this.authority, LOOPBACK));
		TestNodes.append(this.nodes.node(this.nodes.follower()), "a", "x", null);

		String port = ratisAddress(0);
		assertThat(firstFrame(connect(port, context(this.authority, this.authority.node(LOOPBACK)))))
			.isEqualTo(SETTINGS);
		refused(() -> plain(port));
		refused(() -> connect(port, this.authority.context(null)));
		refused(() -> connect(port, this.authority.context(this.stranger.node(LOOPBACK))));

		TestNodes.append(this.nodes.node(this.nodes.follower()), "a", "y", null);
		for (int i = 0; i < 3; i++) {
			assertThat(TestNodes.get(this.nodes.node(i), ApplyKind.QUERY, "a")).isEqualTo("xy");
		}
	}

	@Test
	void aMemberWithACertificateForAnotherHostGetsNoEntries() {
		this.nodes = new TestNodes(this.directory, 3);
		start(0, () -> node(this.authority, LOOPBACK));
		start(1, () -> node(this.authority, LOOPBACK));
		RaftNode elsewhere = start(2, () -> node(this.authority, "10.9.9.9"));
		TestNodes.append(this.nodes.node(0), "a", "x", null);
		TestNodes.append(this.nodes.node(1), "a", "y", null);
		assertThat(elsewhere.status().leader()).isNull();
		assertThat(elsewhere.status().commitIndex()).isZero();
	}

	@Test
	void keysAndAuthoritiesAreReplacedWhileTheClusterRuns() throws IOException {
		AtomicReference<Tls> current = new AtomicReference<>(node(this.authority, LOOPBACK));
		started(current::get);
		TestNodes.append(this.nodes.node(0), "a", "x", null);
		SSLContext before = context(this.authority, this.authority.node(LOOPBACK));

		current.set(node(this.stranger, LOOPBACK));
		refused(() -> connect(ratisAddress(0), before));
		SSLSocket after = connect(ratisAddress(0), context(this.stranger, this.stranger.node(LOOPBACK)));
		X509Certificate shown = (X509Certificate) after.getSession().getPeerCertificates()[0];
		assertThat(shown.getIssuerX500Principal().getName()).isEqualTo("CN=a stranger's");
		assertThat(firstFrame(after)).isEqualTo(SETTINGS);

		TestNodes.append(this.nodes.node(0), "a", "y", null);
		int follower = this.nodes.follower();
		this.nodes.stop(follower);
		start(follower, current::get);
		TestNodes.append(this.nodes.node(follower), "a", "z", null);
		assertThat(TestNodes.get(this.nodes.node(follower), ApplyKind.QUERY, "a")).isEqualTo("xyz");
	}

	private void started(Supplier<Tls> tls) {
		this.nodes = new TestNodes(this.directory, 3);
		for (int i = 0; i < 3; i++) {
			start(i, tls);
		}
		this.nodes.awaitLeader();
	}

	private RaftNode start(int i, Supplier<Tls> tls) {
		return this.nodes.start(i, this.nodes.builder(i).tls(tls));
	}

	private static Tls node(TestAuthority authority, String host) {
		return Tls.of(context(authority, authority.node(host)));
	}

	private static SSLContext context(TestAuthority authority, X509Bundle own) {
		return authority.context(own);
	}

	private String ratisAddress(int i) {
		return LOOPBACK + ":" + (Transport.parse(this.nodes.address(i)).getPort() + TestPorts.OFFSET);
	}

	private static SSLSocket connect(String address, SSLContext context) throws IOException {
		int port = Transport.parse(address).getPort();
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
		socket.setSoTimeout(60_000);
		SSLParameters parameters = socket.getSSLParameters();
		parameters.setApplicationProtocols(new String[] { "h2" });
		socket.setSSLParameters(parameters);
		socket.startHandshake();
		return socket;
	}

	private static Socket plain(String address) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), Transport.parse(address).getPort());
		socket.setSoTimeout(60_000);
		return socket;
	}

	/** Return the kind of the first frame that a server sends, and hang up. */
	private static int firstFrame(Socket socket) throws IOException {
		try (socket) {
			socket.getOutputStream().write(PREFACE);
			byte[] header = socket.getInputStream().readNBytes(9);
			if (header.length < 9) {
				throw new IOException("closed");
			}
			return header[3];
		}
	}

	/** No frame comes: a client learns only then that its certificate was not liked. */
	private static void refused(Connecting connecting) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
			int kind = firstFrame(connecting.connect());
			assertThat(kind).isNotEqualTo(SETTINGS);
			throw new IOException("it does not speak HTTP/2");
		});
	}

	private interface Connecting {

		Socket connect() throws IOException;

	}

}
