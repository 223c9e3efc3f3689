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

package io.raftboot.autoconfigure.actuate;

import io.raftboot.NodeStatus.Condition;
import io.raftboot.Role;
import io.raftboot.autoconfigure.FakeRaftNode;
import io.raftboot.autoconfigure.TestApplication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(classes = TestApplication.class, properties = "management.endpoints.web.exposure.include=raft,health")
class RaftEndpointTests {

	@Autowired
	private FakeRaftNode node;

	private MockMvcTester mvc;

	@BeforeEach
	void prepare(@Autowired WebApplicationContext context) {
		this.mvc = MockMvcTester.from(context);
		this.node.status = FakeRaftNode.status(Role.LEADER, FakeRaftNode.FIRST, Condition.MEMBER);
		this.node.calls.clear();
	}

	@Test
	void theLeaderShowsTheProgressOfTheOthers() {
		assertThat(this.mvc.get().uri("/actuator/raft")).hasStatusOk().bodyText().isEqualTo("""
				{"address":"127.0.0.1:4001","nodeId":1,"role":"Leader","term":3,"leader":"127.0.0.1:4001",\
				"votedFor":1,"commitIndex":40,"lastApplied":39,"firstLogIndex":5,"lastLogIndex":41,\
				"snapshot":{"term":2,"index":4},"members":[\
				{"address":"127.0.0.1:4001","nodeId":1,"role":"voter","matchIndex":null,"lag":null,\
				"lastContact":null,"state":null},\
				{"address":"127.0.0.1:4002","nodeId":2,"role":"voter","matchIndex":38,"lag":3,\
				"lastContact":12,"state":"replicate"}]}""");
	}

	@Test
	void aNodeWithoutALeaderShowsNull() {
		this.node.status = FakeRaftNode.status(Role.FOLLOWER, null, Condition.MEMBER);
		assertThat(this.mvc.get().uri("/actuator/raft")).hasStatusOk()
			.bodyText()
			.contains("\"leader\":null", "\"matchIndex\":null")
			.doesNotContain("\"matchIndex\":38");
	}

	@Test
	void thereIsAPageForPeople() {
		assertThat(this.mvc.get().uri("/actuator/raft/page").header("Accept", "text/html,*/*;q=0.8")).hasStatusOk()
			.hasContentTypeCompatibleWith("text/html")
			.bodyText()
			.startsWith("<!DOCTYPE html>");
		assertThat(this.mvc.get().uri("/actuator/raft/nonsense")).hasStatus(404);
	}

	@Test
	void writesAreOffUnlessAllowed() {
		assertThat(this.mvc.post().uri("/actuator/raft/snapshot")).hasStatus4xxClientError();
		assertThat(this.node.calls).doesNotContain("takeSnapshot");
	}

	@Test
	void readinessHasItsPlaceOverHttp() {
		this.node.status = FakeRaftNode.status(Role.FOLLOWER, null, Condition.MEMBER);
		assertThat(this.mvc.get().uri("/actuator/health/readiness")).hasStatus(503);
		assertThat(this.mvc.get().uri("/actuator/health/liveness")).hasStatusOk();
	}

	@Nested
	@TestPropertySource(properties = "management.endpoint.raft.access=unrestricted")
	class WithWrites {

		@Test
		void takesASnapshot() {
			assertThat(post("snapshot")).hasStatusOk().bodyJson().isEqualTo("{\"snapshotIndex\":39}");
		}

		@Test
		void handsLeadershipOver() {
			assertThat(post("transfer-leadership")).hasStatusOk()
				.bodyJson()
				.isEqualTo("{\"leader\":\"127.0.0.1:4002\"}");
		}

		@Test
		void handsLeadershipOverToAMember() {
			assertThat(RaftEndpointTests.this.mvc.post()
				.uri("/actuator/raft/transfer-leadership")
				.contentType(MediaType.APPLICATION_JSON)
				.content("{\"address\":\"127.0.0.1:4002\"}")).hasStatusOk();
			assertThat(RaftEndpointTests.this.node.calls).contains("transferLeadership 127.0.0.1:4002");
		}

		@Test
		void leavesTheCluster() {
			assertThat(post("leave")).hasStatusOk().bodyJson().isEqualTo("{\"members\":[\"127.0.0.1:4002\"]}");
		}

		@Test
		void aFailureIsExplained() {
			assertThat(RaftEndpointTests.this.mvc.post()
				.uri("/actuator/raft/transfer-leadership")
				.contentType(MediaType.APPLICATION_JSON)
				.content("{\"address\":\"127.0.0.1:9\"}")).hasStatus(400)
				.bodyJson()
				.isEqualTo("{\"code\":102,\"message\":\"Not a cluster member\",\"reason\":\"unknown address\"}");
		}

		@Test
		void anUnknownOperationIsNotFound() {
			assertThat(post("explode")).hasStatus(404);
		}

		private MvcTestResult post(String operation) {
			return RaftEndpointTests.this.mvc.post().uri("/actuator/raft/" + operation).exchange();
		}

	}

}
