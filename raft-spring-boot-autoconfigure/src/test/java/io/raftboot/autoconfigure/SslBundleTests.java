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

package io.raftboot.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.raftboot.RaftNode;
import io.raftboot.RaftStartException;
import io.raftboot.Tls;
import io.raftboot.client.RaftClient;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class SslBundleTests {

	private static final String PEM = "spring.ssl.bundle.pem.peers.";

	@TempDir
	private Path directory;

	private final String address = "127.0.0.1:" + TestSocketUtils.findAvailableTcpPort();

	private final X509Bundle first = authority("first");

	private final X509Bundle second = authority("second");

	private ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, RaftAutoConfiguration.class))
		.withBean(CounterMachine.class)
		.withPropertyValues("raft.storage=memory", "raft.address=" + this.address, "raft.ssl.bundle=peers");

	@BeforeEach
	void issue() throws IOException {
		write(this.first);
	}

	@Test
	void theRaftPortSpeaksTlsFromTheBundle(CapturedOutput output) {
		all().run((context) -> {
			assertThat(context.getStartupFailure()).isNull();
			assertThat(add(this.first, true)).isEqualTo(1);
			assertRefused(this.first, false);
			assertRefused(this.second, true);
			assertThat(context.getBean(RaftNode.class).status().leader()).isNotNull();
		});
		assertThat(output).doesNotContain("not encrypted");
	}

	@Test
	void clientsMayComeWithoutACertificateWhereThatIsAllowed() {
		all()
			.withPropertyValues("raft.ssl.client-auth=want", PEM + "options.enabled-protocols=TLSv1.3",
					PEM + "options.ciphers=TLS_AES_128_GCM_SHA256")
			.run((context) -> assertThat(add(this.first, false)).isEqualTo(1));
	}

	@Test
	void aReloadedBundleIsUsedWithoutARestart(CapturedOutput output) {
		all().withPropertyValues(PEM + "reload-on-update=true", "spring.ssl.bundle.watch.file.quiet-period=50ms")
			.run((context) -> {
				assertThat(add(this.first, true)).isEqualTo(1);
				write(this.second);
				while (!output.getOut().contains("use the reloaded SSL bundle \"peers\"")) {
					pause();
				}
				assertThat(add(this.second, true)).isEqualTo(2);
				assertRefused(this.first, true);
			});
	}

	@Test
	void aBundleThatIsNotDefinedIsNamedWithTheOnesThatAre() {
		this.contextRunner
			.withPropertyValues("spring.ssl.bundle.pem.other.truststore.certificate=" + file("authority.pem"))
			.run(refusal("There is no SSL bundle of that name; there are [other]."));
		this.contextRunner.run(refusal("There is no SSL bundle of that name."));
	}

	@Test
	void aBundleThatCannotBeReadIsNamed() {
		all().withPropertyValues(PEM + "keystore.private-key=" + file("nothing.pem"))
			.run(refusal("The SSL bundle cannot be used"));
	}

	@Test
	void aBundleWithoutAKeyIsRefused() {
		this.contextRunner.withPropertyValues(PEM + "truststore.certificate=" + file("authority.pem"))
			.run(refusal("The SSL bundle has no private key"));
	}

	@Test
	void aBundleThatTrustsEveryPublicAuthorityIsRefused() {
		this.contextRunner = this.contextRunner.withPropertyValues(PEM + "keystore.certificate=" + file("node.pem"),
				PEM + "keystore.private-key=" + file("node.key"));
		this.contextRunner.run(refusal("The SSL bundle names no trusted certificates"));
		this.contextRunner.withPropertyValues("raft.ssl.client-auth=none")
			.run((context) -> assertThat(context.getStartupFailure()).isNull());
	}

	private static ContextConsumer<AssertableApplicationContext> refusal(String problem) {
		ThrowingConsumer<RaftStartException> named = (failure) -> {
			assertThat(failure.setting()).isEqualTo("ssl.bundle");
			assertThat(failure.value()).isEqualTo("peers");
			assertThat(failure.problem()).startsWith(problem);
			assertThat(failure.remedy()).isNotEmpty();
		};
		return (context) -> {
			Throwable failure = context.getStartupFailure();
			while (failure != null && !(failure instanceof RaftStartException)) {
				failure = failure.getCause();
			}
			assertThat(failure).isInstanceOfSatisfying(RaftStartException.class, named);
		};
	}

	private ApplicationContextRunner all() {
		return this.contextRunner.withPropertyValues(PEM + "keystore.certificate=" + file("node.pem"),
				PEM + "keystore.private-key=" + file("node.key"),
				PEM + "truststore.certificate=" + file("authority.pem"));
	}

	private String file(String name) {
		return this.directory.resolve(name).toUri().toString();
	}

	private void write(X509Bundle authority) throws IOException {
		X509Bundle node = issued(authority);
		Files.writeString(this.directory.resolve("node.pem"), node.getCertificatePEM());
		Files.writeString(this.directory.resolve("node.key"), node.getPrivateKeyPEM());
		Files.writeString(this.directory.resolve("authority.pem"), authority.getCertificatePEM());
	}

	private long add(X509Bundle authority, boolean withCertificate) {
		SSLContext context = context(authority, withCertificate);
		try (RaftClient client = RaftClient.builder(List.of(this.address))
			.tls(() -> Tls.of(context))
			.requestTimeout(Duration.ofSeconds(60))
			.build()) {
			return client.command(Map.of("Add", 1), Long.class).join();
		}
	}

	private void assertRefused(X509Bundle authority, boolean withCertificate) {
		SSLContext context = context(authority, withCertificate);
		int port = Integer.parseInt(this.address.substring(this.address.indexOf(':') + 1));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
			try (Socket socket = context.getSocketFactory().createSocket("127.0.0.1", port)) {
				socket.getOutputStream().write('\n');
				if (socket.getInputStream().read() < 0) {
					throw new IOException("closed");
				}
			}
		});
	}

	private static SSLContext context(X509Bundle authority, boolean withCertificate) {
		try {
			KeyManagerFactory keys = withCertificate ? issued(authority).toKeyManagerFactory() : null;
			SSLContext context = SSLContext.getInstance("TLS");
			context.init((keys != null) ? keys.getKeyManagers() : null,
					new TrustManager[] { authority.toTrustManager() }, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("no context", ex);
		}
	}

	private static X509Bundle authority(String name) {
		try {
			return new CertificateBuilder().ecp256()
				.subject("CN=" + name)
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException("no certificate", ex);
		}
	}

	private static X509Bundle issued(X509Bundle authority) {
		try {
			return new CertificateBuilder().ecp256()
				.subject("CN=node")
				.addSanIpAddress("127.0.0.1")
				.buildIssuedBy(authority);
		}
		catch (Exception ex) {
			throw new IllegalStateException("no certificate", ex);
		}
	}

	private static void pause() {
		if (Thread.interrupted()) {
			throw new IllegalStateException("it took too long");
		}
		LockSupport.parkNanos(5_000_000);
	}

}
