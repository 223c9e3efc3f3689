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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NodeCertificateTests {

	@ParameterizedTest
	@CsvSource({ "n1.example.org, n1.example.org, true", "N1.Example.org, n1.example.ORG, true",
			"*.example.org, n1.example.org, true", "*.example.org, a.n1.example.org, false",
			"*.example.org, example.org, false", "*.example.org, .example.org, false", "*, n1, false",
			"n1*.example.org, n1a.example.org, false", "*.*.org, n1.example.org, false",
			"n1.example.org, n2.example.org, false", "10.0.0.1, 10.0.0.1, false" })
	void namesAreComparedAsBrowsersDo(String name, String host, boolean named) {
		assertThat(NodeCertificate.names(List.of(List.of(2, name)), host)).isEqualTo(named);
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.1, 10.0.0.1, true", "10.0.0.1, 10.0.0.2, false", "0:0:0:0:0:0:0:1, ::1, true",
			"127.0.0.1, localhost, false" })
	void addressesAreComparedAsAddresses(String address, String host, boolean named) {
		assertThat(NodeCertificate.names(List.of(List.of(7, address)), host)).isEqualTo(named);
	}

	@Test
	void oneOfManyIsEnoughAndNoneIsNot() {
		assertThat(NodeCertificate.names(List.of(List.of(1, "a@b"), List.of(2, "n1"), List.of(7, "10.0.0.1")), "n1"))
			.isTrue();
		assertThat(NodeCertificate.names(null, "n1")).isFalse();
	}

}
