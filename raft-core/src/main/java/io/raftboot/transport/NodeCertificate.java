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

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Tells the certificate of a node from that of a client. Both come from the same
 * authority; but a node is one that may answer as a server, and that is called as its
 * certificate says. The dialling end checks this during the handshake; this is for the
 * other end.
 */
final class NodeCertificate {

	/** Extended key usage of a server (RFC 5280, section 4.2.1.12). */
	private static final String SERVER = "1.3.6.1.5.5.7.3.1";

	private static final String ANY_USAGE = "2.5.29.37.0";

	private static final int DNS_NAME = 2;

	private static final int IP_ADDRESS = 7;

	private NodeCertificate() {
	}

	/**
	 * Return why the other end of a session is not a node.
	 * @param session the session, whose handshake has checked the certificate
	 * @param address where the node is to be reached, {@code null} when that is not to be
	 * checked
	 * @return the reason, {@code null} if there is none
	 */
	static @Nullable String problem(SSLSession session, @Nullable String address) {
		try {
			Certificate[] chain = session.getPeerCertificates();
			return (chain[0] instanceof X509Certificate certificate) ? problem(certificate, address)
					: "its certificate is not of X.509";
		}
		catch (SSLPeerUnverifiedException ex) {
			return "it shows no certificate, and every node has to";
		}
		catch (CertificateParsingException ex) {
			return "its certificate cannot be read: " + ex.getMessage();
		}
	}

	private static @Nullable String problem(X509Certificate certificate, @Nullable String address)
			throws CertificateParsingException {
		List<String> usages = certificate.getExtendedKeyUsage();
		if (usages != null && !usages.contains(SERVER) && !usages.contains(ANY_USAGE)) {
			return "its certificate is a client's: a node's has the extended key usages serverAuth and clientAuth";
		}
		if (address != null) {
			String host = Transport.parse(address).getHostString();
			if (!names(certificate.getSubjectAlternativeNames(), host)) {
				return "its certificate does not name \"" + host
						+ "\" among the subject's alternative names; issue one that does, or set raft.ssl.verify-host=false";
			}
		}
		return null;
	}

	/** RFC 2818, section 3.1, without the common name, which is no name of a host. */
	static boolean names(@Nullable Collection<List<?>> alternatives, String host) {
		if (alternatives == null) {
			return false;
		}
		byte[] ip = NetUtil.createByteArrayFromIpAddressString(host);
		for (List<?> alternative : alternatives) {
			Object kind = alternative.get(0);
			if (ip == null && kind.equals(DNS_NAME) && matches((String) alternative.get(1), host)) {
				return true;
			}
			if (ip != null && kind.equals(IP_ADDRESS)
					&& Arrays.equals(ip, NetUtil.createByteArrayFromIpAddressString((String) alternative.get(1)))) {
				return true;
			}
		}
		return false;
	}

	private static boolean matches(String pattern, String host) {
		String expected = pattern.toLowerCase(Locale.ROOT);
		String actual = host.toLowerCase(Locale.ROOT);
		int dot = actual.indexOf('.');
		return expected.equals(actual) || (expected.startsWith("*.") && expected.indexOf('*', 1) < 0 && dot > 0
				&& expected.substring(1).equals(actual.substring(dot)));
	}

}
