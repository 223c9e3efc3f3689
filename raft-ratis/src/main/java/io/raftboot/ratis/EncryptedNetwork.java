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

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.Supplier;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import io.raftboot.Tls;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ApplicationProtocolConfig;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ClientAuth;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.JdkSslContext;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SupportedCipherSuiteFilter;
import org.jspecify.annotations.Nullable;

/**
 * Ratis's gRPC, encrypted with the keys and authorities of the node's own port: asked for
 * at each new connection, so that they can be replaced while the node runs. A member has
 * to show a certificate unless nobody is asked for one, and its certificate has to name
 * its host, always: gRPC leaves no choice. Ratis makes it by the name of the class.
 */
public final class EncryptedNetwork implements RpcType {

	private static final String SOURCE = EncryptedNetwork.class.getName();

	@Override
	public String name() {
		return SOURCE;
	}

	/** Put where the keys come from into what Ratis hands on. */
	static void configure(Parameters parameters, Supplier<Tls> tls) {
		parameters.put(SOURCE, new Source(tls), Source.class);
	}

	@Override
	public RpcFactory newFactory(Parameters parameters) {
		return new Factory(parameters.getNonNull(SOURCE, Source.class).tls(), Appenders.of(parameters));
	}

	private static JdkSslContext context(Supplier<Tls> tls, boolean client) {
		Tls now = tls.get();
		ClientAuth auth = (now.clientAuth() == Tls.ClientAuth.NONE) ? ClientAuth.NONE : ClientAuth.REQUIRE;
		ApplicationProtocolConfig http2 = new ApplicationProtocolConfig(Protocol.ALPN,
				SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, "h2");
		String[] protocols = now.protocols().isEmpty() ? null : now.protocols().toArray(String[]::new);
		return new JdkSslContext(new CurrentContext(tls), client, now.ciphers().isEmpty() ? null : now.ciphers(),
				SupportedCipherSuiteFilter.INSTANCE, http2, auth, protocols, false);
	}

	private record Source(Supplier<Tls> tls) {
	}

	private record Factory(Supplier<Tls> tls, Appenders appenders) implements ServerFactory {

		@Override
		public RpcType getRpcType() {
			return SupportedRpcType.GRPC;
		}

		@Override
		public LogAppender newLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
			return this.appenders.add(new PromptAppender(server, state, follower));
		}

		@Override
		public RaftServerRpc newRaftServerRpc(RaftServer server) {
			return GrpcServicesImpl.newBuilder()
				.setServer(server)
				.setCustomizer(new PortGuard())
				.setServerSslContextForServer(context(this.tls, false))
				.setServerSslContextForClient(context(this.tls, true))
				.build();
		}

	}

	/** The context of the moment. */
	private static final class CurrentContext extends SSLContext {

		CurrentContext(Supplier<Tls> tls) {
			super(new Current(tls), tls.get().context().getProvider(), tls.get().context().getProtocol());
		}

	}

	private static final class Current extends SSLContextSpi {

		private final Supplier<Tls> tls;

		Current(Supplier<Tls> tls) {
			this.tls = tls;
		}

		@Override
		protected void engineInit(KeyManager @Nullable [] keys, TrustManager @Nullable [] trusted,
				@Nullable SecureRandom random) throws KeyManagementException {
			throw new KeyManagementException("the context is initialised already");
		}

		@Override
		protected SSLEngine engineCreateSSLEngine() {
			return this.tls.get().context().createSSLEngine();
		}

		@Override
		protected SSLEngine engineCreateSSLEngine(String host, int port) {
			return this.tls.get().context().createSSLEngine(host, port);
		}

		@Override
		protected SSLSocketFactory engineGetSocketFactory() {
			return this.tls.get().context().getSocketFactory();
		}

		@Override
		protected SSLServerSocketFactory engineGetServerSocketFactory() {
			return this.tls.get().context().getServerSocketFactory();
		}

		@Override
		protected SSLSessionContext engineGetServerSessionContext() {
			return this.tls.get().context().getServerSessionContext();
		}

		@Override
		protected SSLSessionContext engineGetClientSessionContext() {
			return this.tls.get().context().getClientSessionContext();
		}

	}

}
