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

import java.util.List;
import java.util.function.Supplier;

import io.raftboot.RaftStartException;
import io.raftboot.Tls;
import io.raftboot.Tls.ClientAuth;
import io.raftboot.autoconfigure.RaftNodeProperties.Ssl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * TLS from one of the application's SSL bundles, as it is at the moment: when the bundle
 * is reloaded, new connections get its new keys and certificates.
 */
final class BundleTls implements Supplier<Tls> {

	private static final Logger logger = LoggerFactory.getLogger(BundleTls.class);

	private final String name;

	private final Ssl ssl;

	private volatile Tls current;

	/**
	 * Create it.
	 * @param name the name of the bundle
	 * @param ssl how it is to be used
	 * @param bundles the application's bundles, {@code null} when it has none
	 * @throws RaftStartException if there is no such bundle, or it cannot be used
	 */
	BundleTls(String name, Ssl ssl, @Nullable SslBundles bundles) {
		this.name = name;
		this.ssl = ssl;
		if (bundles == null) {
			throw missing(List.of(), null);
		}
		try {
			this.current = tls(bundles.getBundle(name));
			bundles.addBundleUpdateHandler(name, this::reload);
		}
		catch (NoSuchSslBundleException ex) {
			throw missing(bundles.getBundleNames(), ex);
		}
	}

	@Override
	public Tls get() {
		return this.current;
	}

	private void reload(SslBundle bundle) {
		try {
			this.current = tls(bundle);
			logger.info("New connections on the Raft port use the reloaded SSL bundle \"{}\"", this.name);
		}
		catch (RaftStartException ex) {
			logger.error("The SSL bundle \"{}\" was reloaded but cannot be used; the Raft port keeps what it had",
					this.name, ex);
		}
	}

	private Tls tls(SslBundle bundle) {
		try {
			if (bundle.getStores().getKeyStore() == null) {
				throw bad("The SSL bundle has no private key, and the Raft port answers and dials with one.",
						"Add a certificate and its private key to the bundle.", null);
			}
			if (bundle.getStores().getTrustStore() == null && this.ssl.clientAuth() != ClientAuth.NONE) {
				throw bad(
						"The SSL bundle names no trusted certificates,"
								+ " so every public authority could let clients and members in.",
						"Add the certificate of your own authority to the bundle's trust store.", null);
			}
			return new Tls(bundle.createSslContext(), this.ssl.clientAuth(), this.ssl.verifyHost(),
					list(bundle.getOptions().getEnabledProtocols()), list(bundle.getOptions().getCiphers()));
		}
		catch (IllegalStateException ex) {
			throw bad("The SSL bundle cannot be used: " + ex.getMessage(),
					"Look at the files and passwords under spring.ssl.bundle.", ex);
		}
	}

	private static List<String> list(String @Nullable [] values) {
		return (values != null) ? List.of(values) : List.of();
	}

	private RaftStartException missing(List<String> known, @Nullable Throwable cause) {
		return bad("There is no SSL bundle of that name" + (known.isEmpty() ? "." : "; there are " + known + "."),
				"Define spring.ssl.bundle.pem." + this.name
						+ " (or .jks), or set raft.ssl.bundle to one that is defined.",
				cause);
	}

	private RaftStartException bad(String problem, String remedy, @Nullable Throwable cause) {
		return new RaftStartException("ssl.bundle", this.name, problem, remedy, cause);
	}

}
