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

package io.raftboot.autoconfigure.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Collectors;

import io.raftboot.autoconfigure.FakeRaftNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example of {@code docs/security.md}.
 */
@SpringBootTest(classes = SecurityExampleTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=raft,health",
				"management.endpoint.raft.access=unrestricted" })
class SecurityExampleTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@CsvSource({ "nobody, 401", "client, 200", "observer, 403", "operator, 403" })
	void onlyClientsCall(String user, int status) throws Exception {
		assertThat(call("POST", "/rpc", user)).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "nobody, 401", "client, 403", "observer, 200", "operator, 200" })
	void observersAndOperatorsLook(String user, int status) throws Exception {
		assertThat(call("GET", "/actuator/raft", user)).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "nobody, 401", "client, 403", "observer, 403", "operator, 200" })
	void onlyOperatorsAct(String user, int status) throws Exception {
		assertThat(call("POST", "/actuator/raft/snapshot", user)).isEqualTo(status);
	}

	@Test
	void everybodySeesHealth() throws Exception {
		assertThat(call("GET", "/actuator/health/liveness", "nobody")).isNotIn(401, 403);
	}

	@Test
	void theDocumentShowsThisCode() throws IOException {
		assertThat(code("../docs/security.md", "```")).isEqualTo(
				code("src/test/java/io/raftboot/autoconfigure/web/SecurityExampleTests.java", "// end of the example"));
	}

	private static String code(String file, String end) throws IOException {
		String text = Files.readString(Path.of(file), StandardCharsets.UTF_8);
		int from = text.indexOf("SecurityFilterChain raftSecurity" + "(HttpSecurity");
		assertThat(from).as(file).isPositive();
		return text.substring(from, text.indexOf(end, from))
			.lines()
			.map(String::strip)
			.filter((line) -> !line.isEmpty())
			.collect(Collectors.joining("\n"));
	}

	private int call(String method, String path, String user) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.header("Content-Type", "application/json");
		if (!user.equals("nobody")) {
			String credentials = Base64.getEncoder()
				.encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
			request.header("Authorization", "Basic " + credentials);
		}
		String body = path.equals("/rpc") ? "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.discover\"}" : "";
		request.method(method, BodyPublishers.ofString(body));
		return this.client.send(request.build(), BodyHandlers.ofString()).statusCode();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		FakeRaftNode node() {
			return new FakeRaftNode();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("client").password("{noop}secret").roles("CLIENT").build(),
					User.withUsername("observer").password("{noop}secret").roles("OBSERVER").build(),
					User.withUsername("operator").password("{noop}secret").roles("OBSERVER", "OPERATOR").build());
		}

		@Bean
		SecurityFilterChain raftSecurity(HttpSecurity http) {
			return http.securityMatcher("/rpc", "/actuator/**")
				.authorizeHttpRequests((requests) -> requests.requestMatchers("/actuator/health/**")
					.permitAll()
					.requestMatchers(HttpMethod.GET, "/actuator/**")
					.hasRole("OBSERVER")
					.requestMatchers("/actuator/**")
					.hasRole("OPERATOR")
					.requestMatchers("/rpc")
					.hasRole("CLIENT"))
				.httpBasic(Customizer.withDefaults())
				// no cookies, so nothing that a foreign page could ride on
				.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
				.csrf((csrf) -> csrf.disable())
				.build();
		}
		// end of the example

	}

}
