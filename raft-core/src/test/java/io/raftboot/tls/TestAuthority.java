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

import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;

/**
 * An authority that lives as long as a test, and the certificates that it issues.
 */
public final class TestAuthority {

	private final X509Bundle root;

	/**
	 * Create an authority.
	 * @param name its name
	 */
	public TestAuthority(String name) {
		this.root = build(() -> new CertificateBuilder().ecp256()
			.subject("CN=" + name)
			.setIsCertificateAuthority(true)
			.buildSelfSigned());
	}

	/**
	 * Return what those who trust this authority need.
	 * @return its certificate, as PEM
	 */
	public String pem() {
		return this.root.getRootCertificatePEM();
	}

	/**
	 * Issue a certificate of a node.
	 * @param host the node's IP address
	 * @return key and certificate
	 */
	public X509Bundle node(String host) {
		return build(() -> new CertificateBuilder().ecp256()
			.subject("CN=node")
			.addSanIpAddress(host)
			.addSanDnsName("localhost")
			.addExtendedKeyUsageServerAuth()
			.addExtendedKeyUsageClientAuth()
			.buildIssuedBy(this.root));
	}

	/**
	 * Issue a certificate of a client.
	 * @param host a host that it names
	 * @return key and certificate
	 */
	public X509Bundle client(String host) {
		return build(() -> new CertificateBuilder().ecp256()
			.subject("CN=client")
			.addSanIpAddress(host)
			.addExtendedKeyUsageClientAuth()
			.buildIssuedBy(this.root));
	}

	/**
	 * Return the keys of one who trusts this authority alone.
	 * @param own key and certificate, {@code null} for none
	 * @return a context
	 */
	public SSLContext context(@Nullable X509Bundle own) {
		return build(() -> {
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry("authority", this.root.getCertificate());
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(trusted);
			KeyManagerFactory keys = (own != null) ? own.toKeyManagerFactory() : null;
			SSLContext context = SSLContext.getInstance("TLS");
			context.init((keys != null) ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
			return context;
		});
	}

	private static <T> T build(Building<T> building) {
		try {
			return building.build();
		}
		catch (Exception ex) {
			throw new IllegalStateException("no certificate", ex);
		}
	}

	private interface Building<T> {

		T build() throws Exception;

	}

}
