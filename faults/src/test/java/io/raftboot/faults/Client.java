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

package io.raftboot.faults;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.raftboot.linearizability.Call;
import io.raftboot.linearizability.KeyValueInput;
import io.raftboot.linearizability.KeyValueInput.Kind;
import io.raftboot.linearizability.KeyValueOutput;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One client: an operation at a time, on one node as long as that answers. With a session
 * it sends a command again, to any node, until it knows the outcome; without, a command
 * whose outcome it does not learn stays unknown.
 */
final class Client {

	/** With these a call has surely had no effect. */
	private static final Set<Integer> REJECTED = Set.of(102, 106, 108, 109);

	private static final int RESULT_UNKNOWN = 107;

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(15);

	private final int number;

	private final Workload workload;

	private final List<FaultNode> nodes;

	private final Random random;

	private final Map<FaultNode, Door> doors = new HashMap<>();

	private int node;

	private long sequence;

	private int lastValue;

	Client(int number, Workload workload, Cluster cluster, long seed) {
		this.number = number;
		this.workload = workload;
		this.nodes = cluster.nodes();
		this.random = new Random(seed);
		this.node = number;
	}

	/**
	 * Work until the end.
	 * @param interval between two operations, nanoseconds
	 */
	void run(double interval) {
		double next = System.nanoTime();
		while (!this.workload.isStopped()) {
			Window window = this.workload.window();
			if (window == null || !window.enter()) {
				Pauses.millis(5);
				continue;
			}
			try {
				operate(window);
			}
			finally {
				window.leave();
			}
			next = Math.max(next + interval, System.nanoTime() - 10 * interval);
			Pauses.millis((long) Math.max(0, (next - System.nanoTime()) / 1e6));
		}
		this.doors.keySet().stream().toList().forEach(this::closeDoor);
	}

	private void operate(Window window) {
		KeyValueInput input = input(window);
		Call<KeyValueInput, KeyValueOutput> call = window.history().invoke(this.number, input);
		boolean read = (input.kind() == Kind.GET);
		String params = "{\"kind\":\"" + (read ? "Query" : "Command") + "\",\"input\":" + json(input)
				+ (read ? "" : session()) + "}";
		boolean again = !read && hasSession();
		boolean perhaps = false;
		long end = System.nanoTime() + PATIENCE;
		do {
			Answer answer = attempt(params);
			if (answer.reply != null) {
				call.complete(KeyValueOutput.previous(value(answer.reply.get("result"))));
				this.workload.succeeded();
				return;
			}
			perhaps |= answer.perhaps;
			this.node++;
			Pauses.millis(10 + this.random.nextInt(20));
		}
		while (again && System.nanoTime() < end && !this.workload.isStopped());
		finish(call, perhaps && !read);
	}

	private void finish(Call<KeyValueInput, KeyValueOutput> call, boolean perhaps) {
		if (perhaps) {
			call.unknown();
			this.workload.unknown();
		}
		else {
			call.rejected();
			this.workload.rejected();
		}
	}

	private KeyValueInput input(Window window) {
		String key = window.key(this.random);
		int choice = this.random.nextInt(100);
		if (choice < 45) {
			return KeyValueInput.get(key);
		}
		return (choice < 90) ? KeyValueInput.put(key, this.number + "." + ++this.lastValue) : KeyValueInput.delete(key);
	}

	private static String json(KeyValueInput input) {
		return switch (input.kind()) {
			case GET -> "{\"Get\":\"" + input.key() + "\"}";
			case DELETE -> "{\"Delete\":\"" + input.key() + "\"}";
			default -> "{\"Put\":[\"" + input.key() + "\",\"" + input.value() + "\"]}";
		};
	}

	private static @Nullable String value(JsonNode result) {
		return result.isNull() ? null : result.asString();
	}

	private boolean hasSession() {
		return this.number % 4 < 2;
	}

	private boolean usesHttp() {
		return this.number % 2 == 0;
	}

	private String session() {
		return hasSession()
				? ",\"session\":{\"client\":\"client-" + this.number + "\",\"sequence\":" + ++this.sequence + "}" : "";
	}

	private Answer attempt(String params) {
		FaultNode target = this.nodes.get(this.node % this.nodes.size());
		long since = System.nanoTime();
		try {
			JsonNode reply = door(target).call("Apply", params);
			int code = reply.path("error").path("code").asInt(0);
			if (reply.has("result")) {
				return new Answer(reply, true);
			}
			if (code != RESULT_UNKNOWN && !REJECTED.contains(code)) {
				this.workload.unexpected(target + " answers " + params + " with " + reply);
			}
			return new Answer(null, !REJECTED.contains(code));
		}
		catch (ConnectException ex) {
			closeDoor(target);
			return new Answer(null, false);
		}
		catch (SocketTimeoutException ex) {
			closeDoor(target);
			this.workload.hung(target + " does not answer " + params, since);
			return new Answer(null, true);
		}
		catch (IOException ex) {
			closeDoor(target);
			return new Answer(null, true);
		}
	}

	private Door door(FaultNode target) throws IOException {
		Door door = this.doors.get(target);
		if (door == null) {
			door = usesHttp() ? Door.http(target) : Door.lines(target);
			this.doors.put(target, door);
		}
		return door;
	}

	private void closeDoor(FaultNode target) {
		Door door = this.doors.remove(target);
		try {
			if (door != null) {
				door.close();
			}
		}
		catch (IOException ex) {
			// it is of no use any more
		}
	}

	/**
	 * What came of one attempt.
	 *
	 * @param reply the reply if it has a result
	 * @param perhaps whether the call may have taken effect
	 */
	private record Answer(@Nullable JsonNode reply, boolean perhaps) {

	}

}
