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

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.RaftException;
import io.raftboot.RaftNode;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * Shows the node and, where the application allows writes
 * ({@code management.endpoint.raft.access=unrestricted}), takes snapshots, hands
 * leadership over and leaves the cluster.
 */
@Endpoint(id = "raft", defaultAccess = Access.READ_ONLY)
final class RaftEndpoint {

	private final RaftNode node;

	private final Duration timeout;

	RaftEndpoint(RaftNode node, Duration timeout) {
		this.node = node;
		this.timeout = timeout;
	}

	@ReadOperation
	RaftDescriptor node() {
		return RaftDescriptor.of(this.node.status());
	}

	/**
	 * Return a page for people: the same figures, kept up to date.
	 * @param view must be {@code page}
	 * @return the page, 404 for any other view
	 */
	@ReadOperation(produces = "text/html;charset=utf-8")
	WebEndpointResponse<Resource> view(@Selector String view) {
		return "page".equals(view) ? new WebEndpointResponse<>(new ClassPathResource("page.html", RaftEndpoint.class))
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	/**
	 * Run an operation: {@code snapshot}, {@code transfer-leadership} or {@code leave}.
	 * Waits for its end.
	 * @param operation the operation
	 * @return its result; 404 for an unknown operation, 400 or 503 with the reason when
	 * it fails
	 */
	@WriteOperation
	WebEndpointResponse<Map<String, Object>> run(@Selector String operation) {
		return runWith(operation, null);
	}

	/**
	 * Run an operation with a body, which only a JSON request has. That is why there are
	 * two: with this one alone a request without a body would be refused with 415.
	 * @param operation the operation
	 * @param address the member that is to lead, {@code null} for the most advanced voter
	 * @return as {@link #run}
	 */
	@WriteOperation
	WebEndpointResponse<Map<String, Object>> runWith(@Selector String operation, @Nullable String address) {
		return switch (operation) {
			case "snapshot" -> result("snapshotIndex", this.node.takeSnapshot());
			case "leave" -> result("members", addresses(this.node.leave()));
			case "transfer-leadership" -> result("leader", this.node.transferLeadership(address));
			default -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		};
	}

	private static CompletableFuture<List<String>> addresses(CompletableFuture<List<Member>> members) {
		return members.thenApply((all) -> all.stream().map(Member::address).toList());
	}

	private <T> WebEndpointResponse<Map<String, Object>> result(String name, CompletableFuture<T> outcome) {
		try {
			T value = outcome.orTimeout(this.timeout.toMillis(), TimeUnit.MILLISECONDS).join();
			return new WebEndpointResponse<>(Map.of(name, value));
		}
		catch (CompletionException ex) {
			return failure((ex.getCause() instanceof RaftException failure) ? failure
					: new RaftException(ErrorCode.RESULT_UNKNOWN, String.valueOf(ex.getCause())));
		}
	}

	private static WebEndpointResponse<Map<String, Object>> failure(RaftException failure) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("code", failure.code().code());
		body.put("message", failure.code().message());
		if (failure.reason() != null) {
			body.put("reason", failure.reason());
		}
		return new WebEndpointResponse<>(body, (failure.code() == ErrorCode.NOT_CLUSTER_MEMBER)
				? WebEndpointResponse.STATUS_BAD_REQUEST : WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
	}

}
