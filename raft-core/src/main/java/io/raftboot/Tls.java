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

package io.raftboot;

import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS on the Raft port: the same for those who dial and those who answer, peers and
 * clients. A value; a node and a client ask for it at each new connection, so a supplier
 * that returns another one replaces keys and trusted certificates while they run.
 * Connections that are open stay as they are.
 *
 * @param context the key and certificate of this end, and the authorities that it trusts
 * @param clientAuth whether who dials this node must show a certificate
 * @param verifyHost whether the certificate of a member must name its host, as in its
 * address: among the subject's alternative names, as DNS name or IP address
 * @param protocols the versions of TLS, such as {@code TLSv1.3}; empty for those of the
 * context
 * @param ciphers the cipher suites; empty for those of the context
 */
public record Tls(SSLContext context, ClientAuth clientAuth, boolean verifyHost, List<String> protocols,
		List<String> ciphers) {

	public Tls {
		protocols = List.copyOf(protocols);
		ciphers = List.copyOf(ciphers);
	}

	/**
	 * Return the strictest: a certificate is needed on both ends, and members are checked
	 * to be the hosts that they should be.
	 * @param context the key and certificate of this end, and the authorities that it
	 * trusts
	 * @return the versions and cipher suites are those of the context
	 */
	public static Tls of(SSLContext context) {
		return new Tls(context, ClientAuth.NEED, true, List.of(), List.of());
	}

	/**
	 * Return the engine of a connection that another end has opened.
	 * @return a new engine
	 */
	public SSLEngine serverEngine() {
		SSLEngine engine = this.context.createSSLEngine();
		SSLParameters parameters = parameters(engine);
		parameters.setUseCipherSuitesOrder(true);
		if (this.clientAuth == ClientAuth.NEED) {
			parameters.setNeedClientAuth(true);
		}
		else {
			parameters.setWantClientAuth(this.clientAuth == ClientAuth.WANT);
		}
		engine.setSSLParameters(parameters);
		engine.setUseClientMode(false);
		return engine;
	}

	/**
	 * Return the engine of a connection that this end opens.
	 * @param host the name or IP address that was asked for
	 * @param port the port
	 * @return a new engine, which fails the handshake when the host is to be verified and
	 * the certificate does not name it
	 */
	public SSLEngine clientEngine(String host, int port) {
		SSLEngine engine = this.context.createSSLEngine(host, port);
		engine.setUseClientMode(true);
		SSLParameters parameters = parameters(engine);
		if (this.verifyHost) {
			// RFC 2818, section 3.1: names and IP addresses alike
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
		}
		engine.setSSLParameters(parameters);
		return engine;
	}

	private SSLParameters parameters(SSLEngine engine) {
		SSLParameters parameters = engine.getSSLParameters();
		if (!this.protocols.isEmpty()) {
			parameters.setProtocols(this.protocols.toArray(String[]::new));
		}
		if (!this.ciphers.isEmpty()) {
			parameters.setCipherSuites(this.ciphers.toArray(String[]::new));
		}
		return parameters;
	}

	/**
	 * Whether who opens a connection to a node must show a certificate.
	 */
	public enum ClientAuth {

		/** Peers and clients must. */
		NEED,

		/** Peers must, clients may. */
		WANT,

		/**
		 * Nobody is asked. The connection is secret and the node is who it should be, but
		 * anyone who reaches the port counts as a peer or a client.
		 */
		NONE

	}

}
